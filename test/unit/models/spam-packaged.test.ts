import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLearntMail, type LearntMail } from '../../../models/spam/corpus.js';
import { listMails } from '../../../models/spam/data.js';
import { judge } from '../../../models/spam/evaluate.js';
import { textInto } from '../../../models/spam/transforms.js';
import { textSamples } from '../../../models/spam/samples.js';
import { placesOf } from '../../../models/spam/split.js';
import type { Evaluation } from '../../../models/training/package.js';
import { openPackaged } from '../../../models/training/packaged-model.js';
import { type Network, predictAll } from '../../../models/training/predict.js';
import { startTensorFlow, tf } from '../../../models/training/tfjs.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import type { BinaryClassificationOutput } from '../../../src/model/transforms/output/binary-classification.js';
import type { HashingTransform } from '../../../src/model/transforms/text.js';
import { hashedParts } from '../../../src/transform/text/hashed-parts.js';
import { rowOf, specsOf } from '../text/support.js';

const folder = fileURLToPath(new URL('../../../models/spam', import.meta.url));
const read = async <Content>(name: string) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8')) as Content;

let network: Network;
let transform: HashingTransform;
let threshold: number;
let evaluation: Evaluation & { testMails: string };

beforeAll(async () => {
  await startTensorFlow();
  network = await openPackaged(`${folder}/packaged`);
  const { transforms } = await read<ModelManifest>('packaged/manifest.json');
  transform = transforms!.input as HashingTransform;
  threshold = (transforms!.output as BinaryClassificationOutput).threshold!;
  evaluation = await read('evaluation.json');
});

function probabilities(rows: Float32Array): number[] {
  return tf.tidy(() => {
    const input = tf.tensor(rows, [rows.length / transform.buckets, transform.buckets]);
    return [...(network.predict(input, {}) as tf.Tensor).dataSync()];
  });
}

describe('the packaged spam model', () => {
  test('judges the test mails as its evaluation says: F1 of 0.95 and more', async () => {
    const names = await listMails();
    const mails: LearntMail[] = [];
    for (const place of placesOf(evaluation.testMails)) mails.push(await readLearntMail(names[place]!));
    expect(mails).toHaveLength(evaluation.samples.test);
    const figures = judge(predictAll(network, textSamples(mails, transform)), mails, threshold);
    for (const [name, value] of Object.entries(evaluation.metrics.stored)) {
      expect(figures[name], name).toBeCloseTo(value, 4);
    }
    expect(figures['f1']).toBeGreaterThanOrEqual(0.95);
    expect(figures['falsePositiveRate']).toBeLessThan(0.03);
  });

  test('declares the transform that it was trained through, which makes the same numbers as ever', async () => {
    expect(transform).toEqual(textInto(16_384));
    const names = await listMails();
    const hash = createHash('sha256');
    // Recorded from the code by which the weights were first trained.
    for (const place of placesOf(evaluation.testMails).slice(0, 200)) {
      hash.update(rowOf((await readLearntMail(names[place]!)).text, transform));
    }
    expect(hash.digest('hex')).toBe('96f56aaf244d0740021e5ce5a1041130f8f8b7cb10d1565cf5c061980aef1c93');
  });

  test('is small, and as large as its evaluation says', async () => {
    const { quantization, evaluation: said } = await read<ModelManifest>('packaged/manifest.json');
    expect(quantization.storedBytes).toBe(evaluation.bytes.stored);
    expect(said!.packed).toBeCloseTo(evaluation.metrics.stored['f1']!, 4);
    expect(evaluation.bytes.stored).toBeLessThan(300_000);
    expect(evaluation.bytes.stored).toBeLessThan(evaluation.bytes.float32 / 3.9);
  });

  test('tells mails of today apart', () => {
    const spam = `You have WON!!! Claim your FREE prize now
      Congratulations! Click here to receive your $1,000 gift card. 100% free, no obligation, limited time offer.
      To be removed from our mailing list, please click below.`;
    const ham = `lunch on Thursday?
      Hi Ann, I think the patch works, but the build still fails on my laptop. I'll have a look at the log tonight.
      Shall we talk about it over lunch? Cheers, Bob`;
    const [high, low] = [spam, ham].flatMap((text) => probabilities(rowOf(text, transform)));
    expect(high).toBeGreaterThan(0.9);
    expect(low).toBeLessThan(0.1);
  });

  test('says how far a word pushed', () => {
    const text =
      'Meeting notes\n\nHere are the notes of the meeting. Click here to be removed, and for a FREE mortgage.';
    const [whole] = probabilities(rowOf(text, transform));
    const { parts, without } = hashedParts(transform, specsOf(transform))(text);
    const push = new Map(
      parts.map((part, i) => [
        part.text,
        whole! - probabilities(without([i])[transform.input]!.data as Float32Array)[0]!,
      ]),
    );
    expect(push.get('click')).toBeGreaterThan(0);
    expect(push.get('removed')).toBeGreaterThan(0);
    expect(push.get('notes')).toBeLessThan(push.get('click')!);
  });

  test('answers with a probability where there is no word, and for 10 MB', () => {
    for (const text of ['', ' \n', 'buy '.repeat(2.5e6), '\u0000\ud800']) {
      const [probability] = probabilities(rowOf(text, transform));
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
  });
});
