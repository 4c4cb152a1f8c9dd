import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fit, type FitOptions } from '../../../models/training/fit.js';
import { silentProgress, type Progress } from '../../../models/training/progress.js';
import { Random } from '../../../models/training/random.js';
import { denseSamples, everyPlace, pick, type Samples } from '../../../models/training/samples.js';
import { seeded, startTensorFlow, tfl } from '../../../models/training/tfjs.js';

let folder: string;

beforeAll(async () => {
  await startTensorFlow();
  folder = await mkdtemp(path.join(tmpdir(), 'edgewise-fit-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Pictures of 6×6 with a bright row or a bright column. */
function lines(count: number, seed: number): Samples {
  const random = new Random(seed);
  const inputs = new Float32Array(count * 36).map(() => 0.4 * random.next());
  const labels = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const kind = i % 2;
    labels[i * 2 + kind] = 1;
    const at = random.below(6);
    for (let k = 0; k < 6; k++) inputs[i * 36 + (kind === 0 ? at * 6 + k : k * 6 + at)]! += 0.7;
  }
  return denseSamples({ inputs, labels, inputShape: [6, 6, 1], labelShape: [2] });
}

/** With dropout, whose chance has to be the same again. */
function network(): tfl.LayersModel {
  return seeded(new Random(5), () =>
    tfl.sequential({
      name: 'lines',
      layers: [
        tfl.layers.conv2d({ name: 'conv', filters: 6, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }),
        tfl.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
        tfl.layers.flatten({ name: 'flat' }),
        tfl.layers.dropout({ name: 'dropout', rate: 0.2 }),
        tfl.layers.dense({ name: 'kind', units: 2, activation: 'softmax' }),
      ],
    }),
  );
}

function settings(more: Partial<FitOptions> = {}): FitOptions {
  const all = lines(160, 1);
  return {
    network: network(),
    loss: 'categoricalCrossentropy',
    train: pick(all, everyPlace(120)),
    validation: pick(all, everyPlace(160).slice(120)),
    epochs: 6,
    batchSize: 16,
    learningRate: (epoch) => 0.02 / (1 + epoch),
    augment: (inputs, random) => {
      for (let i = 0; i < inputs.length; i++) inputs[i]! += 0.01 * random.normal();
    },
    seed: 3,
    progress: silentProgress,
    ...more,
  };
}

function weightsOf(network: tfl.LayersModel): number[][] {
  return network.getWeights().map((weight) => [...weight.dataSync()]);
}

/** Interrupts in the middle of this epoch, from 1. */
function stopIn(epoch: number, controller: AbortController): Progress {
  return {
    say: () => undefined,
    begin: (what) => ({
      update: (done) => {
        if (what.startsWith(`epoch ${epoch} `) && done > 40) controller.abort(new Error('stopped'));
      },
      end: () => undefined,
    }),
  };
}

test('a convolutional network learns', async () => {
  const all = lines(480, 2);
  const options = settings({
    train: pick(all, everyPlace(360)),
    validation: pick(all, everyPlace(480).slice(360)),
    epochs: 8,
    learningRate: 0.02,
  });
  const { history, bestEpoch, validationLoss } = await fit(options);
  expect(history).toHaveLength(8);
  expect(history[bestEpoch]!.validationLoss).toBe(validationLoss);
  expect(validationLoss).toBe(Math.min(...history.map((epoch) => epoch.validationLoss)));
  expect(history[0]!.validationAccuracy).toBeLessThan(history[bestEpoch]!.validationAccuracy);
  expect(history[bestEpoch]!.validationAccuracy).toBeGreaterThan(0.95);
});

test('an interrupted training ends with the very weights of one that never stopped', async () => {
  const whole = settings();
  await fit(whole);

  const checkpoint = path.join(folder, 'interrupted');
  const controller = new AbortController();
  const stopped = settings({ checkpoint, signal: controller.signal, progress: stopIn(4, controller) });
  await expect(fit(stopped)).rejects.toThrow('stopped');
  const begun: string[] = [];
  const progress: Progress = {
    say: () => undefined,
    begin: (what) => {
      begun.push(what);
      return { update: () => undefined, end: () => undefined };
    },
  };
  const resumed = settings({ checkpoint, progress });
  const { history } = await fit(resumed);
  expect(begun).toEqual(['epoch 4 of 6', 'epoch 5 of 6', 'epoch 6 of 6']);
  expect(history).toHaveLength(6);
  expect(weightsOf(resumed.network)).toEqual(weightsOf(whole.network));

  // Another seed is another training: nothing of the first may slip into it.
  begun.length = 0;
  const other = settings({ checkpoint, progress, seed: 4 });
  await fit(other);
  expect(begun).toHaveLength(6);
  expect(weightsOf(other.network)).not.toEqual(weightsOf(whole.network));
});

test('a broken checkpoint costs time only', async () => {
  const checkpoint = path.join(folder, 'broken');
  await writeFile(checkpoint, 'no checkpoint');
  const { history } = await fit(settings({ checkpoint, epochs: 2 }));
  expect(history).toHaveLength(2);
});

test('training ends early, with the best weights, when nothing improves', async () => {
  const options = settings({ epochs: 30, learningRate: 0.5, patience: 2 });
  const { history, bestEpoch } = await fit(options);
  expect(history.length).toBeLessThan(30);
  expect(history.length - 1 - bestEpoch).toBe(2);
});
