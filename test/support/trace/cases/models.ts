import * as tfl from '@tensorflow/tfjs-layers';
import { below, stack, type LayerCase } from './case.js';

const { layers: L } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** Whole models: nested, shared, branched, with several inputs and outputs. */
export const modelCases: readonly LayerCase[] = [
  {
    name: 'Sequential',
    build: () =>
      tfl.sequential({ layers: [L.dense({ units: 4, inputShape: [6], activation: 'relu' }), L.dense({ units: 2 })] }),
  },
  {
    name: 'a Sequential of words',
    build: () =>
      tfl.sequential({
        layers: [
          L.embedding({ inputDim: 9, outputDim: 4, inputLength: 6 }),
          L.globalAveragePooling1d(),
          L.dense({ units: 2 }),
        ],
      }),
    draw: below(9),
  },
  {
    name: 'a Sequential within a Functional',
    build: () => {
      const x = tfl.input({ shape: [6], name: 'x' });
      const inner = tfl.sequential({
        name: 'encoder',
        layers: [L.dense({ name: 'wide', units: 4, inputShape: [6], activation: 'relu' })],
      });
      return tfl.model({ inputs: x, outputs: L.dense({ units: 2 }).apply(inner.apply(x)) as Symbolic });
    },
  },
  {
    name: 'a Functional within a Functional, twice',
    build: () => {
      const within = tfl.input({ shape: [4], name: 'within' });
      const inner = tfl.model({
        name: 'twin',
        inputs: within,
        outputs: L.dense({ units: 3, activation: 'tanh' }).apply(within) as Symbolic,
      });
      const [a, b] = ['a', 'b'].map((name) => tfl.input({ shape: [4], name }));
      const both = L.concatenate().apply([inner.apply(a!), inner.apply(b!)] as Symbolic[]);
      return tfl.model({ inputs: [a!, b!], outputs: both as Symbolic });
    },
  },
  {
    name: 'a layer that is shared',
    build: () => {
      const x = tfl.input({ shape: [4], name: 'x' });
      const shared = L.dense({ units: 4, activation: 'relu' });
      return tfl.model({ inputs: x, outputs: shared.apply(shared.apply(x)) as Symbolic });
    },
  },
  {
    name: 'several outputs, one of them twice and one an input',
    build: () => {
      const x = tfl.input({ shape: [4], name: 'x' });
      const sum = L.dense({ name: 'sum', units: 3 }).apply(x) as Symbolic;
      const same = L.dropout({ name: 'same', rate: 0.2 }).apply(sum) as Symbolic;
      return tfl.model({ inputs: x, outputs: [sum, same, x] });
    },
  },
  {
    name: 'residual blocks',
    keras: true,
    build: () => {
      const x = tfl.input({ shape: [16, 16, 3], name: 'x' });
      let value = L.conv2d({ filters: 8, kernelSize: 3, padding: 'same', useBias: false }).apply(x) as Symbolic;
      for (const strides of [1, 2]) {
        const path = [
          L.batchNormalization(),
          L.activation({ activation: 'relu' }),
          L.conv2d({ filters: 8, kernelSize: 3, strides, padding: 'same', useBias: false }),
          L.batchNormalization(),
          L.reLU(),
          L.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }),
        ].reduce((last, layer) => layer.apply(last) as Symbolic, value);
        const short =
          strides === 1 ? value : (L.conv2d({ filters: 8, kernelSize: 1, strides }).apply(value) as Symbolic);
        value = L.add().apply([path, short]) as Symbolic;
      }
      return tfl.model({
        inputs: x,
        outputs: L.dense({ units: 5, activation: 'softmax' }).apply(
          L.globalAveragePooling2d({}).apply(value),
        ) as Symbolic,
      });
    },
    has: ['FusedBatchNormV3', 'AddV2'],
  },
  { name: 'a small U-Net', build: () => uNet([32, 32, 3]), has: ['Conv2DBackpropInput', 'ConcatV2'] },
  {
    name: 'masks that are joined',
    build: () => {
      const words = ['left', 'right'].map((name) => tfl.input({ shape: [5], name }));
      const masked = words.map((x) => L.embedding({ inputDim: 9, outputDim: 3, maskZero: true }).apply(x) as Symbolic);
      const joined = L.concatenate().apply([...masked, L.dense({ units: 2 }).apply(masked[0]!) as Symbolic]);
      return tfl.model({ inputs: words, outputs: L.gru({ units: 3 }).apply(joined) as Symbolic });
    },
    draw: below(9),
    has: ['All'],
  },
  {
    name: 'an LSTM that classifies text',
    build: stack(
      [12],
      () => L.embedding({ inputDim: 50, outputDim: 8, maskZero: true }),
      () => L.bidirectional({ layer: L.lstm({ units: 6 }), mergeMode: 'concat' }),
      () => L.dense({ units: 2, activation: 'softmax' }),
    ),
    draw: below(50),
  },
];

/** Down twice and up again, with what was seen on the way down beside. */
export function uNet(shape: readonly (number | null)[]): tfl.LayersModel {
  const conv = (filters: number, value: Symbolic) =>
    L.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(value) as Symbolic;
  const x = tfl.input({ shape: [...shape], name: 'x' });
  const wide = conv(4, x);
  const half = conv(8, L.maxPooling2d({ poolSize: 2 }).apply(wide) as Symbolic);
  const deep = conv(12, L.maxPooling2d({ poolSize: 2 }).apply(half) as Symbolic);
  const up = (filters: number, value: Symbolic, beside: Symbolic) => {
    const larger = L.conv2dTranspose({ filters, kernelSize: 2, strides: 2, padding: 'same' }).apply(value) as Symbolic;
    return conv(filters, L.concatenate().apply([larger, beside]) as Symbolic);
  };
  const mask = L.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }).apply(up(4, up(8, deep, half), wide));
  return tfl.model({ inputs: x, outputs: mask as Symbolic });
}
