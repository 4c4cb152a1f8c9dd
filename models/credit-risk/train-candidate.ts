import path from 'node:path';
import { placesOf, type TableTransform } from '../../src/model/transforms/table.js';
import { tablePreparer } from '../../src/transform/table/prepare.js';
import { fit } from '../training/fit.js';
import { logLoss } from '../training/metrics.js';
import { predictAll } from '../training/predict.js';
import type { Progress } from '../training/progress.js';
import { Random } from '../training/random.js';
import { denseSamples, type Samples } from '../training/samples.js';
import { type Split, stratifiedSplit } from '../training/split.js';
import { seeded, type tfl } from '../training/tfjs.js';
import type { Candidate } from './candidates.js';
import type { Loan } from './data.js';
import { mergeMembers } from './merge-members.js';
import { prepare } from './preparation.js';

/** Of all rows, the same share of bad outcomes in each part. */
export const shares: Split<number> = { train: 0.6, validation: 0.2, test: 0.2 };

const longest = 200;
const patience = 15;
const batchSize = 128;
/** The stream of chance for the first weights; `fit` uses those by epoch, the split the first. */
const weightsStream = 10_000;
/** Between the seeds of two members: far enough that no split's seed is met. */
const memberStride = 1_000_003;

/** The rows by part, by this seed alone. */
export function splitLoans(loans: readonly Loan[], seed: number): Split<Loan[]> {
  const places = stratifiedSplit(
    loans.map(({ bad }) => Number(bad)),
    shares,
    new Random(seed),
  );
  const rows = (part: readonly number[]): Loan[] => part.map((place) => loans[place] as Loan);
  return { train: rows(places.train), validation: rows(places.validation), test: rows(places.test) };
}

export interface Trained {
  candidate: Candidate;
  /** Learnt from the training rows. */
  table: TableTransform;
  network: tfl.LayersModel;
  /** Log loss on the validation rows, of the epoch that was kept. */
  validationLoss: number;
  /** Of each member, up to the one that was kept. */
  epochs: number[];
}

export interface TrainingFolder {
  checkpoints: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Trains on the training rows until the validation loss is least. What is finished is not done again. */
export async function trainCandidate(
  candidate: Candidate,
  { train, validation }: Pick<Split<Loan[]>, 'train' | 'validation'>,
  seed: number,
  { checkpoints, progress, signal }: TrainingFolder,
): Promise<Trained> {
  const table = prepare(
    train.map(({ application }) => application),
    candidate,
  );
  const inputs = placesOf(table);
  const samples = { train: samplesOf(train, table), validation: samplesOf(validation, table) };

  const members: tfl.LayersModel[] = [];
  const epochs: number[] = [];
  for (let member = 0; member < candidate.members; member++) {
    const network = seeded(new Random(seed, weightsStream + member), () => candidate.network(inputs));
    const title = `${candidate.name}, split ${seed}` + (candidate.members > 1 ? `, member ${member + 1}` : '');
    const bar = progress.begin(title, longest);
    try {
      const { bestEpoch } = await fit({
        network,
        ...samples,
        loss: 'binaryCrossentropy',
        epochs: longest,
        batchSize,
        patience,
        learningRate: candidate.learningRate,
        seed: seed + memberStride * member,
        checkpoint: path.join(checkpoints, `${candidate.name}-${seed}-${member}.bin`),
        progress: epochsOn(bar),
        signal,
      });
      epochs.push(bestEpoch + 1);
    } finally {
      bar.end();
    }
    members.push(network);
  }
  const network = together(candidate, members, inputs);
  const validationLoss = logLoss(predictAll(network, samples.validation), labelsOf(validation));
  return { candidate, table, network, validationLoss, epochs };
}

/** One network, of one or several. */
function together(candidate: Candidate, members: readonly tfl.LayersModel[], inputs: number): tfl.LayersModel {
  const [only, ...others] = members as [tfl.LayersModel, ...tfl.LayersModel[]];
  if (others.length === 0) return only;
  const merged = candidate.merged(inputs);
  mergeMembers(members, merged);
  for (const member of members) member.dispose();
  return merged;
}

/** As the model is asked on a device: by the same code, from the same declaration. */
export function samplesOf(loans: readonly Loan[], table: TableTransform): Samples {
  const size = placesOf(table);
  const prepare = tablePreparer(table, [{ name: table.input, dtype: 'float32', shape: [null, size] }]);
  const inputs = new Float32Array(loans.length * size);
  loans.forEach(({ application }, row) => {
    inputs.set(prepare(application)[table.input]?.data as Float32Array, row * size);
  });
  return denseSamples({ inputs, labels: labelsOf(loans), inputShape: [size], labelShape: [1] });
}

/** 1 for a bad outcome. */
export function labelsOf(loans: readonly Loan[]): Float32Array {
  return Float32Array.from(loans, ({ bad }) => Number(bad));
}

/** Shows epochs as the steps of one bar. An epoch takes a fraction of a second: a bar of its own, and a line, would be noise. */
function epochsOn(bar: ReturnType<Progress['begin']>): Progress {
  let done = 0;
  return {
    begin: () => ({
      update: () => undefined,
      end: () => {
        bar.update(++done);
      },
    }),
    say: (line) => {
      bar.update(done, line.replace(/^epoch \d+: /, ''));
    },
  };
}
