import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictAll } from '../../../models/training/predict.js';
import { Random } from '../../../models/training/random.js';
import { denseSamples } from '../../../models/training/samples.js';
import { openPackaged, openStored, storeModel, writePackaged } from '../../../models/training/stored-model.js';
import { seeded, startTensorFlow, tfl } from '../../../models/training/tfjs.js';
import { randomFloats } from '../../support/models/random.js';

let folder: string;
let network: tfl.LayersModel;
const samples = denseSamples({
  inputs: randomFloats(1, 50 * 40),
  labels: new Float32Array(50),
  inputShape: [40],
  labelShape: [1],
});
const evaluation = {
  task: 'a test',
  samples: { train: 1, validation: 1, test: 1 },
  bytes: { float32: 1, stored: 1 },
  metrics: { float32: {}, stored: {} },
};

beforeAll(async () => {
  await startTensorFlow();
  folder = await mkdtemp(path.join(tmpdir(), 'edgewise-stored-'));
  network = seeded(new Random(1), () =>
    tfl.sequential({
      layers: [
        tfl.layers.dense({ name: 'wide', units: 64, activation: 'relu', inputShape: [40] }),
        tfl.layers.dense({ name: 'narrow', units: 1, activation: 'sigmoid' }),
      ],
    }),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['float32', 4, 0],
  ['float16', 2, 1e-3],
  ['uint16', 2, 1e-4],
  ['uint8', 1, 1e-2],
] as const)(
  'stored as %s, the network answers as before, within what the scheme costs',
  async (scheme, size, tolerance) => {
    const stored = await storeModel(network, scheme);
    // The kernel of `wide` has 2,560 numbers; the other weights are too few to be worth it.
    expect(stored.bytes).toEqual({ float32: 4 * (2560 + 64 + 64 + 1), stored: size * 2560 + 4 * (64 + 64 + 1) });
    const expected = predictAll(network, samples);
    const actual = predictAll(await openStored(stored), samples);
    const difference = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
    expect(difference).toBeLessThanOrEqual(tolerance);
    if (tolerance > 0) expect(difference).toBeGreaterThan(0);
  },
);

test('what is written is what is read, and takes the place of all that was there', async () => {
  const packaged = path.join(folder, 'packaged');
  const stored = await storeModel(network, 'uint8');
  await writePackaged(packaged, stored, { evaluation, preparation: { mean: 1 } });
  expect((await readdir(packaged)).sort()).toEqual([
    'evaluation.json',
    'model.json',
    'preparation.json',
    'weights.bin',
  ]);
  await writePackaged(packaged, stored, { evaluation });
  expect((await readdir(packaged)).sort()).toEqual(['evaluation.json', 'model.json', 'weights.bin']);
  expect(predictAll(await openPackaged(packaged), samples)).toEqual(predictAll(await openStored(stored), samples));
  expect(await readdir(folder)).toEqual(['packaged']);
});
