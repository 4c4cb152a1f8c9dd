import type { DescribedTensor } from '../../src/model/manifest/described-tensor.js';
import type { PictureTransform } from '../../src/model/transforms/picture.js';
import type { OutputTransform } from '../../src/model/transforms/output.js';
import { attribute, GraphBuilder } from './models/graph.js';
import { float32, int32 } from './models/tensors.js';
import { packageOf, type TestPackage } from './packages.js';
import type { ModelFiles } from './models/types.js';

/** A model whose answer is the picture itself in another shape, with a decoder for it. */
export interface PictureModel {
  files: ModelFiles;
  package: TestPackage;
  /** For decoders, how many numbers the model answers. */
  input: PictureTransform;
  output: OutputTransform;
  outputs: readonly DescribedTensor[];
}

interface Shaped {
  shape: readonly number[];
  labels?: readonly string[];
}

type Looks = Pick<PictureTransform, 'width' | 'height'> & Partial<PictureTransform>;

/** `[1, height, width, channels]`, reshaped to each of the outputs. */
function pictureModel(
  name: string,
  looks: Looks,
  output: OutputTransform,
  shapes: Readonly<Record<string, Shaped>>,
): [string, PictureModel] {
  const input = { kind: 'picture', input: 'picture', fit: 'letterbox', ...looks } as PictureTransform;
  const channels = 'channels' in input && input.channels === 'grey' ? 1 : 3;
  const shape = [1, input.height, input.width, channels];
  const g = new GraphBuilder();
  g.input('picture', 'float32', shape);
  for (const [key, { shape: reshaped }] of Object.entries(shapes)) {
    g.weight(`${key}/shape`, int32(reshaped));
    g.node(`${key}/node`, 'Reshape', ['picture', `${key}/shape`], { T: attribute.type('float32') });
    g.output(key, `${key}/node`);
  }
  const files = g.build();
  const count = shape.reduce((product, size) => product * size, 1);
  const zeros = (of: readonly number[]) => float32(new Float32Array(count), of);
  const model = {
    name,
    kind: 'graph' as const,
    files,
    inputs: { picture: zeros(shape) },
    expected: Object.fromEntries(Object.entries(shapes).map(([key, each]) => [key, zeros(each.shape)])),
  };
  const made = packageOf(model, { transforms: { input, output }, described: { ...shapes, picture: { shape } } });
  return [name, { files, package: made, input, output, outputs: made.manifest.outputs }];
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `label ${String(i)}`);
/** 288 numbers, from 0 to 1. */
const shares: Looks = { width: 12, height: 8, std: 255 };
/** From −5 to 5. */
const logits: Looks = { ...shares, mean: 127.5, std: 25.5 };

/** One for each decoder. */
export const pictureModels: ReadonlyMap<string, PictureModel> = new Map([
  pictureModel(
    'classification',
    { ...logits, fit: 'stretch' },
    { kind: 'classification', output: 'y', activation: 'softmax', temperature: 1.5, top: 20 },
    { y: { shape: [1, 288], labels: numbered(288) } },
  ),
  pictureModel(
    'binary classification',
    { ...logits, width: 1, height: 1, channels: 'grey' },
    {
      ...{ kind: 'binary-classification', output: 'y', activation: 'sigmoid', threshold: 0.4 },
      calibration: [
        [0, 0.05],
        [0.4, 0.2],
        [0.9, 1],
      ],
    },
    { y: { shape: [1, 1], labels: numbered(2) } },
  ),
  pictureModel(
    'regression',
    { ...logits, width: 1, height: 1, channels: 'grey' },
    { kind: 'regression', output: 'y', unit: 'K', scale: 12.34, offset: 273.15 },
    { y: { shape: [1, 1] } },
  ),
  pictureModel(
    'boxes',
    shares,
    {
      kind: 'detection',
      head: {
        ...{ kind: 'boxes', boxes: 'y', coordinates: 'normalized' },
        columns: ['x', 'y', 'width', 'height', 'score', 'class'],
      },
      ...{ minimumScore: 0.3, suppression: { iouThreshold: 0.3 } },
    },
    { y: { shape: [1, 48, 6], labels: numbered(2) } },
  ),
  pictureModel(
    'centernet',
    { ...shares, fit: 'crop' },
    {
      kind: 'detection',
      head: {
        ...{ kind: 'centernet', heatmap: 'map', sizes: 'sizes', offsets: 'sizes', units: 'cells' },
        activation: 'sigmoid',
      },
    },
    { map: { shape: [1, 12, 12, 2], labels: numbered(2) }, sizes: { shape: [1, 12, 12, 2] } },
  ),
  pictureModel(
    'ssd',
    logits,
    {
      kind: 'detection',
      head: {
        ...{ kind: 'ssd', columns: ['y', 'x', 'height', 'width'], coordinates: 'normalized', variances: [0.1, 0.2] },
        levels: [
          { boxes: 'boxes', scores: 'scores', anchors: [{ rows: 6, columns: 6, sizes: [0.3], aspectRatios: [1, 3] }] },
        ],
        ...{ activation: 'softmax', background: 1 },
      },
      ...{ minimumScore: 0.4, suppression: { iouThreshold: 0.5, perClass: false } },
    },
    { boxes: { shape: [1, 72, 4] }, scores: { shape: [1, 72, 4], labels: numbered(4) } },
  ),
  pictureModel(
    'key points',
    shares,
    { kind: 'key-points', output: 'y', columns: ['y', 'x', 'score'], coordinates: 'normalized', activation: 'sigmoid' },
    { y: { shape: [1, 96, 3] } },
  ),
  pictureModel(
    'segmentation',
    shares,
    { kind: 'segmentation', output: 'y' },
    { y: { shape: [1, 8, 12, 3], labels: numbered(3) } },
  ),
  pictureModel(
    'embedding',
    logits,
    { kind: 'embedding', output: 'y', normalization: 'l2' },
    { y: { shape: [1, 288] } },
  ),
]);
