import type { Tensor } from '@tensorflow/tfjs-core';
import { numbers } from './kernels/row.js';

/** Where a kernel keeps the size of its window. */
const windowOf: Readonly<Record<string, 'filter' | 'filterSize'>> = {
  ...{ Conv2D: 'filter', FusedConv2D: 'filter', DepthwiseConv2dNative: 'filter', Conv3D: 'filter' },
  ...{ MaxPool: 'filterSize', AvgPool: 'filterSize', MaxPool3D: 'filterSize', AvgPool3D: 'filterSize' },
};

/**
 * Throws where a window without padding is larger than what it slides over: TF.js would compute on wasm all the same, and
 * write over whatever stands in the way.
 */
export function checkWindow(
  kernel: string,
  inputs: Readonly<Record<string, Tensor | null | undefined>>,
  attributes: Readonly<Record<string, unknown>>,
): void {
  const window = windowOf[kernel];
  const size = inputs['x']?.shape.slice(1, -1);
  if (!window || !size || attributes['pad'] !== 'valid') return;
  const given = window === 'filter' ? (inputs['filter']?.shape ?? []) : numbers(attributes['filterSize']);
  const dilations = numbers(attributes['dilations']);
  for (const [i, length] of size.entries()) {
    const taps = given[i] ?? given[0] ?? 1;
    const reach = (taps - 1) * (dilations[i] ?? dilations[0] ?? 1) + 1;
    if (length < reach) throw new Error(`${kernel} slides a window of ${reach} over a length of ${length}.`);
  }
}
