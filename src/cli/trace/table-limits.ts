import type { TensorSpec } from '../../model/tensor.js';
import type { Call, Recording } from './recording.js';
import type { Limits } from './sizes.js';

/** Which operand of a kernel holds places in a table, and how many the table has. */
const lookups: Readonly<Record<string, { places: string; length: (call: Call) => number | undefined }>> = {
  GatherV2: {
    places: 'indices',
    length: ({ inputs, attributes }) => inputs.get('x')?.shape[Number(attributes['axis'])],
  },
  DenseBincount: { places: 'x', length: ({ attributes }) => Number(attributes['size']) },
};
/** What leaves a place a place on the way from an input. */
const passing: ReadonlySet<string> = new Set([
  'Cast',
  'Reshape',
  'Identity',
  'Slice',
  'Transpose',
  'Unpack',
  'Reverse',
]);

/** How large the values of an input may be, where the model looks something up by them. */
export function limitsOf({ calls }: Recording, inputs: readonly TensorSpec[]): Limits {
  const limits = new Map<string, number>();
  const follow = (call: Call, name: string, limit: number): void => {
    const from = call.inputs.get(name)?.from;
    if (from?.kind === 'input') {
      const input = inputs[from.input]?.name ?? '';
      limits.set(input, Math.min(limit, limits.get(input) ?? limit));
    } else if (from?.kind === 'call') {
      const before = calls[from.call];
      if (before && passing.has(before.kernel)) for (const key of before.inputs.keys()) follow(before, key, limit);
    }
  };
  for (const call of calls) {
    const lookup = lookups[call.kernel];
    const limit = lookup?.length(call);
    if (lookup && limit !== undefined) follow(call, lookup.places, limit);
  }
  return limits;
}
