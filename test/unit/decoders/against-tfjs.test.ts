import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../src/cli/engine/engine.js';
import type { TensorValue } from '../../../src/model/tensor.js';
import type { Classification, Detections, Segmentation } from '../../../src/model/values.js';
import { preparer } from '../../../src/transform/prepare.js';
import { decode, decoderFor, float32 } from './decode.js';

// Decoders beside TF.js's ops, on numbers that no model answers on the photographs.

beforeAll(startEngine);

const seeded = { seed: 20261126, numRuns: 100 };
/** Numbers from 0 to 1, few enough of them that some are equal. */
const share = fc.nat(64).map((value) => value / 64);

test('non-maximum suppression, as tf.image.nonMaxSuppression', () => {
  const box = fc.tuple(share, share, share, share, share).map(([x, y, width, height, score]) => {
    return [x * 100, y * 100, (x + width / 2 + 0.01) * 100, (y + height / 2 + 0.01) * 100, score];
  });
  const head = {
    kind: 'boxes',
    boxes: 'y',
    columns: ['left', 'top', 'right', 'bottom', 'score'],
    coordinates: 'pixels',
  } as const;
  fc.assert(
    fc.property(
      fc.array(box, { minLength: 1, maxLength: 60 }),
      share,
      share,
      fc.integer({ min: 1, max: 30 }),
      (rows, iouThreshold, minimumScore, most) => {
        const y = float32(rows.flat(), [1, rows.length, 5]);
        const suppression = { iouThreshold };
        const found = decoderFor(
          { kind: 'detection', head, minimumScore, most, suppression },
          { y: { labels: ['a'] } },
        )({ y }, null) as Detections;
        const numbers = y.data as Float32Array;
        const boxes = rows.map((_, i) => [1, 0, 3, 2].map((column) => numbers[i * 5 + column]!));
        const scores = rows.map((_, i) => numbers[i * 5 + 4]!);
        // It leaves out what is just as sure as its threshold.
        const kept = tf.image.nonMaxSuppression(boxes, scores, most, iouThreshold, minimumScore - 1 / 128).dataSync();
        expect(found.map(({ box: { x, y: top }, score }) => [top, x, score])).toEqual(
          [...kept].map((i) => [boxes[i]![0], boxes[i]![1], scores[i]]),
        );
      },
    ),
    seeded,
  );
});

test('the peaks of a map, as tf.maxPool leaves them', () => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, size, fc.infiniteStream(share), (rows, columns, labels, values) => {
      const map = float32([...values.take(rows * columns * labels)], [1, rows, columns, labels]);
      const tensor = tf.tensor4d(map.data, [1, rows, columns, labels]);
      const peaks = tf.mul(tensor, tf.cast(tf.equal(tf.maxPool(tensor, 3, 1, 'same'), tensor), 'float32')).dataSync();
      const sizes = float32(new Array<number>(rows * columns * 2).fill(1), [1, rows, columns, 2]);
      const names = Array.from({ length: labels }, (_, i) => String(i));
      const found = decoderFor(
        {
          ...{ kind: 'detection', minimumScore: 0.25, most: 1000 },
          head: { kind: 'centernet', heatmap: 'map', sizes: 'sizes', units: 'cells' },
        },
        { map: { labels: names }, sizes: {} },
      )({ map, sizes }, null) as Detections;
      const order = [...peaks.keys()].filter((i) => peaks[i]! >= 0.25).sort((a, b) => peaks[b]! - peaks[a]! || a - b);
      expect(found.map(({ label, score }) => [label, score])).toEqual(order.map((i) => [String(i % labels), peaks[i]]));
    }),
    seeded,
  );
});

test('the probabilities of any scores, as tf.softmax and tf.topk', () => {
  const score = fc.float({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 100 }), fc.nat(99), (scores, less) => {
      const labels = scores.map((_, i) => String(i));
      const top = Math.max(1, scores.length - less);
      const found = decode(
        { kind: 'classification', output: 'y', activation: 'softmax', top },
        { shape: [null, labels.length], labels },
        float32(scores),
      ) as Classification;
      const { values } = tf.topk(tf.softmax(tf.tensor1d(scores)), top);
      const plain = values.dataSync();
      expect(found).toHaveLength(top);
      found.forEach(({ probability }, i) => {
        expect(Math.abs(probability - plain[i]!)).toBeLessThan(1e-6);
      });
    }),
    seeded,
  );
});

describe('a mask of a photograph, as tf.argMax and tf.image.resizeNearestNeighbor', () => {
  const png = PNG.sync.read(readFileSync('demo/photographs/coffee.png'));
  const photograph = { width: png.width, height: png.height, data: new Uint8Array(png.data) };
  const labels = ['ground', 'cup', 'table'];
  const specs = [{ name: 'x', dtype: 'float32', shape: [1, 96, 96, 3] }] as const;

  /** A picture, through a convolution of 4 × 4 whose weights are of no use but to differ. */
  function segmented(fit: 'stretch' | 'letterbox' | 'crop', channels: number) {
    const prepare = preparer(specs, {
      kind: 'picture',
      input: 'x',
      width: 96,
      height: 96,
      fit,
      mean: 127.5,
      std: 127.5,
    });
    const { inputs, placement } = prepare(photograph);
    const picture = tf.tensor4d(inputs['x']!.data, [1, 96, 96, 3]);
    const weights = tf.randomNormal<tf.Rank.R4>([4, 4, 3, channels], 0, 1, 'float32', 7);
    const scores = tf.conv2d(picture, weights, 4, 'same');
    const answer: TensorValue = { data: scores.dataSync() as Float32Array, shape: scores.shape, dtype: 'float32' };
    return { scores, answer, placement };
  }
  /** Of 24 × 24 cells those that the picture lies in, in its size. */
  function plainMask(cells: tf.Tensor, [top, height]: [number, number], [given, across]: [number, number]) {
    const own = tf.slice(tf.reshape(tf.cast(cells, 'float32'), [24, 24, 1]), [top, 0, 0], [height, 24, 1]);
    return tf.image.resizeNearestNeighbor(own as tf.Tensor3D, [given, across], false, true).dataSync();
  }
  const shares = (mask: ArrayLike<number>) =>
    labels.map((_, label) => Array.from(mask).filter((each) => each === label).length);

  test('stretched', () => {
    const { scores, answer, placement } = segmented('stretch', 3);
    const mask = decode(
      { kind: 'segmentation', output: 'y' },
      { shape: answer.shape, labels },
      answer,
      placement,
    ) as Segmentation;
    expect(mask).toMatchObject({ width: 600, height: 400, labels });
    expect(Buffer.compare(mask.mask, Uint8Array.from(plainMask(tf.argMax(scores, 3), [0, 24], [400, 600])))).toBe(0);
    expect(Math.min(...shares(mask.mask))).toBeGreaterThan(1000);
  });

  test('in a letterbox, of which the padding is cut away', () => {
    const { scores, answer, placement } = segmented('letterbox', 3);
    const { mask } = decode(
      { kind: 'segmentation', output: 'y' },
      { shape: answer.shape, labels },
      answer,
      placement,
    ) as Segmentation;
    expect(Buffer.compare(mask, Uint8Array.from(plainMask(tf.argMax(scores, 3), [4, 16], [400, 600])))).toBe(0);
  });

  test('cropped, with one number a pixel and a threshold', () => {
    const { scores, answer, placement } = segmented('crop', 1);
    const two = labels.slice(0, 2);
    const { mask } = decode(
      { kind: 'segmentation', output: 'y', activation: 'sigmoid', threshold: 0.6 },
      { shape: answer.shape, labels: two },
      answer,
      placement,
    ) as Segmentation;
    const middle = plainMask(tf.greaterEqual(tf.sigmoid(scores), 0.6), [0, 24], [400, 400]);
    const whole = tf
      .pad(tf.tensor2d(middle, [400, 400]), [
        [0, 0],
        [100, 100],
      ])
      .dataSync();
    expect(Buffer.compare(mask, Uint8Array.from(whole))).toBe(0);
    expect(Math.min(...shares(mask).slice(0, 2))).toBeGreaterThan(1000);
  });
});
