import type { Explanation, ExplainQuestion } from '../../model/explanation.js';
import type { SentInput } from '../../model/input.js';
import type { Tensors } from '../../model/tensor.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { Run } from '../../transform/explain/explain.js';
import type { Prepared } from '../../transform/prepared.js';

/** What lies before and behind a model: from what a person gives to its inputs, from its outputs to an answer. */
export interface Interpreter {
  /** @throws EdgewiseError `input`, `limit` */
  prepare: (input: SentInput) => Prepared | Promise<Prepared>;
  /** Absent where the outputs are the answer. */
  decode?: ((outputs: Tensors, placement: Placement | null) => unknown) | undefined;
  /** @throws EdgewiseError `input`; `invalid-model` for a broken profile */
  explain: (input: SentInput, question: ExplainQuestion, run: Run) => Promise<Omit<Explanation, 'milliseconds'>>;
}
