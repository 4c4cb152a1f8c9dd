import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf } from '../../../models/credit-risk/answer.js';
import { baseline, candidates } from '../../../models/credit-risk/candidates.js';
import { aucOnSplit, summarise } from '../../../models/credit-risk/compare-splits.js';
import { type Loan, readLoans } from '../../../models/credit-risk/data.js';
import type { Application } from '../../../models/credit-risk/fields.js';
import { measure, measureByAge } from '../../../models/credit-risk/measures.js';
import { prepare } from '../../../models/credit-risk/preparation.js';
import { type CreditEvaluation, recipe } from '../../../models/credit-risk/recipe.js';
import {
  labelsOf,
  samplesOf,
  shares,
  splitLoans,
  trainCandidate,
} from '../../../models/credit-risk/train-candidate.js';
import { calibrationCurve } from '../../../models/training/metrics.js';
import { openPackaged } from '../../../models/training/packaged-model.js';
import { type Network, predictAll } from '../../../models/training/predict.js';
import { silentProgress } from '../../../models/training/progress.js';
import type { Split } from '../../../models/training/split.js';
import { startTensorFlow } from '../../../models/training/tfjs.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import type { TableTransform } from '../../../src/model/transforms/table.js';
import type { Transforms } from '../../../src/model/transforms/transforms.js';

const folder = 'models/credit-risk';
const packaged = `${folder}/packaged`;
const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(`${folder}/${name}`, 'utf8')) as T;

let loans: Loan[];
let split: Split<Loan[]>;
let evaluation: CreditEvaluation;
let transforms: Transforms;
let table: TableTransform;
let network: Network;
let scratch: string;

beforeAll(async () => {
  await startTensorFlow();
  loans = await readLoans(`${folder}/data/credit_data.csv`);
  evaluation = await json('evaluation.json');
  transforms = (await json<ModelManifest>('packaged/manifest.json')).transforms!;
  table = transforms.input as TableTransform;
  split = splitLoans(loans, evaluation.seed);
  network = await openPackaged(packaged);
  scratch = await mkdtemp(path.join(tmpdir(), 'credit-'));
});

afterAll(async () => {
  await rm(scratch, { recursive: true });
});

const probability = (application: Application): number =>
  predictAll(network, samplesOf([{ application, bad: false }], table))[0]!;

describe('the packaged model', () => {
  test('gives the test rows the figures of evaluation.json', () => {
    const probabilities = predictAll(network, samplesOf(split.test, table));
    for (const [name, value] of Object.entries(measure(probabilities, split.test))) {
      expect(value, name).toBeCloseTo(evaluation.metrics.stored[name]!, 5);
    }
    for (const [group, measures] of Object.entries(measureByAge(probabilities, split.test))) {
      for (const [name, value] of Object.entries(measures)) {
        expect(value, `${name} of ${group}`).toBeCloseTo(evaluation.byAge[group]![name as 'auc'], 5);
      }
    }
    const curve = calibrationCurve(probabilities, labelsOf(split.test));
    curve.forEach(({ predicted, observed }, bin) => {
      expect(predicted).toBeCloseTo(evaluation.calibration.curve[bin]!.predicted, 5);
      expect(observed).toBeCloseTo(evaluation.calibration.curve[bin]!.observed, 5);
    });
  });

  test('is as good as stored as it was in float32, in the bytes it says', async () => {
    const { metrics, bytes, schemes, scheme } = evaluation;
    expect(Math.abs(metrics.stored['auc']! - metrics.float32['auc']!)).toBeLessThan(0.001);
    expect(Math.abs(metrics.stored['logLoss']! - metrics.float32['logLoss']!)).toBeLessThan(0.001);
    const { quantization, evaluation: said } = await json<ModelManifest>('packaged/manifest.json');
    expect(quantization).toMatchObject({ float32Bytes: bytes.float32, storedBytes: bytes.stored });
    expect(said!.packed).toBeCloseTo(metrics.stored['auc']!, 5);
    expect(bytes).toEqual({ float32: schemes.float32.bytes, stored: schemes[scheme].bytes });
  });

  test('answers with its own probability, since no map made that of validation rows say more', () => {
    const probabilities = predictAll(network, samplesOf(split.validation, table));
    expect(answerOf(probabilities, split.validation)).toEqual({ kind: 'binary-classification', output: 'bad' });
    expect(transforms.output).toEqual({ kind: 'binary-classification', output: 'bad' });
    // It would declare one for probabilities that are wrong.
    const halved = probabilities.map((probability) => probability / 2);
    expect(answerOf(halved, split.validation)).toHaveProperty('calibration');
  });

  test('was prepared by its training rows alone', () => {
    const { parts } = candidates.find(({ name }) => name === evaluation.chosen)!;
    const applications = split.train.map(({ application }) => application);
    expect(prepare(applications, { parts })).toEqual(table);
  });

  test('answers the typical application, an empty one, and the ends of every range with a probability', () => {
    const typical = Object.fromEntries(table.fields.map((field) => [field.name, field.typical])) as Application;
    const empty = Object.fromEntries(table.fields.map(({ name }) => [name, null])) as Application;
    for (const application of [typical, empty, { ...empty, Income: 5 }, { ...empty, Amount: 5000 }]) {
      expect(probability(application)).toBeGreaterThan(0);
      expect(probability(application)).toBeLessThan(1);
    }
  });

  test.each([
    ['a larger income', { Income: 60 }, { Income: 250 }],
    ['no entries in credit records', { Records: 'yes' }, { Records: 'no' }],
    ['a permanent job', { Job: 'partime' }, { Job: 'fixed' }],
    ['a longer time in the job', { Seniority: 0 }, { Seniority: 15 }],
    ['a smaller loan', { Amount: 2000 }, { Amount: 500 }],
  ] as const)('sees less risk on average in %s, all else being equal', (_, risky, safe) => {
    const average = (change: Partial<Application>): number => {
      const changed = split.test.map((loan) => ({ ...loan, application: { ...loan.application, ...change } }));
      return predictAll(network, samplesOf(changed, table)).reduce((sum, p) => sum + p, 0) / changed.length;
    };
    expect(average(safe)).toBeLessThan(average(risky) - 0.02);
  });
});

describe('the choice', () => {
  test('fell on the least validation loss, of the candidates there are', () => {
    expect(evaluation.candidates.map(({ name }) => name)).toEqual(candidates.map(({ name }) => name));
    const [best] = [...evaluation.candidates].sort((a, b) => a.logLoss - b.logLoss);
    expect(evaluation.chosen).toBe(best!.name);
  });

  test('was made on parts that share no row, with the same share of bad outcomes', () => {
    const parts = Object.values(split);
    expect(new Set(parts.flat()).size).toBe(loans.length);
    expect(parts.flat()).toHaveLength(loans.length);
    const bad = (rows: readonly Loan[]): number => rows.filter((loan) => loan.bad).length / rows.length;
    for (const name of ['train', 'validation', 'test'] as const) {
      expect(split[name]).toHaveLength(evaluation.samples[name]);
      expect(split[name].length / loans.length).toBeCloseTo(shares[name], 3);
      expect(bad(split[name])).toBeCloseTo(bad(loans), 2);
    }
  });

  test('is better than logistic regression by the mean of ten splits, as their figures say', () => {
    const { comparison } = evaluation;
    expect(new Set(comparison.splits.map(({ seed }) => seed)).size).toBe(10);
    for (const { difference, ...both } of comparison.splits) expect(difference).toBe(both.chosen - both.baseline);
    expect(summarise(comparison.splits)).toEqual(comparison);
    expect(comparison.difference.mean).toBeGreaterThan(0);
  });

  test('has for logistic regression, on one of those splits, what training it again gives', async () => {
    const [known] = evaluation.comparison.splits;
    const folderOf = { checkpoints: scratch, progress: silentProgress, signal: new AbortController().signal };
    expect(await aucOnSplit(baseline, loans, known!.seed, folderOf)).toBeCloseTo(known!.baseline, 3);
  });
});

describe('a training', () => {
  test('that was interrupted goes on to the same weights', async () => {
    const few = { train: split.train.slice(0, 300), validation: split.validation.slice(0, 100) };
    const weights = async (checkpoints: string, signal: AbortSignal, onEpoch?: () => void): Promise<number[][]> => {
      const bar = { update: () => onEpoch?.(), end: () => undefined };
      const progress = { ...silentProgress, begin: () => bar };
      const { network: trained } = await trainCandidate(baseline, few, 5, { checkpoints, progress, signal });
      return trained.getWeights().map((weight) => [...weight.dataSync()]);
    };
    const never = new AbortController().signal;
    const expected = await weights(path.join(scratch, 'whole'), never);

    const controller = new AbortController();
    const stopped = path.join(scratch, 'stopped');
    let updates = 0;
    const interrupted = weights(stopped, controller.signal, () => {
      if (++updates === 4) controller.abort(new Error('stop'));
    });
    await expect(interrupted).rejects.toThrow('stop');
    expect(await weights(stopped, never)).toEqual(expected);
  });

  test('without its data says how to get it, and writes nothing', async () => {
    const nowhere = path.join(scratch, 'nowhere');
    const signal = new AbortController().signal;
    const run = recipe.train({ folder: nowhere, checkpoints: nowhere, seed: 1, progress: silentProgress, signal });
    await expect(run).rejects.toThrow(/credit_data\.csv cannot be read\. .* git checkout -- /);
    await expect(stat(nowhere)).rejects.toThrow('ENOENT');
  });
});
