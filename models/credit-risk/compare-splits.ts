import { predictAll } from '../training/predict.js';
import { baseline, type Candidate } from './candidates.js';
import type { Loan } from './data.js';
import { mean, measure, standardDeviation } from './measures.js';
import { samplesOf, splitLoans, trainCandidate, type TrainingFolder } from './train-candidate.js';

/** The chosen kind of model beside logistic regression, on the test rows of other splits. */
export interface Comparison {
  /** AUC of both by split, and their difference. */
  splits: { seed: number; baseline: number; chosen: number; difference: number }[];
  baseline: number;
  chosen: number;
  difference: { mean: number; deviation: number; least: number; positive: number };
}

const count = 10;

/** Both are trained anew for every split, each with the same rows, from its training and validation rows alone. */
export async function compareOnSplits(
  chosen: Candidate,
  loans: readonly Loan[],
  seed: number,
  folder: TrainingFolder,
): Promise<Comparison> {
  const splits: Comparison['splits'] = [];
  for (let i = 1; i <= count; i++) splits.push(await compareOnSplit(chosen, loans, seed + i, folder));
  return summarise(splits);
}

async function compareOnSplit(
  chosen: Candidate,
  loans: readonly Loan[],
  seed: number,
  folder: TrainingFolder,
): Promise<Comparison['splits'][number]> {
  const both = {
    baseline: await aucOnSplit(baseline, loans, seed, folder),
    chosen: await aucOnSplit(chosen, loans, seed, folder),
  };
  return { seed, ...both, difference: both.chosen - both.baseline };
}

/** Of a candidate that is trained on the split of this seed, on its test rows. */
export async function aucOnSplit(
  candidate: Candidate,
  loans: readonly Loan[],
  seed: number,
  folder: TrainingFolder,
): Promise<number> {
  const split = splitLoans(loans, seed);
  const { network, table } = await trainCandidate(candidate, split, seed, folder);
  const { auc } = measure(predictAll(network, samplesOf(split.test, table)), split.test);
  network.dispose();
  return auc;
}

export function summarise(splits: Comparison['splits']): Comparison {
  const differences = splits.map(({ difference }) => difference);
  return {
    splits,
    baseline: mean(splits.map((split) => split.baseline)),
    chosen: mean(splits.map((split) => split.chosen)),
    difference: {
      mean: mean(differences),
      deviation: standardDeviation(differences),
      least: Math.min(...differences),
      positive: differences.filter((difference) => difference > 0).length,
    },
  };
}
