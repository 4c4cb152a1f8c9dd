import { EdgewiseError } from '../../errors.js';
import { mulberry32 } from '../../model/random.js';
import { emptyData, sizeOf, type TensorSpec, type Tensors } from '../../model/tensor.js';

/** The shape of every input, in the order of the inputs. */
export type Sizes = readonly (readonly number[])[];

/** Sizes to record a model with, and other ones to try the graph on. */
export interface Plan {
  recorded: readonly Sizes[];
  tried: readonly Sizes[];
}

/**
 * What the open dimensions are set to, a row for each, a column for each recording or try. No row is a linear function of
 * another, so that a size in the recordings tells which of them it hangs on. Multiples of 32 pass through five halvings.
 */
const batches = { recorded: [2, 3, 5], tried: [1, 5] };
const others: readonly { recorded: readonly number[]; tried: readonly number[] }[] = [
  { recorded: [64, 128, 96], tried: [160, 64] },
  { recorded: [96, 64, 160], tried: [128, 96] },
  { recorded: [64, 160, 128], tried: [64, 160] },
  { recorded: [96, 160, 64], tried: [96, 128] },
  { recorded: [64, 96, 128], tried: [128, 64] },
  { recorded: [96, 64, 128], tried: [160, 96] },
  { recorded: [64, 128, 160], tried: [64, 128] },
  { recorded: [64, 160, 96], tried: [96, 160] },
];
/** Networks that use up small pictures on their way need larger ones. */
const larger = 4;

/** Ways to fill in what a model leaves open, to be taken in turn until it runs. Where only the batch is, there is one. */
export function plansFor(inputs: readonly TensorSpec[]): [Plan, ...Plan[]] {
  // Each input has sizes of its own, unless they are merged: then those of the same axis are alike.
  const apart = new Map<string, number>();
  for (const [input, { shape }] of inputs.entries()) {
    for (const axis of openBehindBatch(shape)) apart.set(`${input} ${axis}`, apart.size);
  }
  const row = (input: number, axis: number) => apart.get(`${input} ${axis}`) ?? 0;
  const plan = planOf(inputs, row);
  if (apart.size === 0) return [plan];
  const together = (_: number, axis: number) => axis - 1;
  return [plan, planOf(inputs, together), planOf(inputs, together, larger)];
}

function planOf(inputs: readonly TensorSpec[], rowOf: (input: number, axis: number) => number, times = 1): Plan {
  const isOpen = inputs.some(({ shape }) => openBehindBatch(shape).length > 0);
  // Two recordings tell what hangs on the batch; a third tells it from the rest.
  const recordings = isOpen ? 3 : inputs.some(({ shape }) => shape[0] === null) ? 2 : 1;
  const sizes = (kind: 'recorded' | 'tried', column: number): Sizes =>
    inputs.map(({ name, shape }, input) =>
      shape.map((size, axis) => {
        if (size !== null) return size;
        if (axis === 0) return batches[kind][column] ?? 1;
        const chosen = others[rowOf(input, axis)]?.[kind][column];
        if (chosen === undefined) throw tooManyOpen(name, axis);
        return chosen * times;
      }),
    );
  return {
    recorded: Array.from({ length: recordings }, (_, column) => sizes('recorded', column)),
    tried: batches.tried.map((_, column) => sizes('tried', column)),
  };
}

function openBehindBatch(shape: TensorSpec['shape']): number[] {
  return shape.flatMap((size, axis) => (axis > 0 && size === null ? [axis] : []));
}

function tooManyOpen(input: string, axis: number): EdgewiseError {
  return new EdgewiseError(
    'unsupported-op',
    `Input "${input}" leaves dimension ${axis} open; ${others.length} behind the batch can be. Give it a size.`,
    { input, ops: [] },
  );
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
