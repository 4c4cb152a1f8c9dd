import * as tfl from '@tensorflow/tfjs-layers';
import { below, merged, stack, type LayerCase } from './case.js';

const { layers: L } = tfl;
const activations = [
  ...(['elu', 'hardSigmoid', 'linear', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax', 'softplus', 'softsign'] as const),
  ...(['tanh', 'swish', 'mish', 'gelu', 'logSoftmax'] as const),
];

/** Layers of models of tables, activations and merges. */
export const tableCases: readonly LayerCase[] = [
  {
    name: 'Dense',
    build: stack([6], () => L.dense({ units: 4, activation: 'relu' })),
    has: ['MatMul', 'BiasAdd', 'Relu'],
    lacks: ['Reshape', 'BatchMatMulV2'],
  },
  { name: 'Dense without bias', build: stack([6], () => L.dense({ units: 4, useBias: false })), lacks: ['BiasAdd'] },
  {
    name: 'Dense on sequences',
    build: stack(
      [5, 6],
      () => L.dense({ units: 4, activation: 'elu' }),
      () => L.dense({ units: 3 }),
    ),
  },
  { name: 'Dense on pictures', build: stack([3, 4, 5], () => L.dense({ units: 4, activation: 'softmax' })) },
  ...activations.flatMap((activation): LayerCase[] => [
    { name: `Activation ${activation}`, build: stack([6], () => L.activation({ activation: activation as 'relu' })) },
    { name: `Dense ${activation}`, build: stack([6], () => L.dense({ units: 4, activation: activation as 'relu' })) },
  ]),
  { name: 'ReLU', build: stack([6], () => L.reLU()), has: ['Relu'] },
  { name: 'ReLU with a maximum', build: stack([6], () => L.reLU({ maxValue: 0.3 })), has: ['ClipByValue'] },
  { name: 'LeakyReLU', build: stack([6], () => L.leakyReLU({ alpha: 0.1 })), has: ['LeakyRelu'] },
  { name: 'LeakyReLU by default', build: stack([6], () => L.leakyReLU()) },
  { name: 'PReLU', build: stack([4, 4, 3], () => L.prelu({})), has: ['Prelu'] },
  { name: 'PReLU with shared axes', build: stack([4, 4, 3], () => L.prelu({ sharedAxes: [1, 2] })) },
  { name: 'ELU', build: stack([6], () => L.elu()), has: ['Elu'] },
  {
    name: 'ThresholdedReLU',
    build: stack([6], () => L.thresholdedReLU({ theta: 0.4 })),
    has: ['Greater', 'Cast', 'Mul'],
  },
  { name: 'Softmax', build: stack([6], () => L.softmax()), has: ['Softmax'] },
  { name: 'Flatten', build: stack([3, 4, 2], () => L.flatten()), has: ['Reshape'] },
  { name: 'Flatten channels first', build: stack([2, 3, 4], () => L.flatten({ dataFormat: 'channelsFirst' })) },
  { name: 'Reshape', build: stack([12], () => L.reshape({ targetShape: [3, -1] })) },
  {
    name: 'Reshape that changes nothing',
    build: stack(
      [12],
      () => L.reshape({ targetShape: [12] }),
      () => L.reLU(),
    ),
    lacks: ['Reshape'],
  },
  { name: 'Permute', build: stack([3, 4, 2], () => L.permute({ dims: [3, 1, 2] })), has: ['Transpose'] },
  { name: 'RepeatVector', build: stack([3], () => L.repeatVector({ n: 4 })), has: ['Tile'] },
  {
    name: 'RepeatVector, then Dense',
    build: stack(
      [3],
      () => L.repeatVector({ n: 4 }),
      () => L.dense({ units: 2 }),
    ),
  },
  {
    name: 'Dropout',
    build: stack(
      [6],
      () => L.dropout({ rate: 0.5 }),
      () => L.dense({ units: 2 }),
    ),
    lacks: ['Mul'],
  },
  {
    name: 'SpatialDropout1D',
    build: stack(
      [5, 6],
      () => L.spatialDropout1d({ rate: 0.5 }),
      () => L.reLU(),
    ),
    lacks: ['Mul'],
  },
  {
    name: 'GaussianNoise',
    build: stack(
      [6],
      () => L.gaussianNoise({ stddev: 0.5 }),
      () => L.reLU(),
    ),
  },
  {
    name: 'GaussianDropout',
    build: stack(
      [6],
      () => L.gaussianDropout({ rate: 0.5 }),
      () => L.reLU(),
    ),
  },
  {
    name: 'AlphaDropout',
    build: stack(
      [6],
      () => L.alphaDropout({ rate: 0.5 }),
      () => L.reLU(),
    ),
  },
  { name: 'Add', build: merged(() => L.add(), [4], [4], [4]), has: ['AddV2'] },
  { name: 'Add of other ranks', build: merged(() => L.add(), [3, 4], [4]) },
  { name: 'Multiply', build: merged(() => L.multiply(), [4], [4]), has: ['Mul'] },
  { name: 'Average', build: merged(() => L.average(), [4], [4], [4]) },
  { name: 'Maximum', build: merged(() => L.maximum(), [4], [4]), has: ['Maximum'] },
  { name: 'Minimum', build: merged(() => L.minimum(), [4], [4]), has: ['Minimum'] },
  { name: 'Concatenate', build: merged(() => L.concatenate(), [4], [3]), has: ['ConcatV2'] },
  { name: 'Concatenate along axis 1', build: merged(() => L.concatenate({ axis: 1 }), [4, 2], [3, 2]) },
  { name: 'Dot of rows', build: merged(() => L.dot({ axes: -1 }), [4], [4]) },
  { name: 'Dot of rows, normalized', build: merged(() => L.dot({ axes: 1, normalize: true }), [4], [4]) },
  { name: 'Dot of matrices', build: merged(() => L.dot({ axes: [2, 1] }), [3, 4], [4, 5]), has: ['BatchMatMulV2'] },
  { name: 'Dot of matrices along the last', build: merged(() => L.dot({ axes: 2 }), [3, 4], [5, 4]) },
  // As a first layer, TF.js's would change the shape of the model's input.
  ...(['oneHot', 'multiHot', 'count'] as const).map((outputMode): LayerCase => {
    const length = outputMode === 'oneHot' ? 1 : 4;
    return {
      name: `CategoryEncoding ${outputMode}`,
      build: stack(
        [length, 1],
        () => L.reshape({ targetShape: [length] }),
        () => L.categoryEncoding({ numTokens: 6, outputMode }),
      ),
      draw: below(6),
      has: ['DenseBincount'],
    };
  }),
];
