/**
 * How effects are computed:
 *
 * - `shapley`: exact Shapley values, from every combination of the input and its reference
 * - `one-at-a-time`: each field put to its reference, or token left out, while all else stays
 * - `auto`: `shapley` for a record of which at most 12 fields differ from the reference, else `one-at-a-time`
 */
export type ExplainMethod = 'auto' | 'shapley' | 'one-at-a-time';

/** What is asked about an answer. */
export interface ExplainQuestion {
  /** Default `auto`. */
  method?: ExplainMethod | undefined;
  /** Of a record: only these move, the others stay as they are given. Default: all. */
  fields?: readonly string[] | undefined;
  /** Whose probability is explained. Default: the label that the model decided for. */
  label?: string | undefined;
}

/** How far each part of an input moved a model's answer away from its answer to a reference. */
export interface Explanation {
  /** By which the effects were computed. */
  method: Exclude<ExplainMethod, 'auto'>;
  /** What is explained: the probability of `label`, or the number that the model answered. */
  answer: number;
  /** The same for the reference: a record of typical fields, or a text without its tokens. */
  reference: number;
  /** Of answer, reference and effects: `probability`, or what the model's package names. */
  unit: string;
  /** Whose probability it is; left out where the answer is no probability. */
  label?: string;
  /** The largest effect first. By `shapley`, the effects add up to `answer` − `reference`. */
  parts: ExplanationPart[];
  /** Distinct tokens beyond those that were tried. */
  omitted: number;
  /** What the effects say, and what they do not, in words for people. */
  meaning: string;
  /** How often the model was run. */
  predictions: number;
  /** From call to answer, queueing included. */
  milliseconds: number;
}

/** One field of the record, or one token of the text wherever it stands. */
export interface ExplanationPart {
  /** The field, or the token as the model takes it. */
  name: string;
  /** As it was given. */
  value: string | number | boolean | null;
  /** What took its place; null for a token, which was left out, and for a field that is typically not known. */
  reference: string | number | boolean | null;
  /** Above 0 where it raised the answer; in `unit`. */
  effect: number;
  /** Each place of a token in the text, as `slice` takes it. */
  places?: readonly TokenPlace[];
}

/** Where a token stands in a text, in UTF-16 code units. */
export interface TokenPlace {
  /** Of its first code unit. */
  start: number;
  /** Of the code unit after its last. */
  end: number;
}
