import type { Tensors } from '../../../model/tensor.js';
import { numberOutputs } from './numbers.js';

/**
 * Root mean square of the differences relative to that of the source's values, of the output where it is largest. 1
 * where a shape differs or one of two values is not finite.
 */
export function outputDifference(source: Tensors, packed: Tensors): number | undefined {
  const differences = numberOutputs(source).map(([name, { data, shape }]) => {
    const other = packed[name];
    if (!other || Array.isArray(other.data) || other.shape.join() !== shape.join()) return 1;
    let [off, size] = [0, 0];
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [data[i] as number, other.data[i] as number];
      if (Object.is(a, b)) continue;
      if (!Number.isFinite(a) || !Number.isFinite(b)) return 1;
      off += (a - b) ** 2;
    }
    for (const value of data) if (Number.isFinite(value)) size += value ** 2;
    return off === 0 ? 0 : Math.min(1, Math.sqrt(off / Math.max(size, 1e-12)));
  });
  return differences.length === 0 ? undefined : Math.max(...differences);
}
