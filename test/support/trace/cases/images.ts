import * as tfl from '@tensorflow/tfjs-layers';
import { stack, type LayerCase } from './case.js';

const { layers: L } = tfl;
const [same, valid] = ['same', 'valid'] as const;
const first = { dataFormat: 'channelsFirst' } as const;

/** Layers of image models, in several configurations. */
export const imageCases: readonly LayerCase[] = [
  {
    name: 'Conv2D valid, relu',
    build: stack([9, 8, 3], () => L.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' })),
    has: ['Conv2D', 'BiasAdd', 'Relu'],
    lacks: ['Reshape'],
  },
  {
    name: 'Conv2D same, strides, elu',
    build: stack([9, 8, 3], () =>
      L.conv2d({ filters: 4, kernelSize: [3, 5], strides: [2, 1], padding: same, activation: 'elu' }),
    ),
    has: ['Elu'],
  },
  {
    name: 'Conv2D dilated, without bias',
    build: stack([12, 12, 2], () => L.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, useBias: false })),
    lacks: ['BiasAdd'],
  },
  {
    name: 'Conv2D sigmoid',
    build: stack([6, 6, 2], () => L.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' })),
    has: ['BiasAdd', 'Sigmoid'],
  },
  {
    name: 'Conv2D channels first',
    build: stack([3, 9, 8], () =>
      L.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: same, ...first, activation: 'relu' }),
    ),
    has: ['Transpose'],
  },
  {
    name: 'Conv1D',
    build: stack([12, 3], () => L.conv1d({ filters: 4, kernelSize: 3, activation: 'relu' })),
    has: ['Conv2D', 'BiasAdd'],
  },
  {
    name: 'Conv1D twice, dilated and strided',
    build: stack(
      [20, 3],
      () => L.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2, activation: 'tanh' }),
      () => L.conv1d({ filters: 5, kernelSize: 2, strides: 2, padding: same }),
    ),
  },
  {
    name: 'Conv3D',
    build: stack([5, 6, 7, 2], () => L.conv3d({ filters: 3, kernelSize: 2, padding: same, activation: 'relu' })),
    has: ['Conv3D'],
  },
  {
    name: 'Conv3D strides',
    build: stack([5, 6, 7, 2], () =>
      L.conv3d({ filters: 3, kernelSize: [2, 3, 1], strides: [1, 2, 2], useBias: false }),
    ),
  },
  {
    name: 'Conv2DTranspose same',
    build: stack([4, 5, 3], () =>
      L.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: same, activation: 'relu' }),
    ),
    has: ['Conv2DBackpropInput', 'Pack', 'Shape'],
  },
  {
    name: 'Conv2DTranspose valid',
    build: stack([4, 5, 3], () =>
      L.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2, padding: valid, useBias: false }),
    ),
  },
  {
    name: 'Conv2DTranspose channels first',
    build: stack([3, 4, 5], () =>
      L.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: same, ...first }),
    ),
  },
  {
    name: 'SeparableConv2D',
    build: stack([8, 8, 3], () => L.separableConv2d({ filters: 4, kernelSize: 3, padding: same, activation: 'relu' })),
    has: ['DepthwiseConv2dNative', 'Conv2D'],
  },
  {
    name: 'SeparableConv2D strides',
    build: stack([8, 8, 3], () => L.separableConv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false })),
  },
  {
    name: 'SeparableConv2D channels first',
    build: stack([3, 8, 8], () => L.separableConv2d({ filters: 4, kernelSize: 3, ...first, useBias: false })),
  },
  {
    name: 'DepthwiseConv2D',
    build: stack([8, 8, 3], () => L.depthwiseConv2d({ kernelSize: 3, padding: same, activation: 'relu6' })),
    has: ['DepthwiseConv2dNative', 'BiasAdd'],
  },
  {
    name: 'DepthwiseConv2D strides and multiplier',
    build: stack([8, 8, 3], () => L.depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, useBias: false })),
  },
  {
    name: 'DepthwiseConv2D dilated',
    build: stack([10, 10, 3], () => L.depthwiseConv2d({ kernelSize: 3, dilationRate: 2 })),
  },
  {
    name: 'Cropping2D',
    build: stack([8, 9, 2], () =>
      L.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
    has: ['Slice'],
  },
  { name: 'Cropping2D channels first', build: stack([2, 8, 9], () => L.cropping2D({ cropping: 1, ...first })) },
  {
    name: 'UpSampling2D nearest',
    build: stack([4, 5, 2], () => L.upSampling2d({ size: [2, 3] })),
    has: ['ResizeNearestNeighbor'],
  },
  {
    name: 'UpSampling2D bilinear',
    build: stack([4, 5, 2], () => L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })),
    has: ['ResizeBilinear'],
  },
  { name: 'UpSampling2D channels first', build: stack([2, 4, 5], () => L.upSampling2d({ size: [2, 2], ...first })) },
  {
    name: 'ZeroPadding2D',
    build: stack([4, 5, 2], () =>
      L.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 3],
        ],
      }),
    ),
    has: ['Pad'],
  },
  {
    name: 'ZeroPadding2D channels first',
    build: stack([2, 4, 5], () => L.zeroPadding2d({ padding: [1, 2], ...first })),
  },
  { name: 'MaxPooling1D', build: stack([9, 2], () => L.maxPooling1d({ poolSize: 2 })), has: ['MaxPool'] },
  { name: 'MaxPooling1D same', build: stack([9, 2], () => L.maxPooling1d({ poolSize: 3, strides: 2, padding: same })) },
  { name: 'AveragePooling1D', build: stack([9, 2], () => L.averagePooling1d({ poolSize: 2 })), has: ['AvgPool'] },
  { name: 'MaxPooling2D', build: stack([9, 8, 2], () => L.maxPooling2d({ poolSize: [3, 2], strides: [2, 1] })) },
  {
    name: 'MaxPooling2D same',
    build: stack([9, 8, 2], () => L.maxPooling2d({ poolSize: 3, strides: 2, padding: same })),
  },
  { name: 'AveragePooling2D', build: stack([9, 8, 2], () => L.averagePooling2d({ poolSize: 2 })) },
  {
    name: 'AveragePooling2D same',
    build: stack([9, 8, 2], () => L.averagePooling2d({ poolSize: 3, strides: 2, padding: same })),
  },
  {
    name: 'AveragePooling2D channels first',
    build: stack([2, 9, 8], () => L.averagePooling2d({ poolSize: 2, ...first })),
  },
  {
    name: 'MaxPooling3D',
    build: stack([5, 6, 7, 2], () => L.maxPooling3d({ poolSize: 2, strides: [1, 2, 2] })),
    has: ['MaxPool3D'],
  },
  {
    name: 'AveragePooling3D',
    build: stack([5, 6, 7, 2], () => L.averagePooling3d({ poolSize: [2, 2, 2], strides: [2, 2, 2], padding: same })),
    has: ['AvgPool3D'],
  },
  { name: 'GlobalAveragePooling1D', build: stack([9, 3], () => L.globalAveragePooling1d()), has: ['Mean'] },
  { name: 'GlobalMaxPooling1D', build: stack([9, 3], () => L.globalMaxPooling1d()), has: ['Max'] },
  { name: 'GlobalAveragePooling2D', build: stack([9, 8, 3], () => L.globalAveragePooling2d({})) },
  {
    name: 'GlobalAveragePooling2D channels first',
    build: stack([3, 9, 8], () => L.globalAveragePooling2d({ ...first })),
  },
  { name: 'GlobalMaxPooling2D', build: stack([9, 8, 3], () => L.globalMaxPooling2d({})) },
  {
    name: 'BatchNormalization of pictures',
    build: stack([6, 6, 3], () => L.batchNormalization()),
    has: ['FusedBatchNormV3'],
  },
  {
    name: 'BatchNormalization without scale',
    build: stack([6, 6, 3], () => L.batchNormalization({ scale: false, epsilon: 1e-2 })),
  },
  { name: 'BatchNormalization without center', build: stack([6, 6, 3], () => L.batchNormalization({ center: false })) },
  { name: 'BatchNormalization of rows', build: stack([6], () => L.batchNormalization()), lacks: ['Reshape'] },
  { name: 'BatchNormalization of sequences', build: stack([5, 6], () => L.batchNormalization()), lacks: ['Reshape'] },
  { name: 'BatchNormalization along axis 1', build: stack([5, 6], () => L.batchNormalization({ axis: 1 })) },
  { name: 'LayerNormalization of rows', build: stack([6], () => L.layerNormalization({})), lacks: ['Reshape', 'Tile'] },
  {
    name: 'LayerNormalization of sequences',
    build: stack([5, 6], () => L.layerNormalization({ epsilon: 1e-5 })),
    lacks: ['Reshape', 'Tile'],
  },
  {
    name: 'LayerNormalization of two axes',
    build: stack([5, 6], () => L.layerNormalization({ axis: [1, 2], center: false })),
  },
  { name: 'LayerNormalization without scale', build: stack([4, 4, 2], () => L.layerNormalization({ scale: false })) },
  {
    name: 'Rescaling',
    build: stack([4, 4, 2], () => L.rescaling({ scale: 1 / 127.5, offset: -1 })),
    has: ['Mul', 'AddV2'],
  },
  {
    // As a first layer, TF.js's would change the shape of the model's input.
    name: 'CenterCrop',
    build: stack(
      [9, 9, 2],
      () => L.zeroPadding2d({}),
      () => L.centerCrop({ height: 4, width: 5 }),
    ),
    has: ['CropAndResize', 'Range', 'Tile'],
  },
];
