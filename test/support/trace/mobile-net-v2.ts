import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from './layers-source.js';

const { layers: L } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** Expansion, channels, repetitions and first stride of each stage: table 2 of Sandler et al., MobileNetV2 (2018). */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

export interface MobileNetOptions {
  /** Height and width of the pictures, a multiple of 32. */
  size: number;
  /** Width multiplier. */
  alpha?: number;
  classes?: number;
  seed?: number;
}

/** MobileNetV2 in Keras's layers with seeded weights: pictures of three channels in, probabilities of classes out. */
export function mobileNetV2({ size, alpha = 1, classes = 1000, seed = 1 }: MobileNetOptions): tfl.LayersModel {
  const picture = tfl.input({ shape: [size, size, 3], name: 'picture' });
  let value = normalized(conv('conv1', divisible(32 * alpha), { kernelSize: 3, strides: 2 }), 'conv1', picture);
  let block = 0;
  for (const [expansion, channels, repetitions, stride] of stages) {
    for (let i = 0; i < repetitions; i++) {
      const strides = i === 0 ? stride : 1;
      value = bottleneck(value, {
        name: `block_${String(block++)}`,
        expansion,
        filters: divisible(channels * alpha),
        strides,
      });
    }
  }
  const last = alpha > 1 ? divisible(1280 * alpha) : 1280;
  value = normalized(conv('conv_last', last, { kernelSize: 1 }), 'conv_last', value);
  const pooled = L.globalAveragePooling2d({ name: 'pool' }).apply(value) as Symbolic;
  const answer = L.dense({ name: 'predictions', units: classes, activation: 'softmax' }).apply(pooled) as Symbolic;
  return seedWeights(tfl.model({ name: 'mobilenet_v2', inputs: picture, outputs: answer }), seed);
}

interface Bottleneck {
  name: string;
  expansion: number;
  filters: number;
  strides: number;
}

function bottleneck(input: Symbolic, { name, expansion, filters, strides }: Bottleneck): Symbolic {
  const channels = input.shape[3] ?? 0;
  let value = input;
  if (expansion > 1) {
    value = normalized(conv(`${name}_expand`, channels * expansion, { kernelSize: 1 }), `${name}_expand`, value);
  }
  const depthwise = L.depthwiseConv2d({ ...plain, name: `${name}_depthwise`, kernelSize: 3, strides });
  value = normalized(depthwise, `${name}_depthwise`, value);
  value = conv(`${name}_project`, filters, { kernelSize: 1 }).apply(value) as Symbolic;
  value = L.batchNormalization({ ...norm, name: `${name}_project_BN` }).apply(value) as Symbolic;
  const residual = strides === 1 && channels === filters;
  return residual ? (L.add({ name: `${name}_add` }).apply([input, value]) as Symbolic) : value;
}

const plain = { padding: 'same', useBias: false, depthwiseInitializer: 'zeros', kernelInitializer: 'zeros' } as const;
const norm = { epsilon: 1e-3, momentum: 0.999 };

function conv(name: string, filters: number, options: { kernelSize: number; strides?: number }) {
  return L.conv2d({ ...plain, ...options, name, filters });
}

/** A layer, batch normalisation and ReLU6. */
function normalized(layer: tfl.LayersModel['layers'][number], name: string, input: Symbolic): Symbolic {
  const value = L.batchNormalization({ ...norm, name: `${name}_BN` }).apply(layer.apply(input));
  return L.reLU({ name: `${name}_relu`, maxValue: 6 }).apply(value) as Symbolic;
}

/** Channels are multiples of eight, and no more than a tenth is lost by rounding. */
function divisible(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
