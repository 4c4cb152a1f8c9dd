import { EdgewiseError } from '../../errors.js';
import type { StoredScheme } from '../../model/manifest/manifest.js';
import type { Exceptions } from './quantize-graph.js';
import type { QuantizeScheme } from './scheme.js';
import { storeWeight, storingError } from './store-weight.js';
import type { StoredModel, Storing } from './storing.js';

/** A weight that got more bytes than the rest, and why. */
export interface Raised {
  tensor: string;
  from: StoredScheme;
  to: StoredScheme;
  /** How far answers are off where it alone is stored as `from`; see `Judge.damage`. */
  damage: number;
}

export interface Chosen<Result> {
  stored: StoredModel;
  /** Of the weights that were not raised. */
  scheme: QuantizeScheme;
  raised: readonly Raised[];
  result: Result;
  /** What was tried, with its loss in points. */
  tried: readonly { scheme: string; bytes: number; loss: number }[];
}

export interface Judge<Result> {
  /** In points. */
  measure: (stored: StoredModel) => Promise<{ loss: number; result: Result }>;
  /** How far answers are off those of the model as it is; quicker than `measure`. */
  damage: (stored: StoredModel) => Promise<number>;
  maxLoss: number;
  /** @param step a few words */
  onProgress?: (step: string) => void;
}

/** Models that are measured by the gate at most, and weights whose damage is measured one by one. */
const most = { measured: 40, damages: 48 };

/**
 * The smallest way to store the weights that loses no more than allowed: int8 or uint8 for all, whichever is smaller
 * first; else the better of both, with the most damaging weights raised to 16 bits, as few as do, and if that does not
 * help with all, to float32.
 *
 * @throws EdgewiseError `input` where even float32 loses more
 */
export async function chooseSchemes<Result>(storing: Storing, judge: Judge<Result>): Promise<Chosen<Result>> {
  const tried: { scheme: string; bytes: number; loss: number }[] = [];
  const attempt = async (scheme: QuantizeScheme, raised: readonly Raised[]) => {
    const step = raised.length === 0 ? `all ${scheme}` : `${scheme}, ${raised.length} raised`;
    judge.onProgress?.(step);
    const stored = await storing.store(scheme, exceptionsOf(raised));
    const { loss, result } = await judge.measure(stored);
    tried.push({ scheme: step, bytes: stored.summary.storedBytes, loss });
    return { stored, scheme, raised, result, loss };
  };
  const whole = storing.int8 ? (['uint8', 'int8'] as const) : (['uint8'] as const);
  const sizes = await Promise.all(
    whole.map(async (scheme) => ({ scheme, bytes: (await storing.store(scheme)).summary.storedBytes })),
  );
  const first: Awaited<ReturnType<typeof attempt>>[] = [];
  for (const { scheme } of sizes.sort((a, b) => a.bytes - b.bytes)) {
    const next = await attempt(scheme, []);
    if (next.loss <= judge.maxLoss) return { ...next, tried };
    first.push(next);
  }
  const base = first.reduce((best, next) => (next.loss < best.loss ? next : best));
  const order = await byDamage(storing, base.scheme, judge);
  const levels = [order.map(with16Bits(storing)), order.map((each) => ({ ...each, to: 'float32' as const }))];
  for (const [level, raised] of levels.entries()) {
    const from = level === 0 ? [] : (levels[0] ?? []);
    const found = await fewest(
      raised,
      from,
      (some) => attempt(base.scheme, some),
      judge.maxLoss,
      () => tried.length,
    );
    if (found) return { ...found, tried };
  }
  throw lossEverywhere(tried, judge.maxLoss);
}

interface Attempt {
  raised: readonly Raised[];
  loss: number;
}

/**
 * The fewest of the first weights that have to be raised, found by halving; then, while measurements are left, those of
 * them that do without. Weights beyond them are as in `rest`. Undefined where not even all of them help.
 */
async function fewest<Each extends Attempt>(
  raised: readonly Raised[],
  rest: readonly Raised[],
  attempt: (raised: readonly Raised[]) => Promise<Each>,
  maxLoss: number,
  measured: () => number,
): Promise<Each | undefined> {
  const firstOf = (count: number) => [...raised.slice(0, count), ...rest.slice(count)];
  let best = await attempt(firstOf(raised.length));
  if (best.loss > maxLoss) return undefined;
  let [low, high] = [0, raised.length];
  while (high - low > 1 && measured() < most.measured) {
    const middle = (low + high) >> 1;
    const next = await attempt(firstOf(middle));
    if (next.loss <= maxLoss) [best, high] = [next, middle];
    else low = middle;
  }
  const lowered = (tensor: string | undefined) =>
    best.raised.flatMap((each) => (each.tensor === tensor ? rest.filter((other) => other.tensor === tensor) : [each]));
  // The last of them was needed, or the halving had gone on.
  for (let i = high - 2; i >= 0 && measured() < most.measured; i--) {
    const next = await attempt(lowered(raised[i]?.tensor));
    if (next.loss <= maxLoss) best = next;
  }
  return best;
}

/** The most damaging first: measured for those whose error and use let expect most, the others by these alone. */
async function byDamage<Result>(storing: Storing, scheme: QuantizeScheme, judge: Judge<Result>): Promise<Raised[]> {
  const from = scheme === 'int8' ? 'int8' : 'uint8';
  const expected = [...storing.weights]
    .map(([tensor, { weight, uses }]) => {
      const error = storingError(weight, storeWeight(tensor, weight, 'uint8'));
      return { tensor, from, to: from, damage: error * uses } as const;
    })
    .filter(({ damage }) => damage > 0)
    .sort((a, b) => b.damage - a.damage);
  const measured: Raised[] = [];
  for (const each of expected.slice(0, most.damages)) {
    judge.onProgress?.(`damage of ${each.tensor}`);
    measured.push({ ...each, damage: await judge.damage(await storing.store('keep', new Map([[each.tensor, from]]))) });
  }
  return [...measured.sort((a, b) => b.damage - a.damage), ...expected.slice(most.damages)];
}

/** uint16 or float16, whichever is closer. */
function with16Bits({ weights }: Storing): (raised: Raised) => Raised {
  return (raised) => {
    const { weight } = weights.get(raised.tensor) ?? {};
    if (!weight) return raised;
    const large = weight.values instanceof Float32Array && weight.values.some((value) => Math.abs(value) >= 65_504);
    const error = (scheme: 'uint16' | 'float16') => storingError(weight, storeWeight(raised.tensor, weight, scheme));
    return { ...raised, to: large || error('uint16') <= error('float16') ? 'uint16' : 'float16' };
  };
}

function exceptionsOf(raised: readonly Raised[]): Exceptions {
  return new Map(raised.map(({ tensor, to }) => [tensor, to]));
}

function lossEverywhere(tried: readonly { scheme: string; loss: number }[], maxLoss: number): EdgewiseError {
  const least = Math.min(...tried.map(({ loss }) => loss));
  return new EdgewiseError(
    'input',
    `No way to store the weights keeps within ${maxLoss} points: the best of ${tried.length} loses ` +
      `${Number(least.toPrecision(3))}. Nothing was written. Allow more with --max-loss, or see with --no-optimize ` +
      `whether the loss is in the graph.`,
    { field: 'maxLoss', maxLoss, tried },
  );
}
