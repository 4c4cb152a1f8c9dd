import * as tfl from '@tensorflow/tfjs-layers';
import { below, merged, stack, withZeros, type Layer, type LayerCase } from './case.js';

const { layers: L } = tfl;
type Recurrent = typeof L.lstm;
const kinds: readonly [string, Recurrent][] = [
  ['SimpleRNN', L.simpleRNN],
  ['GRU', L.gru],
  ['LSTM', L.lstm],
];

/** A recurrent layer as TF.js's types want it within another. */
const rnn = (layer: Layer) => layer as never;

const flatten = () => L.flatten();

/** Layers of models of sequences. */
export const sequenceCases: readonly LayerCase[] = [
  {
    name: 'Embedding',
    build: stack([5], () => L.embedding({ inputDim: 9, outputDim: 4 })),
    draw: below(9),
    has: ['GatherV2', 'Cast'],
    lacks: ['Reshape'],
  },
  {
    name: 'Embedding of whole numbers',
    build: () => {
      const x = tfl.input({ shape: [5], dtype: 'int32', name: 'x' });
      return tfl.model({
        inputs: x,
        outputs: L.embedding({ inputDim: 9, outputDim: 4 }).apply(x) as tfl.SymbolicTensor,
      });
    },
    draw: below(9),
    lacks: ['Cast', 'Reshape'],
  },
  {
    name: 'Embedding with a mask, LSTM',
    build: stack(
      [6],
      () => L.embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      () => L.lstm({ units: 3 }),
    ),
    draw: below(9),
    has: ['NotEqual'],
  },
  { name: 'Masking', build: stack([5, 3], () => L.masking({})), draw: withZeros, has: ['NotEqual', 'Any'] },
  {
    name: 'Masking by another value',
    build: stack([5, 1], () => L.masking({ maskValue: 0.5 })),
    draw: (next) => Math.round(next() * 2) / 2,
  },
  {
    name: 'Masking, GRU of sequences',
    build: stack(
      [5, 1],
      () => L.masking({}),
      () => L.gru({ units: 3, returnSequences: true }),
    ),
    draw: withZeros,
  },
  ...kinds.flatMap(([kind, layer]): LayerCase[] => [
    { name: kind, build: stack([5, 3], () => layer({ units: 4 })), has: ['MatMul', 'Tanh'] },
    {
      name: `${kind} of sequences`,
      build: stack([5, 3], () => layer({ units: 4, returnSequences: true, activation: 'relu' })),
      has: ['Pack'],
    },
    {
      name: `${kind} backwards`,
      build: stack([5, 3], () => layer({ units: 4, goBackwards: true, useBias: false })),
      has: ['ReverseV2'],
    },
    { name: `${kind} of one unit`, build: stack([5, 3], () => layer({ units: 1 })) },
    {
      name: `${kind} with dropout`,
      build: stack([5, 3], () => layer({ units: 4, dropout: 0.3, recurrentDropout: 0.4 })),
    },
    {
      name: `${kind}, masked`,
      build: stack(
        [5, 1],
        () => L.masking({}),
        () => layer({ units: 4 }),
      ),
      draw: withZeros,
    },
    {
      name: `${kind} twice`,
      build: stack(
        [4, 3],
        () => layer({ units: 4, returnSequences: true }),
        () => layer({ units: 2 }),
      ),
    },
    {
      name: `Bidirectional ${kind}`,
      build: stack([5, 3], () => L.bidirectional({ layer: rnn(layer({ units: 4 })), mergeMode: 'concat' })),
      has: ['ConcatV2'],
    },
    {
      name: `Bidirectional ${kind} of sequences`,
      build: stack([5, 3], () =>
        L.bidirectional({ layer: rnn(layer({ units: 4, returnSequences: true })), mergeMode: 'sum' }),
      ),
    },
  ]),
  {
    name: 'LSTM with hard activations',
    build: stack([5, 3], () => L.lstm({ units: 4, recurrentActivation: 'sigmoid', unitForgetBias: true })),
  },
  {
    name: 'LSTM with its states',
    build: () => {
      const x = tfl.input({ shape: [5, 3], name: 'x' });
      const [, h, c] = L.lstm({ units: 4, returnState: true }).apply(x) as tfl.SymbolicTensor[];
      return tfl.model({ inputs: x, outputs: L.concatenate().apply([h!, c!]) as tfl.SymbolicTensor });
    },
  },
  {
    name: 'LSTM from given states',
    build: () => {
      const x = tfl.input({ shape: [5, 3], name: 'x' });
      const h = tfl.input({ shape: [4], name: 'h' });
      const c = tfl.input({ shape: [4], name: 'c' });
      return tfl.model({ inputs: [x, h, c], outputs: L.lstm({ units: 4 }).apply([x, h, c]) as tfl.SymbolicTensor });
    },
  },
  ...(['ave', 'mul'] as const).map((mergeMode): LayerCase => ({
    name: `Bidirectional by ${mergeMode}`,
    build: stack([4, 3], () => L.bidirectional({ layer: rnn(L.gru({ units: 3 })), mergeMode })),
  })),
  {
    name: 'Masking, Bidirectional',
    build: stack(
      [5, 1],
      () => L.masking({}),
      () => L.bidirectional({ layer: rnn(L.lstm({ units: 3 })), mergeMode: 'concat' }),
    ),
    draw: withZeros,
  },
  {
    name: 'RNN of cells',
    build: stack([4, 3], () =>
      L.rnn({
        cell: [L.lstmCell({ units: 3 }), L.gruCell({ units: 2 }), L.simpleRNNCell({ units: 2 })] as never,
      }),
    ),
  },
  {
    name: 'RNN of one cell',
    build: stack([4, 3], () => L.rnn({ cell: L.simpleRNNCell({ units: 3 }) })),
  },
  {
    name: 'ConvLSTM2D of sequences',
    build: stack([3, 6, 6, 2], () => L.convLstm2d({ filters: 2, kernelSize: 3, returnSequences: true })),
    has: ['Conv2D', 'Pack'],
  },
  {
    name: 'ConvLSTM2D same',
    build: stack([3, 6, 6, 2], () => L.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same' }), flatten),
  },
  {
    name: 'TimeDistributed Dense',
    build: stack([4, 6], () => L.timeDistributed({ layer: L.dense({ units: 5, activation: 'relu' }) })),
    has: ['Unpack', 'Pack'],
  },
  {
    name: 'TimeDistributed Conv2D',
    build: stack([3, 6, 6, 2], () => L.timeDistributed({ layer: L.conv2d({ filters: 2, kernelSize: 3 }) })),
  },
  { name: 'Dot as attention', build: merged(() => L.dot({ axes: [2, 2] }), [4, 3], [5, 3]) },
];
