import type { Tensors } from '../../../model/tensor.js';

export interface Numbers {
  shape: readonly number[];
  data: Float32Array;
}

/** The outputs that hold numbers, by name. */
export function numberOutputs(outputs: Tensors): [string, Numbers][] {
  return Object.entries(outputs).flatMap(([name, { shape, data }]): [string, Numbers][] => {
    if (Array.isArray(data)) return [];
    return [[name, { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) }]];
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
