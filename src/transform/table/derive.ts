import { namesIn, partsOf, type Operation } from '../../model/transforms/table/derived.js';
import type { Derived, Expression, Operand } from '../../model/transforms/table.js';
import type { Problem } from './problem.js';

/** Where each quantity lies: the fields first, then those derived from them, in order. */
export type Places = ReadonlyMap<string, number>;

/** Computes one quantity from those before it. */
export type Compute = (quantities: Float64Array) => number;

const compute: Record<Operation, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  // NaN rather than infinity: it stays NaN whatever is computed from it, and is refused in the end.
  divide: (a, b) => (b === 0 ? NaN : a / b),
};

/** NaN where something is divided by 0 and nothing stands in for that. */
export function compile(expression: Expression, places: Places): Compute {
  const { operation, operands, byZero } = partsOf(expression);
  const [first, second] = [operand(operands[0], places), operand(operands[1], places)];
  const combine = compute[operation];
  if (byZero === undefined) return (quantities) => combine(first(quantities), second(quantities));
  return (quantities) => {
    const divisor = second(quantities);
    return divisor === 0 ? byZero : combine(first(quantities), divisor);
  };
}

function operand(given: Operand, places: Places): Compute {
  if (typeof given === 'number') return () => given;
  if (typeof given !== 'string') return compile(given, places);
  const place = places.get(given) ?? NaN;
  return (quantities) => quantities[place] ?? NaN;
}

/** A quantity that is no finite number for this record. */
export function notComputed(derived: Derived, value: number, quantities: Float64Array, places: Places): Problem {
  const from = namesIn(derived)
    .map((name) => `${name} = ${String(quantities[places.get(name) ?? NaN])}`)
    .join(', ');
  const why = Number.isNaN(value) ? 'it divides by 0' : 'it is too large';
  const allowed = 'values of which it can be computed';
  return {
    field: derived.name,
    value,
    allowed,
    message: `${derived.name} cannot be computed from ${from}: ${why}. Give ${allowed}.`,
  };
}
