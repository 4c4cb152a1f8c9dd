import { EdgewiseError } from '../../errors.js';
import { mulberry32 } from '../../model/random.js';
import { emptyData, sizeOf, type TensorSpec, type Tensors } from '../../model/tensor.js';

/** The shape of every input, in the order of the inputs. */
export type Sizes = readonly (readonly number[])[];

/**
 * What the free dimensions are set to, one column for each recording. No row is a linear function of another, so that
 * a size in a recording tells which of them it hangs on. Multiples of 32 pass through five halvings.
 */
const batches = [2, 3, 5] as const;
const others = [
  [64, 128, 96],
  [96, 64, 160],
  [128, 96, 64],
] as const;
/** What the graph is tried on afterwards. */
const triedBatches = [1, 5] as const;
const triedOthers = [
  [160, 64],
  [128, 96],
  [64, 160],
] as const;

/** Sizes to record a model with: two where the batch alone is free, one where nothing is. */
export function recordedSizes(inputs: readonly TensorSpec[]): Sizes[] {
  const recordings = inputs.some(hasFreeBatch)
    ? inputs.some(hasFreeOther)
      ? 3
      : 2
    : inputs.some(hasFreeOther)
      ? 3
      : 1;
  return Array.from({ length: recordings }, (_, i) => sizesOf(inputs, batches[i] as number, (row) => others[row]?.[i]));
}

/** Sizes to try the graph on: other ones than were recorded, where they are free. */
export function triedSizes(inputs: readonly TensorSpec[]): Sizes[] {
  return triedBatches.map((batch, i) => sizesOf(inputs, batch, (row) => triedOthers[row]?.[i]));
}

function sizesOf(inputs: readonly TensorSpec[], batch: number, other: (row: number) => number | undefined): Sizes {
  return inputs.map(({ name, shape }) =>
    shape.map((size, axis) => {
      // The same axis is set alike in all inputs: pictures that are merged have one size.
      const chosen = size ?? (axis === 0 ? batch : other(axis - 1));
      if (chosen !== undefined) return chosen;
      throw new EdgewiseError(
        'unsupported-op',
        `Input "${name}" leaves dimension ${axis} open; three behind the batch can be. Give it a size.`,
        { input: name, ops: [] },
      );
    }),
  );
}

function hasFreeBatch({ shape }: TensorSpec): boolean {
  return shape[0] === null;
}

function hasFreeOther({ shape }: TensorSpec): boolean {
  return shape.slice(1).includes(null);
}

/** What the values of an input are, where they are places in a table: below `limit`. */
export type Limits = ReadonlyMap<string, number>;

/**
 * Seeded inputs of these sizes: numbers from -1 to 1; whole ones from 0 where they are places in a table, or have to be.
 * `padded` sets the last third of every sequence of the second sample and the fourth, … to zero.
 */
export function inputsOf(
  specs: readonly TensorSpec[],
  sizes: Sizes,
  seed: number,
  { limits, padded = false }: { limits: Limits; padded?: boolean },
): Tensors {
  const random = mulberry32(seed);
  return Object.fromEntries(
    specs.map(({ name, dtype }, i) => {
      const shape = [...(sizes[i] ?? [])];
      const data = emptyData(dtype, sizeOf(shape));
      const limit = limits.get(name) ?? (dtype === 'float32' ? undefined : 2);
      const [, length = 1] = shape;
      const inner = sizeOf(shape.slice(2));
      for (let j = 0; j < data.length; j++) {
        const value = limit === undefined ? random() * 2 - 1 : Math.floor(random() * limit);
        const [step, sample] = [Math.floor(j / inner) % length, Math.floor(j / inner / length)];
        data[j] = padded && sample % 2 === 1 && step >= (length * 2) / 3 ? 0 : value;
      }
      return [name, { data, shape, dtype }];
    }),
  );
}
