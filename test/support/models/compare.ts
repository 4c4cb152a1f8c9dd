import type { TestTensor } from './tensors.js';
import { defaultTolerance, type TestModel } from './types.js';

interface Output {
  data: ArrayLike<number> | ArrayLike<string>;
  shape: readonly number[];
  dtype: string;
}

/** Says how these outputs differ from what the model must answer; an empty list if they do not. */
export function differences(
  model: Pick<TestModel, 'expected' | 'tolerance'>,
  outputs: Record<string, Output>,
  tolerance = model.tolerance ?? defaultTolerance,
): string[] {
  const missing = Object.keys(model.expected).filter((name) => !(name in outputs));
  const extra = Object.keys(outputs).filter((name) => !(name in model.expected));
  return [
    ...missing.map((name) => `${name} is missing`),
    ...extra.map((name) => `${name} was not expected`),
    ...Object.entries(model.expected).flatMap(([name, expected]) => {
      const actual = outputs[name];
      const difference = actual && differenceOf(expected, actual, tolerance);
      return difference === undefined ? [] : [`${name}: ${difference}`];
    }),
  ];
}

function differenceOf(expected: TestTensor, actual: Output, tolerance: number): string | undefined {
  const [wanted, got] = [expected, actual].map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`);
  if (wanted !== got) return `${String(got)} instead of ${String(wanted)}`;
  const { data } = expected;
  if (actual.data.length !== data.length) return `${String(actual.data.length)} values`;
  for (let i = 0; i < data.length; i++) {
    const [a, b] = [data[i], actual.data[i]];
    const same =
      expected.dtype === 'float32'
        ? Math.abs(Number(a) - Number(b)) <= tolerance * Math.max(1, Math.abs(Number(a)))
        : a === b;
    if (!same) return `${String(b)} instead of ${String(a)} at ${String(i)}`;
  }
  return undefined;
}
