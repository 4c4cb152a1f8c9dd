/** By what `edgewise pack` and `edgewise evaluate` judge the model: the test rows of its split. */
import type { EvaluationModule, EvaluationSample } from '../../src/cli/evaluate/evaluation-module.js';
import { type Loan, readLoans } from './data.js';
import { splitLoans } from './train-candidate.js';

/** The seed of the committed model. */
const seed = 1;

export const metric = 'auc';
export const data = '891 loans of the test part, a fifth drawn by seed';

/** Applications as a person gives them: the package declares what the model sees of them. */
export function evaluationOf(loans: readonly Loan[]): EvaluationModule {
  return {
    metric,
    data: `${loans.length} loans of the test part, a fifth drawn by seed`,
    samples: () => loans.map(({ application, bad }) => ({ inputs: application, label: Number(bad), row: application })),
  };
}

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const { test } = splitLoans(await readLoans(new URL('data/credit_data.csv', import.meta.url).pathname), seed);
  yield* evaluationOf(test).samples() as Iterable<EvaluationSample>;
}
