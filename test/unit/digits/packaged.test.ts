import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { readDigits, type Digits } from '../../../models/digits/data.js';
import { judge } from '../../../models/digits/evaluate.js';
import { placed } from '../../../models/digits/drawing.js';
import { classes, samplesOf } from '../../../models/digits/samples.js';
import { accuracy } from '../../../models/training/metrics.js';
import { labelsOf, type Network, predictAll } from '../../../models/training/predict.js';
import { denseSamples, everyPlace, pick } from '../../../models/training/samples.js';
import type { Evaluation } from '../../../models/training/package.js';
import { openPackaged } from '../../../models/training/packaged-model.js';
import { startTensorFlow } from '../../../models/training/tfjs.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import { drawn, pictureOf } from './drawings.js';

const folder = 'models/digits/packaged';
const gate = 0.985;

interface DigitsEvaluation extends Evaluation {
  scheme: string;
  byScheme: Record<string, { bytes: number; accuracy: number; logLoss: number }>;
  confusion: number[][];
}

let network: Network;
let digits: Digits;
let said: DigitsEvaluation;
beforeAll(async () => {
  await startTensorFlow();
  network = await openPackaged(folder);
  digits = await readDigits('test');
  said = JSON.parse(await readFile('models/digits/evaluation.json', 'utf8')) as DigitsEvaluation;
});

test('the committed model recognises the 10,000 test digits as well as it says', () => {
  const { metrics, confusion } = judge(network, samplesOf(digits));
  expect(metrics.accuracy).toBeGreaterThanOrEqual(gate);
  expect(metrics.accuracy).toBeCloseTo(said.metrics.stored['accuracy']!, 4);
  expect(metrics.logLoss).toBeCloseTo(said.metrics.stored['logLoss']!, 4);
  expect(confusion).toEqual(said.confusion);
});

test('what it says of the training agrees with itself and with the files', async () => {
  const { metrics, bytes, samples, byScheme, scheme, confusion } = said;
  expect(metrics.float32['accuracy']).toBeGreaterThanOrEqual(gate);
  expect(metrics.float32['accuracy']! - metrics.stored['accuracy']!).toBeLessThanOrEqual(0.001);
  expect(byScheme['float32']).toEqual({ ...metrics.float32, bytes: bytes.float32 });
  expect(byScheme[scheme]).toEqual({ ...metrics.stored, bytes: bytes.stored });
  expect(samples).toEqual({ train: 54_998, validation: 5_002, test: 10_000 });
  const manifest = JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8')) as ModelManifest;
  // The shape into which the picture is laid out flat is a weight of the graph's: two whole numbers.
  expect(manifest.quantization).toMatchObject({ float32Bytes: bytes.float32 + 8, storedBytes: bytes.stored + 8 });
  const { float32, packed } = manifest.evaluation!;
  expect([float32, packed]).toEqual([metrics.float32['accuracy'], metrics.stored['accuracy']]);
  const right = confusion.reduce((sum, row, digit) => sum + row[digit]!, 0);
  expect(right / samples.test).toBeCloseTo(metrics.stored['accuracy']!, 6);
});

test('the README gives the figures of evaluation.json', async () => {
  const readme = await readFile('models/digits/README.md', 'utf8');
  for (const [scheme, { accuracy, bytes, logLoss }] of Object.entries(said.byScheme)) {
    const row = new RegExp(`^\\| \\**${scheme}\\** .*$`, 'm').exec(readme)?.[0];
    expect(row, `the row of ${scheme}`).toContain(`${(accuracy * 100).toFixed(2)} %`);
    expect(row).toContain(bytes.toLocaleString('en-GB'));
    expect(row).toContain(logLoss.toFixed(4));
  }
});

test('digits that were drawn large and off the middle are recognised', () => {
  const count = 400;
  const inputs = new Float32Array(count * 784);
  for (let digit = 0; digit < count; digit++) {
    const place = { zoom: 8, left: (digit * 13) % 56, top: (digit * 29) % 56, dark: digit % 2 === 0 };
    inputs.set(placed(drawn(pictureOf(digits, digit), place)), digit * 784);
  }
  const labels = samplesOf(digits).batch(everyPlace(count)).labels;
  const drawings = denseSamples({ inputs, labels, inputShape: [28, 28, 1], labelShape: [classes] });
  expect(accuracy(predictAll(network, drawings), labels, classes)).toBeGreaterThanOrEqual(0.97);
});

test('a drawing as it is, not placed, is not', () => {
  // The positive control of the test above: a digit half its size in a corner is none that the network knows.
  const count = 400;
  const inputs = new Float32Array(count * 784);
  for (let digit = 0; digit < count; digit++) {
    const picture = pictureOf(digits, digit);
    for (let i = 0; i < 196; i++) {
      const [x, y] = [i % 14, Math.floor(i / 14)];
      inputs[digit * 784 + y * 28 + x] = picture[2 * y * 28 + 2 * x]!;
    }
  }
  const few = pick(samplesOf(digits), everyPlace(count));
  const drawings = denseSamples({ inputs, labels: labelsOf(few), inputShape: [28, 28, 1], labelShape: [classes] });
  expect(accuracy(predictAll(network, drawings), labelsOf(few), classes)).toBeLessThan(0.7);
  expect(accuracy(predictAll(network, few), labelsOf(few), classes)).toBeGreaterThan(0.97);
});
