import type { Explanation, ExplainQuestion } from '../../model/explanation.js';
import type { DecodedInput } from '../../model/input.js';
import type { DescribedTensor } from '../../model/manifest/described-tensor.js';
import type { Tensors } from '../../model/tensor.js';
import type { OutputTransform } from '../../model/transforms/output.js';
import { choosePlan } from './choose-plan.js';
import { explainedNumber } from './explained-number.js';
import { meaningOf } from './meaning.js';
import { takeApart, type InputSide } from './take-apart.js';

/** A model, with what lies before and behind it. */
export interface Explainable extends InputSide {
  output: OutputTransform | undefined;
  /** As the package describes them. */
  outputs: readonly DescribedTensor[];
}

/** Runs the model on so many inputs, each made when its turn comes, and reads what it answers to each. */
export type Run = <Answer>(
  count: number,
  input: (i: number) => Tensors,
  read: (outputs: Tensors) => Answer,
) => Promise<Answer[]>;

/**
 * How far each field of a record, or token of a text, moved the answer away from that to a reference.
 *
 * @throws EdgewiseError `input` as for a prediction, for what is neither a record nor a text, for a model whose answer is
 *   no single number, and for what is asked in vain; `invalid-model` for a broken profile
 */
export async function explain(
  input: DecodedInput,
  { method = 'auto', fields, label }: ExplainQuestion,
  model: Explainable,
  run: Run,
): Promise<Omit<Explanation, 'milliseconds'>> {
  const apart = takeApart(input, model, fields);
  const plan = choosePlan(method, apart);
  // The answer itself comes first: it says which label is explained. As the last coalition it is not asked again.
  const all = () => apart.inputs(() => true);
  const [answer = {}] = await run(1, all, (outputs) => outputs);
  const { numberOf, ...what } = explainedNumber(model.output, model.outputs, answer, label);
  const others = await run(
    plan.coalitions - 1,
    (coalition) => apart.inputs((player) => plan.takesPart(coalition, player)),
    numberOf,
  );
  const answers = Float64Array.from([...others, numberOf(answer)]);
  const effects = plan.effects(answers);
  const parts = [
    ...apart.players.map((player, i) => ({ ...player, effect: effects[i] ?? NaN })),
    ...apart.idle.map((player) => ({ ...player, effect: 0 })),
  ];
  return {
    method: plan.method,
    answer: answers.at(-1) ?? NaN,
    reference: answers[0] ?? NaN,
    ...what,
    parts: parts.sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
    omitted: apart.omitted,
    meaning: meaningOf(plan.method, apart),
    predictions: plan.coalitions,
  };
}
