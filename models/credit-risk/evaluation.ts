/** By what `edgewise pack` and `edgewise evaluate` judge the model: the test rows of its split. */
import { readFile } from 'node:fs/promises';
import type { EvaluationModule, EvaluationSample } from '../../src/cli/evaluate/evaluation-module.js';
import { eachSample } from '../training/evaluation-samples.js';
import { type Loan, readLoans } from './data.js';
import type { Preparation } from './features.js';
import { samplesOf, splitLoans } from './train-candidate.js';

/** The seed of the committed model. */
const seed = 1;

export function evaluationOf(loans: readonly Loan[], preparation: Preparation): EvaluationModule {
  const prepared = samplesOf(loans, preparation);
  const at = (place: number) => loans[place] as Loan;
  return {
    metric: 'auc',
    data: `${loans.length} loans of the test part, a fifth drawn by seed`,
    samples: () =>
      eachSample(
        prepared,
        (place) => Number(at(place).bad),
        (place) => at(place).application,
      ),
  };
}

export const metric = 'auc';
export const data = '891 loans of the test part, a fifth drawn by seed';

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const file = (name: string) => new URL(name, import.meta.url);
  const preparation = JSON.parse(await readFile(file('packaged/preparation.json'), 'utf8')) as Preparation;
  const { test } = splitLoans(await readLoans(file('data/credit_data.csv').pathname), seed);
  yield* evaluationOf(test, preparation).samples() as Iterable<EvaluationSample>;
}
