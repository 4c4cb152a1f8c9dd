import { EdgewiseError } from '../../errors.js';
import { byDamage, type DamageOptions } from './damage.js';
import { exceptionsOf, fewestRaised, type Raised } from './raise.js';
import type { QuantizeScheme } from './scheme.js';
import { storeWeight, storingError } from './store-weight.js';
import type { StoredModel, Storing } from './storing.js';

export interface Chosen<Result> {
  stored: StoredModel;
  /** Of the weights that were not raised. */
  scheme: QuantizeScheme;
  raised: readonly Raised[];
  result: Result;
  /** What was tried, with its loss in points. */
  tried: readonly { scheme: string; bytes: number; loss: number }[];
}

export interface Judge<Result> extends DamageOptions {
  /** In points. */
  measure: (stored: StoredModel) => Promise<{ loss: number; result: Result }>;
  maxLoss: number;
}

/**
 * The smallest way to store the weights that loses no more than allowed: int8 or uint8 for all, whichever is smaller
 * first; else the better of both, with the most damaging weights raised to 16 bits, as few as do, and if that does not
 * help with all, to float32.
 *
 * @throws EdgewiseError `input` where even float32 loses more
 */
export async function chooseSchemes<Result>(storing: Storing, judge: Judge<Result>): Promise<Chosen<Result>> {
  const tried: { scheme: string; bytes: number; loss: number }[] = [];
  const attempt = async (scheme: 'uint8' | 'int8', raised: readonly Raised[]) => {
    const step = raised.length === 0 ? `all ${scheme}` : `${scheme}, ${raised.length} raised`;
    judge.onProgress?.(step);
    const stored = await storing.store(scheme, exceptionsOf(raised));
    const { loss, result } = await judge.measure(stored);
    tried.push({ scheme: step, bytes: stored.summary.storedBytes, loss });
    return { stored, scheme, raised, result, loss, passes: loss <= judge.maxLoss };
  };
  const whole = storing.int8 ? (['uint8', 'int8'] as const) : (['uint8'] as const);
  const sizes = await Promise.all(
    whole.map(async (scheme) => ({ scheme, bytes: (await storing.store(scheme)).summary.storedBytes })),
  );
  const first: Awaited<ReturnType<typeof attempt>>[] = [];
  for (const { scheme } of sizes.sort((a, b) => a.bytes - b.bytes)) {
    const next = await attempt(scheme, []);
    if (next.passes) return { ...next, tried };
    first.push(next);
  }
  const { scheme, stored } = first.reduce((best, next) => (next.loss < best.loss ? next : best));
  const from = new Map(stored.summary.tensors.map((tensor) => [tensor.name, tensor.scheme]));
  const order = await byDamage(storing, from, judge);
  const with16 = order.map(with16Bits(storing));
  const with32 = order.map((each) => ({ ...each, to: 'float32' as const }));
  const found =
    (await fewestRaised(with16, [], (raised) => attempt(scheme, raised))) ??
    (await fewestRaised(with32, with16, (raised) => attempt(scheme, raised)));
  if (found) return { ...found, tried };
  throw lossEverywhere(tried, judge.maxLoss);
}

/** uint16 or float16, whichever is closer. */
function with16Bits({ weights }: Storing): (raised: Raised) => Raised {
  return (raised) => {
    const { weight } = weights.get(raised.tensor) ?? {};
    if (!weight) return raised;
    const large = weight.values instanceof Float32Array && weight.values.some((value) => Math.abs(value) >= 65_520);
    const error = (scheme: 'uint16' | 'float16') => storingError(weight, storeWeight(raised.tensor, weight, scheme));
    return { ...raised, to: large || error('uint16') <= error('float16') ? 'uint16' : 'float16' };
  };
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
