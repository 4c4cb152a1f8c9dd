import { relativeDifference } from '../model/compare.js';
import type { DType, Tensors } from '../model/tensor.js';

/**
 * What float32 may differ by after one weighted operation, relative to the answer's scale. Eleven real models
 * differ by 1.6e-5 at most between WebGL and wasm, and threads only split the same sums differently; the rest is
 * for drivers whose exp and division are less exact.
 */
const once = 1e-4;
/**
 * Below what 16-bit floats do, so that no depth lets them in: rounding once to 11 bits moves values near the
 * largest by up to 2^-12 = 2.4e-4 of it at best, by 4.9e-4 at worst.
 */
const most = 2e-4;

/**
 * The largest difference, relative to the scale, of two answers that count as one. `depth` is the number of
 * weighted operations one after the other: rounding errors add up like a random walk, by its root. Whole
 * numbers, truth and text have to be equal.
 */
export function tolerance(dtype: DType, depth: number): number {
  return dtype === 'float32' ? Math.min(once * Math.sqrt(Math.max(1, depth)), most) : 0;
}

/**
 * Whether two answers are the same within `tolerance`: names, dtypes, shapes, the places of NaN and Infinity,
 * and every value. `difference` is the largest, relative to its tensor's scale; Infinity where they differ in kind.
 */
export function agrees(reference: Tensors, actual: Tensors, depth: number): { agreed: boolean; difference: number } {
  let agreed = true;
  let difference = 0;
  for (const name of new Set([...Object.keys(reference), ...Object.keys(actual)])) {
    const expected = reference[name];
    const other = actual[name];
    if (expected?.dtype !== other?.dtype || !expected || !other) return { agreed: false, difference: Infinity };
    const own = relativeDifference({ [name]: expected }, { [name]: other });
    agreed &&= own <= tolerance(expected.dtype, depth);
    difference = Math.max(difference, own);
  }
  return { agreed, difference };
}
