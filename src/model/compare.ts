import type { Tensors } from './tensor.js';

/**
 * The largest difference between two answers, relative to the largest magnitude of the reference (at
 * least 1e-6). Infinity where names, shapes, strings or the places of NaN differ.
 */
export function relativeDifference(reference: Tensors, actual: Tensors): number {
  let largest = 0;
  for (const [name, expected] of Object.entries(reference)) {
    const other = actual[name];
    if (other?.shape.join() !== expected.shape.join()) return Infinity;
    if (Array.isArray(expected.data) || Array.isArray(other.data)) {
      if (String(expected.data) !== String(other.data)) return Infinity;
      continue;
    }
    let scale = 1e-6;
    let difference = 0;
    for (let i = 0; i < expected.data.length; i++) {
      const a = expected.data[i] as number;
      const b = other.data[i] as number;
      if (Number.isFinite(a)) scale = Math.max(scale, Math.abs(a));
      if (Object.is(a, b) || a === b) continue;
      if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
      difference = Math.max(difference, Math.abs(a - b));
    }
    largest = Math.max(largest, difference / scale);
  }
  return largest;
}
