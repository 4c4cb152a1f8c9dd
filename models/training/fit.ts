import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { accuracy, categoricalLogLoss, logLoss } from './metrics.js';
import { labelsOf, predictAll } from './predict.js';
import type { Progress } from './progress.js';
import { Random } from './random.js';
import { batches, everyPlace, type Samples } from './samples.js';
import { seededAsync, tf, type tfl } from './tfjs.js';

export interface FitOptions {
  /** Begins with the weights it has, ends with the best. */
  network: tfl.LayersModel;
  loss: 'categoricalCrossentropy' | 'binaryCrossentropy';
  train: Samples;
  validation: Samples;
  epochs: number;
  batchSize: number;
  /** Adam's (Kingma and Ba, 2014), by epoch from 0. */
  learningRate: number | ((epoch: number) => number);
  /** Ends after so many epochs without a lower validation loss. Default: never. */
  patience?: number;
  /** Changes a batch's inputs in place, each epoch otherwise. */
  augment?: (inputs: Float32Array, random: Random) => void;
  seed: number;
  /** A file that is written after each epoch, and gone on from. */
  checkpoint?: string;
  progress: Progress;
  /** Ends between two batches with the signal's reason; finished epochs are in the checkpoint. */
  signal?: AbortSignal;
}

export interface Epoch {
  loss: number;
  validationLoss: number;
  validationAccuracy: number;
}

export interface Fit {
  history: Epoch[];
  /** From 0: the epoch whose weights the network has now, and its validation loss. */
  bestEpoch: number;
  validationLoss: number;
}

/** All that the next epoch depends on, so that a training that goes on ends as one that never stopped, to the bit. */
interface State {
  history: Epoch[];
  weights: Values[];
  optimizer: (Values & { name: string })[];
  best: Fit & { weights: Values[] };
  ended: boolean;
}

interface Values {
  shape: number[];
  data: Float32Array | Int32Array;
}

/** Trains by Adam until the validation loss is least, and leaves the network with the weights of that epoch. */
export async function fit(options: FitOptions): Promise<Fit> {
  const { network, epochs, checkpoint, patience = Infinity } = options;
  const identity = identityOf(options);
  const kept = checkpoint === undefined ? undefined : await readCheckpoint<State>(checkpoint, identity);
  let state = kept ?? beginning(network);
  while (!state.ended) {
    state = await oneEpoch(options, state);
    const { history, best } = state;
    state.ended = history.length >= epochs || history.length - 1 - best.bestEpoch >= patience;
    if (checkpoint !== undefined) await writeCheckpoint(checkpoint, identity, state);
  }
  putWeights(network, state.best.weights);
  const { bestEpoch, validationLoss } = state.best;
  return { history: state.history, bestEpoch, validationLoss };
}

function beginning(network: tfl.LayersModel): State {
  const weights = network.getWeights().map(valuesOf);
  const best = { history: [], bestEpoch: -1, validationLoss: Infinity, weights };
  return { history: [], weights, optimizer: [], best, ended: false };
}

async function oneEpoch(options: FitOptions, before: State): Promise<State> {
  const { network, loss, train, validation, learningRate, batchSize, augment, seed, signal, progress, epochs } =
    options;
  const epoch = before.history.length;
  const random = new Random(seed, epoch + 1);
  const optimizer = tf.train.adam(typeof learningRate === 'number' ? learningRate : learningRate(epoch));
  putWeights(network, before.weights);
  if (before.optimizer.length > 0) await optimizer.setWeights(before.optimizer.map(named));
  network.compile({ optimizer, loss });

  const bar = progress.begin(`epoch ${epoch + 1} of ${epochs}`, train.count);
  let done = 0;
  let sum = 0;
  try {
    for (const places of batches(random.shuffled(everyPlace(train.count)), batchSize)) {
      signal?.throwIfAborted();
      const { inputs, labels } = train.batch(places);
      augment?.(inputs, random);
      const x = tf.tensor(inputs, [places.length, ...train.inputShape]);
      const y = tf.tensor(labels, [places.length, ...train.labelShape]);
      sum += ((await seededAsync(random, () => network.trainOnBatch(x, y))) as number) * places.length;
      tf.dispose([x, y]);
      done += places.length;
      bar.update(done, `loss ${(sum / done).toFixed(4)}`);
      await setImmediate(); // lets Ctrl+C in
    }
  } finally {
    bar.end();
  }

  const judged = { loss: sum / done, ...judge(network, validation, loss) };
  progress.say(
    `epoch ${epoch + 1}: loss ${judged.loss.toFixed(4)}, validation loss ${judged.validationLoss.toFixed(4)}, ` +
      `validation accuracy ${(judged.validationAccuracy * 100).toFixed(2)} %`,
  );
  const kept = await optimizer.getWeights();
  const after: State = {
    history: [...before.history, judged],
    weights: network.getWeights().map(valuesOf),
    optimizer: kept.map(({ name, tensor }) => ({ name, ...valuesOf(tensor) })),
    best: before.best,
    ended: false,
  };
  optimizer.dispose();
  if (judged.validationLoss < before.best.validationLoss) {
    after.best = { history: [], bestEpoch: epoch, validationLoss: judged.validationLoss, weights: after.weights };
  }
  return after;
}

function judge(
  network: tfl.LayersModel,
  validation: Samples,
  loss: FitOptions['loss'],
): { validationLoss: number; validationAccuracy: number } {
  const probabilities = predictAll(network, validation);
  const labels = labelsOf(validation);
  if (loss === 'binaryCrossentropy') {
    const right = labels.reduce(
      (sum, label, i) => sum + Number((probabilities[i] as number) >= 0.5 === (label === 1)),
      0,
    );
    return { validationLoss: logLoss(probabilities, labels), validationAccuracy: right / labels.length };
  }
  const classes = validation.labelShape.at(-1) ?? 1;
  return {
    validationLoss: categoricalLogLoss(probabilities, labels, classes),
    validationAccuracy: accuracy(probabilities, labels, classes),
  };
}

/** Names one training: another network, other samples or settings do not go on from its checkpoint. */
function identityOf({
  network,
  loss,
  train,
  validation,
  epochs,
  batchSize,
  learningRate,
  patience,
  seed,
}: FitOptions): string {
  const rates = Array.from({ length: epochs }, (_, epoch) =>
    typeof learningRate === 'number' ? learningRate : learningRate(epoch),
  );
  const hash = createHash('sha256');
  hash.update(JSON.stringify([network.toJSON(null, false), loss, epochs, batchSize, rates, patience, seed]));
  for (const { data } of network.getWeights().map(valuesOf)) hash.update(data);
  for (const samples of [train, validation]) {
    for (const places of batches(everyPlace(samples.count), 1024)) {
      const { inputs, labels } = samples.batch(places);
      hash.update(inputs).update(labels);
    }
  }
  return hash.digest('hex');
}

/** Copied, since wasm's memory moves. */
function valuesOf(tensor: tf.Tensor): Values {
  return { shape: [...tensor.shape], data: tensor.dataSync<'float32' | 'int32'>().slice() };
}

function named({ name, shape, data }: Values & { name: string }): { name: string; tensor: tf.Tensor } {
  return { name, tensor: tf.tensor(data, shape) };
}

function putWeights(network: tfl.LayersModel, weights: readonly Values[]): void {
  const tensors = weights.map(({ shape, data }) => tf.tensor(data, shape));
  network.setWeights(tensors);
  tf.dispose(tensors);
}
