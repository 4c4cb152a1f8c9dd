import type { StoredScheme } from '../../model/manifest/manifest.js';
import type { Exceptions } from './quantize-graph.js';

/** A weight that got more bytes than the rest, and why. */
export interface Raised {
  tensor: string;
  from: StoredScheme;
  to: StoredScheme;
  /** How far answers are off where it alone is stored as `from`; see `Judge.damage`. */
  damage: number;
}

export interface Attempt {
  raised: readonly Raised[];
  passes: boolean;
}

/** Models that are measured at most, until what was found has to do. */
const mostMeasured = 40;

export function exceptionsOf(raised: readonly Raised[]): Exceptions {
  return new Map(raised.map(({ tensor, to }) => [tensor, to]));
}

/**
 * The fewest weights that have to be raised, the most damaging first: found by halving; then, while measurements are
 * left, without those among them that do not help. Undefined where not even all of them help.
 *
 * @param raised the most damaging first
 * @param rest how the same weights are raised where they are not by `raised`
 */
export async function fewestRaised<Each extends Attempt>(
  raised: readonly Raised[],
  rest: readonly Raised[],
  attempt: (raised: readonly Raised[]) => Promise<Each>,
): Promise<Each | undefined> {
  const firstOf = (count: number) => [...raised.slice(0, count), ...rest.slice(count)];
  let best = await attempt(firstOf(raised.length));
  if (!best.passes) return undefined;
  let measured = 1;
  let [low, high] = [0, raised.length];
  for (; high - low > 1 && measured < mostMeasured; measured++) {
    const middle = (low + high) >> 1;
    const next = await attempt(firstOf(middle));
    if (next.passes) [best, high] = [next, middle];
    else low = middle;
  }
  const lowered = (tensor: string | undefined) =>
    best.raised.flatMap((each) => (each.tensor === tensor ? rest.filter((other) => other.tensor === tensor) : [each]));
  // The last of them was needed, or the halving had gone on.
  for (let i = high - 2; i >= 0 && measured < mostMeasured; i--, measured++) {
    const next = await attempt(lowered(raised[i]?.tensor));
    if (next.passes) best = next;
  }
  return best;
}
