import { serialization } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../../errors.js';
import type { Layer, LayerPlace } from './layer-places.js';

/** Layers of Keras that become a graph, by class. A test holds each against what the layer itself answers. */
export const supportedLayers: readonly string[] = [
  ...['InputLayer', 'Sequential', 'Functional', 'Model'],
  ...['Dense', 'Activation', 'Flatten', 'Reshape', 'Permute', 'RepeatVector', 'Embedding', 'Masking'],
  ...['Conv1D', 'Conv2D', 'Conv3D', 'Conv2DTranspose', 'SeparableConv2D', 'DepthwiseConv2D'],
  ...['Cropping2D', 'UpSampling2D', 'ZeroPadding2D'],
  ...['MaxPooling1D', 'MaxPooling2D', 'MaxPooling3D', 'AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D'],
  ...['GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
  ...['ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax'],
  ...['BatchNormalization', 'LayerNormalization'],
  ...['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'],
  ...['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate', 'Dot'],
  ...[
    'ConvLSTM2D',
    'ConvLSTM2DCell',
    'RNN',
    'SimpleRNN',
    'GRU',
    'LSTM',
    'SimpleRNNCell',
    'GRUCell',
    'LSTMCell',
    'StackedRNNCells',
  ],
  ...['Bidirectional', 'TimeDistributed'],
  ...['Rescaling', 'CenterCrop', 'CategoryEncoding'],
];

/** What can be done about a model that does not become a graph. */
export const keepLayers = 'Pack the model as it is with --keep-layers';

/** Throws `unsupported-op` with all classes that do not become a graph in `details.ops`. */
export function refuseUnsupported(classes: Iterable<string>, file: string): void {
  const ops = [...new Set(classes)].filter((name) => !supportedLayers.includes(name)).sort();
  if (ops.length === 0) return;
  const known = serialization.SerializationMap.getMap().classNameMap;
  const unknown = ops.filter((name) => !Object.hasOwn(known, name));
  const advice =
    unknown.length > 0
      ? `TF.js itself does not know ${unknown.join(', ')}: convert the model to a GraphModel with ` +
        `tensorflowjs_converter, which needs no layer classes.`
      : `${keepLayers}, or build it without them.`;
  throw new EdgewiseError(
    'unsupported-op',
    `${file} uses layers that do not become a graph: ${ops.join(', ')}. ${advice}`,
    { file, ops, unknown },
  );
}

/** A layer that carries its state from one prediction to the next has no place in a graph without variables. */
export function refuseStateful(places: ReadonlyMap<Layer, LayerPlace>, file: string): void {
  const stateful = [...places].filter(([layer]) => (layer as unknown as { _stateful?: boolean })._stateful === true);
  if (stateful.length === 0) return;
  const names = stateful.map(([, { path, className }]) => `"${path}" (${className})`);
  throw new EdgewiseError(
    'unsupported-op',
    `${file} keeps a state from one prediction to the next in ${names.join(', ')}, which a graph cannot. ${keepLayers}.`,
    { file, ops: [...new Set(stateful.map(([, { className }]) => className))].sort() },
  );
}

/** A model whose layers are known but compute something that does not become a graph. */
export function refused(why: string, { path, className }: LayerPlace, ops: readonly string[] = [className]) {
  return new EdgewiseError('unsupported-op', `Layer "${path}" (${className}) ${why} ${keepLayers}.`, {
    layer: path,
    ops,
  });
}
