import path from 'node:path';
import { placesOf } from '../../src/model/transforms/table.js';
import { replaceFile } from '../training/files.js';
import { calibrationCurve, calibrationError } from '../training/metrics.js';
import { type Evaluation, packNetwork } from '../training/package.js';
import { predictAll } from '../training/predict.js';
import type { Recipe, TrainingContext } from '../training/recipe.js';

import { answerOf } from './answer.js';
import { applyScaling, fitScaling, type Scaling, type ScalingTrial, tryScaling } from './calibrate.js';
import { calibrationChart } from './calibration-chart.js';
import { candidates } from './candidates.js';
import { cardMetrics } from './card.js';
import { compareOnSplits, type Comparison } from './compare-splits.js';
import { type Loan, readLoans } from './data.js';
import { measure, measureByAge, type Measures } from './measures.js';
import { evaluationOf } from './evaluation.js';
import { chooseScheme, type Scheme, storeByEveryScheme } from './store.js';
import { labelsOf, samplesOf, splitLoans, type Trained, trainCandidate } from './train-candidate.js';

/** What `evaluation.json` says beside what every recipe says. */
export interface CreditEvaluation extends Evaluation {
  seed: number;
  /** By their measures on the validation rows; `chosen` has the least log loss. */
  candidates: (Measures & { name: string; title: string; inputs: number; weights: number; epochs: number[] })[];
  chosen: string;
  /** On the validation rows, and whether it was put into the weights. */
  scaling: Scaling & ScalingTrial & { applied: boolean };
  scheme: Scheme;
  schemes: Record<Scheme, Measures & { bytes: number }>;
  /** As stored, on the test rows. */
  calibration: { error: number; curve: ReturnType<typeof calibrationCurve> };
  byAge: ReturnType<typeof measureByAge>;
  comparison: Comparison;
}

export const recipe: Recipe = { name: 'credit-risk', summary: 'the probability that a loan is not repaid', train };

async function train(context: TrainingContext): Promise<void> {
  const { folder, progress, seed } = context;
  const loans = await readLoans(path.join(folder, 'data', 'credit_data.csv'));
  const split = splitLoans(loans, seed);
  progress.say(
    `${loans.length} loans: ${split.train.length} train, ${split.validation.length} validation, ${split.test.length} test.`,
  );

  const trained: Trained[] = [];
  for (const candidate of candidates) {
    const one = await trainCandidate(candidate, split, seed, context);
    progress.say(
      `${candidate.name}: validation loss ${one.validationLoss.toFixed(4)} after ${one.epochs.join(', ')} epochs`,
    );
    trained.push(one);
  }
  const judged = trained.map((one) => judge(one, split.validation));
  const chosen = trained.reduce((best, one) => (one.validationLoss < best.validationLoss ? one : best));
  progress.say(`Chosen by validation loss: ${chosen.candidate.name}.`);

  const scaling = scale(chosen, split.validation);
  const everyScheme = await storeByEveryScheme(chosen);
  const stored = await chooseScheme(everyScheme, split.validation);
  const output = answerOf(await stored.probabilities(split.validation), split.validation);
  const comparison = await compareOnSplits(chosen.candidate, loans, seed, context);

  // All choices are made: now the test rows are looked at, once.
  const schemes: Partial<CreditEvaluation['schemes']> = {};
  for (const { scheme, model, probabilities } of everyScheme) {
    schemes[scheme] = { ...measure(await probabilities(split.test), split.test), bytes: model.bytes.stored };
  }
  const all = schemes as CreditEvaluation['schemes'];
  const probabilities = await stored.probabilities(split.test);
  const curve = calibrationCurve(probabilities, labelsOf(split.test));
  const evaluation: CreditEvaluation = {
    task: 'The probability that a loan is not repaid, from its application',
    samples: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    bytes: stored.model.bytes,
    metrics: { float32: measuresAlone(all.float32), stored: measuresAlone(all[stored.scheme]) },
    seed,
    candidates: judged,
    chosen: chosen.candidate.name,
    scaling,
    scheme: stored.scheme,
    schemes: all,
    calibration: { error: calibrationError(curve), curve },
    byAge: measureByAge(probabilities, split.test),
    comparison,
  };
  await replaceFile(path.join(folder, 'calibration.svg'), await calibrationChart(curve));
  await packNetwork(chosen.network, {
    ...context,
    scheme: stored.scheme,
    evaluate: evaluationOf(split.test),
    evaluation,
    transforms: { input: chosen.table, output },
    cardMetrics,
  });
  const { mean, deviation } = comparison.difference;
  progress.say(
    `Test rows, as stored (${stored.scheme}): AUC ${evaluation.metrics.stored['auc']?.toFixed(4) ?? '?'}; ten splits: ` +
      `${mean.toFixed(4)} more AUC than logistic regression (standard deviation ${deviation.toFixed(4)}).`,
  );
}

function judge(
  { candidate: { name, title }, network, table, epochs }: Trained,
  validation: readonly Loan[],
): CreditEvaluation['candidates'][number] {
  const measures = measure(predictAll(network, samplesOf(validation, table)), validation);
  return { name, title, ...measures, inputs: placesOf(table), weights: network.countParams(), epochs };
}

/** Scales the probabilities where that helps on validation rows that the scaling did not see. */
function scale({ network, table }: Trained, validation: readonly Loan[]): CreditEvaluation['scaling'] {
  const probabilities = predictAll(network, samplesOf(validation, table));
  const labels = labelsOf(validation);
  const trial = tryScaling(probabilities, labels);
  const scaling = fitScaling(probabilities, labels);
  const applied = trial.after < trial.before;
  if (applied) applyScaling(network, scaling);
  return { ...scaling, ...trial, applied };
}

const measuresAlone = ({ auc, logLoss, brier }: Measures): Measures => ({ auc, logLoss, brier });
