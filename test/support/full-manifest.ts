import type { ModelManifest } from '../../src/model/manifest/manifest.js';

/** One of everything that a manifest can say; its files exist nowhere. */
export const fullManifest: ModelManifest = {
  format: 'edgewise-package',
  schemaVersion: 1,
  name: 'Three numbers from four',
  version: '1.2.3-rc.1',
  release: 7,
  task: 'regression',
  description: 'Multiplies, then adds.',
  license: 'MIT',
  source: 'https://example.com/',
  expires: '2100-01-01T00:00:00Z',
  artifacts: [
    { file: 'model.json', role: 'model', bytes: 900, sha256: '0'.repeat(64) },
    { file: 'weights-1111111111111111.bin', role: 'weights', bytes: 4096, sha256: '1'.repeat(64) },
    { file: 'weights-2222222222222222.bin', role: 'weights', bytes: 60, sha256: '2'.repeat(64) },
    { file: 'examples.json', role: 'examples', bytes: 300, sha256: '3'.repeat(64) },
    { file: 'profile.json', role: 'profile', bytes: 200, sha256: '4'.repeat(64) },
    { file: 'LICENSE.txt', role: 'document', bytes: 1000, sha256: '5'.repeat(64) },
  ],
  inputs: [
    { name: 'x', dtype: 'float32', shape: [null, 4], meaning: 'Metres.' },
    { name: 'text', dtype: 'string' },
  ],
  outputs: [{ name: 'y', dtype: 'float32', shape: [null, 3], meaning: 'Scores.', labels: ['a', 'b', ''] }],
  quantization: {
    float32Bytes: 16_444,
    storedBytes: 4156,
    tensors: [
      { name: 'kernel', scheme: 'uint8', bytes: 4096, error: 0.001 },
      { name: 'bias', scheme: 'float32', bytes: 60, error: 0 },
    ],
  },
  evaluation: {
    metric: 'accuracy',
    higherIsBetter: true,
    float32: 0.91,
    packed: 0.908,
    samples: 1000,
    data: 'Held out.',
  },
  examples: { count: 3, tolerance: 0.001 },
  transforms: {},
  card: {
    authors: ['Ada', 'Example Ltd'],
    contact: 'https://example.com/contact',
    intendedUses: ['Tests.', 'Examples.'],
    outOfScopeUses: ['All else.'],
    factors: ['Nothing was looked at.'],
    trainingData: [
      { name: 'Points', description: 'Made up.', samples: 900, source: 'Chance.', license: 'CC0-1.0', period: '2026' },
      { name: 'More points' },
    ],
    split: 'By seed.',
    metrics: [
      {
        ...{ name: 'accuracy', value: 0.908, higherIsBetter: true, samples: 1000 },
        interval: { low: 0.889, high: 0.924, level: 0.95 },
      },
      { name: 'error', value: -1.5, unit: 'm', higherIsBetter: false, group: 'large' },
    ],
    caveats: ['It is linear.'],
    ethicalConsiderations: ['None that we know of.'],
  },
};
