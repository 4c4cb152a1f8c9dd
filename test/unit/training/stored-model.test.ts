import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packNetwork, type Evaluation } from '../../../models/training/package.js';
import { openPackaged } from '../../../models/training/packaged-model.js';
import { predictAll } from '../../../models/training/predict.js';
import { silentProgress } from '../../../models/training/progress.js';
import { Random } from '../../../models/training/random.js';
import { denseSamples } from '../../../models/training/samples.js';
import { openStored, storeModel, writeStored } from '../../../models/training/stored-model.js';
import { seeded, startTensorFlow, tfl } from '../../../models/training/tfjs.js';
import { readPackage } from '../../../src/cli/package/read-package.js';
import { readSourceModel } from '../../../src/cli/source/read-source-model.js';
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

test('what is written is a model of layers with these weights', async () => {
  const written = path.join(folder, 'written');
  const stored = await storeModel(network, 'uint8');
  await writeStored(written, stored);
  expect((await readdir(written)).sort()).toEqual(['model.json', 'weights.bin']);
  const source = await readSourceModel(written, () => undefined);
  expect([source.json.kind, [...source.shards.values()].map(({ byteLength }) => byteLength)]).toEqual([
    'layers',
    [stored.bytes.stored],
  ]);
});

test('a network is packed with what a recipe says of it, and its folder holds nothing else', async () => {
  const name = path.join(folder, 'recipe');
  await mkdir(name);
  await writeFile(
    path.join(name, 'describe.json'),
    JSON.stringify({ name: 'wide', description: 'A test.', card: { caveats: ['Wide.'] } }),
  );
  const evaluate = {
    metric: { name: 'mean', higherIsBetter: true, score: () => 0.5 },
    samples: () => [{ inputs: new Float32Array(40) }],
  };
  const packing = {
    folder: name,
    evaluate,
    evaluation,
    cardMetrics: ({ samples: { test } }: Evaluation) => [{ name: 'figure', value: test, higherIsBetter: true }],
    progress: silentProgress,
    signal: new AbortController().signal,
  };
  await packNetwork(network, { ...packing, scheme: 'uint8' });
  expect((await readdir(name)).sort()).toEqual(['describe.json', 'evaluation.json', 'packaged']);
  const { manifest } = await readPackage(path.join(name, 'packaged'));
  expect(manifest).toMatchObject({
    name: 'wide',
    description: 'A test.',
    quantization: { tensors: [{ scheme: 'uint8' }] },
    card: {
      caveats: ['Wide.'],
      metrics: [{ name: 'figure', value: evaluation.samples.test, higherIsBetter: true }],
    },
  });
  expect(manifest.artifacts.filter(({ role }) => role === 'document').map(({ file }) => file)).toEqual(['card.md']);
  const packed = predictAll(await openPackaged(path.join(name, 'packaged')), samples);
  predictAll(await openStored(await storeModel(network, 'uint8')), samples).forEach((value, i) => {
    expect(packed[i]).toBeCloseTo(value, 5);
  });
});
