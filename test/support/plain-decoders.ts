import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { PNG } from 'pngjs';
import { startEngine } from '../../src/cli/engine/engine.js';
import type { Tensors, TensorValue } from '../../src/model/tensor.js';
import type { DetectionOutput } from '../../src/model/transforms/output/detection.js';
import type { Placement } from '../../src/model/transforms/placement.js';
import { humanViews } from './human-views.js';
import { stockHandler } from './stock.js';

const folder = path.join(createRequire(import.meta.url).resolve('@vladmandic/human'), '../../models');

/** A part of a photograph. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What plain TF.js answers on a photograph, and how that lies in what the model looks at. */
export interface Seen {
  /** By the names of the model's signature. */
  tensors: Record<string, tf.Tensor>;
  /** The same as the library's own. */
  outputs: Tensors;
  placement: Placement;
  region: Region;
}

/** The face on astronaut.png, for models that look at one. */
export const face: Region = { left: 140, top: 20, width: 170, height: 170 };

/** Lets plain TF.js run a model of `@vladmandic/human` on a photograph of the demo, or on a part of it. */
export async function see(model: string, photograph: string, part?: Region): Promise<Seen> {
  await startEngine();
  const graph = await loadGraphModel(
    stockHandler((file) => readFileSync(path.join(folder, file === 'model.json' ? `${model}.json` : file))),
  );
  const { size, range, dtype = 'float32' } = humanViews[model]!;
  const png = PNG.sync.read(readFileSync(`demo/photographs/${photograph}`));
  const region = part ?? { left: 0, top: 0, width: png.width, height: png.height };
  const [height, width, channels] = size;
  const picture = tf.tidy(() => {
    const rgba = tf.tensor3d(Float32Array.from(png.data), [png.height, png.width, 4]);
    const cut = tf.slice(rgba, [region.top, region.left, 0], [region.height, region.width, 3]);
    const colours = channels === 1 ? tf.mean(cut, 2, true) : cut;
    const resized = tf.image.resizeBilinear(colours as tf.Tensor3D, [height, width]);
    const scaled = tf.add(tf.mul(resized, (range[1] - range[0]) / 255), range[0]);
    return tf.cast(tf.expandDims(scaled, 0), dtype);
  });
  const signature = (graph.modelSignature as { outputs: Record<string, { name: string }> }).outputs;
  const names = Object.keys(signature);
  const fed = { [graph.inputs[0]!.name]: picture };
  const nodes = names.map((name) => signature[name]!.name);
  // Its non-maximum suppression answers as many boxes as it finds.
  const answer = model === 'handtrack' ? await graph.executeAsync(fed, nodes) : graph.execute(fed, nodes);
  const list = Array.isArray(answer) ? answer : [answer];
  const tensors = Object.fromEntries(names.map((name, i) => [name, list[i]!]));
  const [scaleX, scaleY] = [width / region.width, height / region.height];
  return {
    tensors,
    outputs: Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, valueOf(tensor)])),
    placement: {
      ...{ width: png.width, height: png.height, inputWidth: width, inputHeight: height },
      ...{ scaleX, scaleY, left: -region.left * scaleX, top: -region.top * scaleY },
    },
    region,
  };
}

function valueOf(tensor: tf.Tensor): TensorValue {
  return { data: tensor.dataSync() as Float32Array, shape: tensor.shape, dtype: tensor.dtype as 'float32' };
}

interface Limits {
  iouThreshold: number;
  minimumScore: number;
  /** Default true. */
  perClass?: boolean;
}

/** Boxes [n, 4] as top, left, bottom, right in shares of what the model looked at. */
export interface PlainBoxes {
  boxes: tf.Tensor2D;
  scores: tf.Tensor1D;
  classes: readonly number[];
}

export interface PlainDetection {
  /** Of its label. */
  index: number;
  score: number;
  /** Left, top, right, bottom. */
  sides: readonly number[];
}

/** By `tf.image.nonMaxSuppression`, of each class for itself; the surest first. In pixels of the photograph, cut to it. */
export function plainDetections(
  { boxes, scores, classes }: PlainBoxes,
  { region, placement }: Pick<Seen, 'region' | 'placement'>,
  { iouThreshold, minimumScore, perClass = true }: Limits,
): PlainDetection[] {
  const all = scores.dataSync();
  const kinds = perClass ? [...new Set(classes)] : [-1];
  const kept = kinds.flatMap((kind) => {
    const own = kind < 0 ? scores : tf.mul(scores, tf.tensor1d(classes.map((each) => Number(each === kind))));
    return [...tf.image.nonMaxSuppression(boxes, own as tf.Tensor1D, 100, iouThreshold, minimumScore).dataSync()];
  });
  const corners = boxes.arraySync();
  return kept
    .sort((a, b) => all[b]! - all[a]! || a - b)
    .map((i) => {
      const [top, left, bottom, right] = corners[i]!;
      const x = [left!, right!].map((share) => clip(region.left + share * region.width, placement.width));
      const y = [top!, bottom!].map((share) => clip(region.top + share * region.height, placement.height));
      return { index: classes[i]!, score: all[i]!, sides: [x[0]!, y[0]!, x[1]!, y[1]!] };
    });
}

function clip(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

/** CenterNet's own boxes, whose rows are left, top, right, bottom in pixels, score, class. */
export function plainObjects(seen: Seen, limits: Limits): PlainDetection[] {
  const rows = tf.squeeze(seen.tensors['tower_0/detections']!, [0]);
  const [left, top, right, bottom, scores, classes] = tf.split(rows, 6, 1);
  const boxes = tf.div<tf.Tensor2D>(tf.concat([top!, left!, bottom!, right!], 1), 512);
  const kinds = [...classes!.dataSync()];
  return plainDetections({ boxes, scores: tf.squeeze<tf.Tensor1D>(scores!, [1]), classes: kinds }, seen, limits);
}

/** BlazeFace's, as MediaPipe lays its anchors: two in each cell of 16 × 16, six in each of 8 × 8. */
export function plainFaces(seen: Seen, limits: Limits): PlainDetection[] {
  const both = (a: string, b: string) => tf.squeeze(tf.concat([seen.tensors[a]!, seen.tensors[b]!], 1), [0]);
  const raw = both('Identity_2:0', 'Identity_3:0') as tf.Tensor2D;
  const scores = tf.sigmoid<tf.Tensor1D>(tf.squeeze(both('Identity:0', 'Identity_1:0'), [1]));
  const anchors = [
    [16, 2],
    [8, 6],
  ].flatMap(([cells, count]) =>
    Array.from({ length: cells! * cells! * count! }, (_, i) => {
      const cell = Math.floor(i / count!);
      return [((cell % cells!) + 0.5) * (256 / cells!), (Math.floor(cell / cells!) + 0.5) * (256 / cells!)];
    }),
  );
  const centres = tf.add(tf.slice(raw, [0, 0], [-1, 2]), tf.tensor2d(anchors));
  const halves = tf.div(tf.slice(raw, [0, 2], [-1, 2]), 2);
  const corners = tf.div(tf.concat([tf.sub(centres, halves), tf.add(centres, halves)], 1), 256);
  const boxes = tf.gather(corners, [1, 0, 3, 2], 1) as tf.Tensor2D;
  return plainDetections({ boxes, scores, classes: anchors.map(() => 0) }, seen, limits);
}

const square = (count: number) => new Array<[number, number]>(count).fill([256, 256]);

/** The same, as a package declares it. */
export const blazeface: DetectionOutput = {
  kind: 'detection',
  head: {
    kind: 'ssd',
    levels: [
      {
        ...{ boxes: 'Identity_2:0', scores: 'Identity:0' },
        anchors: [{ rows: 16, columns: 16, boxes: square(2) }],
      },
      {
        ...{ boxes: 'Identity_3:0', scores: 'Identity_1:0' },
        anchors: [{ rows: 8, columns: 8, boxes: square(6) }],
      },
    ],
    columns: ['x', 'y', 'width', 'height'],
    coordinates: 'pixels',
    variances: [1 / 256, 1 / 256],
    ...{ scaling: 'linear', activation: 'sigmoid' },
  },
};
