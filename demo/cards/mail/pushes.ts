import type { Explanation, ExplanationPart } from 'edgewise';
import { listed } from '../../page/format.js';

/** A token is marked that pushed at least so far, as a part of the furthest and in log odds. */
const leastPart = 0.25;
const leastPush = 0.02;
const mostNamed = 5;
/** Probabilities come as 32-bit floats, and may be 0 or 1 by rounding. */
const leastProbability = 1e-7;

/** A token that pushed. */
export interface Push extends ExplanationPart {
  /** In log odds, above zero towards spam; and as a part of the furthest, from -1 to 1. */
  by: number;
  push: number;
}

/** What the model counts only by its kind. */
const kinds: Readonly<Record<string, string>> = {
  '<link>': 'a link',
  '<address>': 'an e-mail address',
  '<money>': 'a sum of money',
  '<percent>': 'a percentage',
  '<number>': 'a number',
  '<long>': 'a very long word',
  '!': 'an exclamation mark',
  '!!': 'several exclamation marks',
  $$: 'dollar signs',
};

/**
 * The tokens that pushed, the furthest first. In log odds, since of a mail that is surely spam no token moves the
 * probability by much.
 */
export function pushesOf({ answer, parts }: Explanation): Push[] {
  const pushes = parts.map((part) => ({ ...part, by: logOdds(answer) - logOdds(answer - part.effect) }));
  const furthest = Math.max(...pushes.map(({ by }) => Math.abs(by)));
  return pushes
    .filter(({ by }) => Math.abs(by) >= Math.max(leastPush, furthest * leastPart))
    .map((part) => ({ ...part, push: part.by / furthest }))
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** The same as the marks say, for those who do not see them. */
export function pushWords(pushes: readonly Push[]): string {
  const named = (wanted: (push: Push) => boolean): string =>
    listed(
      pushes
        .filter(wanted)
        .slice(0, mostNamed)
        .map(({ name }) => kinds[name] ?? `“${name}”`),
    );
  const [spam, good] = [named(({ by }) => by > 0), named(({ by }) => by < 0)];
  return [spam === '' ? '' : `Towards spam: ${spam}.`, good === '' ? '' : `Towards a good mail: ${good}.`]
    .filter((words) => words !== '')
    .join(' ');
}

function logOdds(probability: number): number {
  const within = Math.min(1 - leastProbability, Math.max(leastProbability, probability));
  return Math.log(within / (1 - within));
}
