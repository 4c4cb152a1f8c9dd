import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { OutputTransform } from '../../../src/model/transforms/output.js';
import type { DetectionOutput } from '../../../src/model/transforms/output/detection.js';
import type { Classification, Detections, Embedding, KeyPoints, Regression } from '../../../src/model/values.js';
import { decoderFor, type Described } from './decode.js';
import {
  blazeface,
  face,
  plainDetections,
  plainFaces,
  plainObjects,
  see,
  type PlainDetection,
  type Seen,
} from '../../support/plain-decoders.js';

// Each decoder beside what one would write with TF.js's own ops, on real models' answers to the demo's photographs.

/** Within a pixel, and within 1e-4. */
const pixel = (value: number) => expect.closeTo(value, -Math.log10(2)) as number;
const near = (value: number) => expect.closeTo(value, 4 - Math.log10(2)) as number;

function decoded(
  transform: OutputTransform,
  { outputs, placement }: Seen,
  labels: Readonly<Record<string, readonly string[]>> = {},
): unknown {
  const said = Object.entries(outputs).map(([name, { shape, dtype }]): [string, Described] => [
    name,
    { shape: [...shape], dtype, ...(labels[name] && { labels: labels[name] }) },
  ]);
  return decoderFor(transform, Object.fromEntries(said))(outputs, placement);
}

/** What is expected of a decoder where plain TF.js finds these. */
function asPlain(plain: readonly PlainDetection[], labels: readonly string[]) {
  return plain.map(({ index, score, sides: [left = 0, top = 0, right = 0, bottom = 0] }) => ({
    label: labels[index],
    score: near(score),
    box: { x: pixel(left), y: pixel(top), width: pixel(right - left), height: pixel(bottom - top) },
  }));
}

interface Describe {
  outputs: Record<string, { labels: string[] }>;
  transforms: { output: OutputTransform };
}
const describeOf = (model: string) => JSON.parse(readFileSync(`models/${model}/describe.json`, 'utf8')) as Describe;

describe.each(['astronaut.png', 'coffee.png'])('on %s', (photograph) => {
  const labels = describeOf('objects').outputs['tower_0/detections']!.labels;
  const named = { 'tower_0/detections': labels, 'tower_0/keypoints': labels };

  test('objects, from the boxes of CenterNet', async () => {
    const seen = await see('centernet', photograph);
    const plain = plainObjects(seen, { iouThreshold: 0.5, minimumScore: 0.3 });
    expect(plain.length).toBe(photograph === 'coffee.png' ? 2 : 1);
    expect(decoded(describeOf('objects').transforms.output, seen, named)).toEqual(asPlain(plain, labels));
  });

  test.each([undefined, 0.6])('objects, from the map of centres; suppression: %s', async (iouThreshold) => {
    const seen = await see('centernet', photograph);
    const minimumScore = 0.05;
    const map = seen.tensors['tower_0/keypoints'] as tf.Tensor4D;
    const peaks = tf.mul(map, tf.cast(tf.equal(tf.maxPool(map, 3, 1, 'same'), map), 'float32'));
    const { values, indices } = tf.topk(tf.reshape(peaks, [-1]), 100);
    const places = [...indices.dataSync()].map((i) => Math.floor(i / 80));
    const reaches = tf.gather(tf.reshape(seen.tensors['tower_0/wh']!, [-1, 4]), tf.tensor1d(places, 'int32'));
    const centres = tf.tensor2d(places.map((place) => [(place % 128) * 4, Math.floor(place / 128) * 4]));
    const [first, second] = tf.split(reaches, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const corners = tf.div(tf.concat([tf.sub(centres, first), tf.add(centres, second)], 1), 512);
    const plain = plainDetections(
      {
        boxes: tf.gather(corners, [1, 0, 3, 2], 1) as tf.Tensor2D,
        scores: values as tf.Tensor1D,
        classes: [...indices.dataSync()].map((i) => i % 80),
      },
      seen,
      { iouThreshold: iouThreshold ?? 1, minimumScore },
    );
    expect(plain.length).toBeGreaterThan(3);
    const transform: DetectionOutput = {
      kind: 'detection',
      head: { kind: 'centernet', heatmap: 'tower_0/keypoints', sizes: 'tower_0/wh', units: 'pixels' },
      minimumScore,
      ...(iouThreshold !== undefined && { suppression: { iouThreshold } }),
    };
    expect(decoded(transform, seen, named)).toEqual(asPlain(plain, labels));
  });

  test('key points of MoveNet', async () => {
    const { transforms, outputs } = describeOf('pose');
    const { labels } = outputs['Identity:0']!;
    const seen = await see('movenet-lightning', photograph);
    const [y, x, scores] = tf.split(tf.reshape(seen.tensors['Identity:0']!, [17, 3]), 3, 1);
    const { width, height } = seen.placement;
    const [ys, xs] = [tf.mul(y!, height), tf.mul(x!, width)].map((all) => all.dataSync()) as [
      Float32Array,
      Float32Array,
    ];
    const plain = labels.map((name, i) => ({
      name,
      x: pixel(xs[i]!),
      y: pixel(ys[i]!),
      score: near(scores!.dataSync()[i]!),
    }));
    const points = decoded(transforms.output, seen, { 'Identity:0': labels }) as KeyPoints;
    expect(points).toEqual(plain);
    if (photograph === 'astronaut.png') expect(points.filter(({ score }) => score > 0.3).length).toBeGreaterThan(7);
  });

  test('hands, from raw boxes and scores of a detector with eight classes', async () => {
    const seen = await see('handtrack', photograph);
    const labels = Array.from({ length: 8 }, (_, i) => `hand ${String(i)}`);
    const scores = tf.squeeze<tf.Tensor2D>(seen.tensors['Identity_7:0']!, [0]);
    const boxes = tf.squeeze<tf.Tensor2D>(seen.tensors['Identity_6:0']!, [0]);
    const plain = plainDetections(
      { boxes, scores: tf.max<tf.Tensor1D>(scores, 1), classes: [...tf.argMax(scores, 1).dataSync()] },
      seen,
      { iouThreshold: 0.4, minimumScore: 0.02, perClass: false },
    );
    expect(plain.length).toBeGreaterThan(5);
    const transform: DetectionOutput = {
      kind: 'detection',
      head: {
        ...{ kind: 'boxes', boxes: 'Identity_6:0', scores: 'Identity_7:0', coordinates: 'normalized' },
        columns: ['top', 'left', 'bottom', 'right'],
      },
      ...{ minimumScore: 0.02, suppression: { iouThreshold: 0.4, perClass: false } },
    };
    expect(decoded(transform, seen, { 'Identity_7:0': labels })).toEqual(asPlain(plain, labels));
  });
});

describe.each([
  [0.3, 0.5],
  [0.5, 0.05],
])('faces by BlazeFace, overlapping less than %d, from a score of %d on', (iouThreshold, minimumScore) => {
  test('from raw boxes and anchors', async () => {
    const seen = await see('blazeface', 'astronaut.png');
    const plain = plainFaces(seen, { iouThreshold, minimumScore });
    const transform = { ...blazeface, minimumScore, suppression: { iouThreshold } };
    const found = decoded(transform, seen, { 'Identity:0': ['face'] }) as Detections;
    expect(found).toEqual(asPlain(plain, ['face']));
    // The nose lies in it, as a person who looks sees.
    const [{ box } = { box: { x: 0, y: 0, width: 0, height: 0 } }] = found;
    expect(
      [226 - box.x, box.x + box.width - 226, 122 - box.y, box.y + box.height - 122].every((each) => each > 10),
    ).toBe(true);
  });
});

describe('on a face', () => {
  test('seven feelings, and which is the surest', async () => {
    const labels = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    const seen = await see('emotion', 'astronaut.png', face);
    const { values, indices } = tf.topk(seen.tensors['Identity:0']!, 3);
    const [probabilities, order] = [values.dataSync(), indices.dataSync()];
    const plain = [0, 1, 2].map((i) => ({
      ...{ label: labels[order[i]!], index: order[i], probability: near(probabilities[i]!) },
    }));
    const transform: OutputTransform = { kind: 'classification', output: 'Identity:0', top: 3 };
    expect(decoded(transform, seen, { 'Identity:0': labels })).toEqual(plain);
    expect(plain[0]?.label).toBe('happy');
  });

  test('its age as a hundred classes, at a temperature', async () => {
    const output = 'age_pred/Softmax:0';
    const labels = Array.from({ length: 100 }, (_, i) => `${String(i)} years`);
    const seen = await see('faceres', 'astronaut.png', face);
    const softened = tf.softmax(tf.div(tf.log(seen.tensors[output]!), 2));
    const [first] = [...tf.argMax(softened, 1).dataSync()];
    const transform: OutputTransform = { kind: 'classification', output, activation: 'softmax', temperature: 2 };
    const logits = {
      ...seen,
      outputs: {
        ...seen.outputs,
        [output]: { ...seen.outputs[output]!, data: tf.log(seen.tensors[output]!).dataSync() as Float32Array },
      },
    };
    const all = decoded(transform, logits, { [output]: labels }) as Classification;
    expect(all[0]?.index).toBe(first);
    const plain = softened.dataSync();
    for (const { index, probability } of all) expect(probability).toEqual(near(plain[index]!));
  });

  test.each([
    ['liveness', 'activation_6', 'softmax'],
    ['liveness', 'activation_6', 'none'],
    ['antispoof', 'activation_4', 'none'],
    ['antispoof', 'activation_4', 'sigmoid'],
  ] as const)('yes or no by %s, %s, %s', async (model, output, activation) => {
    const seen = await see(model, 'astronaut.png', face);
    const given = seen.tensors[output]!;
    const probability = { softmax: tf.softmax(given), sigmoid: tf.sigmoid(given), none: given }[activation]
      .dataSync()
      .at(-1)!;
    const labels = ['no', 'yes'];
    const both = [
      { label: 'yes', index: 1, probability: near(probability) },
      { label: 'no', index: 0, probability: near(1 - probability) },
    ];
    const transform: OutputTransform = { kind: 'binary-classification', output, activation };
    expect(decoded(transform, seen, { [output]: labels })).toEqual(probability >= 0.5 ? both : both.reverse());
  });

  test('a vector of length 1, and a number', async () => {
    const seen = await see('faceres', 'astronaut.png', face);
    const vector = seen.tensors['global_pooling/Mean']!;
    const plain = tf.div(vector, tf.norm(vector)).dataSync();
    const embedded = decoded(
      { kind: 'embedding', output: 'global_pooling/Mean', normalization: 'l2' },
      seen,
    ) as Embedding;
    expect(embedded).toHaveLength(1024);
    embedded.forEach((value, i) => {
      expect(value).toEqual(near(plain[i]!));
    });
    const number = tf.add(tf.mul(seen.tensors['gender_pred/Sigmoid:0']!, 2), -1).dataSync()[0]!;
    const transform: OutputTransform = {
      kind: 'regression',
      output: 'gender_pred/Sigmoid:0',
      unit: '1',
      scale: 2,
      offset: -1,
    };
    expect(decoded(transform, seen) as Regression).toEqual(near(number));
  });

  test.each([
    ['facemesh', 'output_mesh', 'output_faceflag', 468],
    ['handlandmark-lite', 'Identity:0', 'Identity_1:0', 21],
  ] as const)('landmarks of %s in pixels, in %s with %s beside them: %i', async (model, output, scores, count) => {
    const seen = await see(model, 'astronaut.png', face);
    const [x, y] = tf.split(tf.reshape(seen.tensors[output]!, [count, 3]), 3, 1).map((each) => each.dataSync());
    const size = seen.placement.inputWidth;
    const score = tf.sigmoid(seen.tensors[scores]!).dataSync()[0]!;
    const transform: OutputTransform = {
      ...{ kind: 'key-points', output, scores, columns: ['x', 'y', null], coordinates: 'pixels' },
      activation: 'sigmoid',
    };
    const points = decoded(transform, seen) as KeyPoints;
    expect(points).toHaveLength(count);
    points.forEach((point, i) => {
      expect(point).toEqual({
        name: String(i),
        x: pixel(face.left + (x![i]! / size) * face.width),
        y: pixel(face.top + (y![i]! / size) * face.height),
        score: near(score),
      });
    });
    // The tip of the nose.
    if (model === 'facemesh') expect(Math.hypot(points[1]!.x - 226, points[1]!.y - 122)).toBeLessThan(15);
  });
});
