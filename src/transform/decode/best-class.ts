import type { Activation } from '../../model/transforms/output/activation.js';
import { sigmoid } from './activation.js';

/** The surest label of a row of scores, and how sure it is; null where no score is a number. */
export function bestClass(
  data: ArrayLike<number>,
  start: number,
  count: number,
  { activation = 'none', background }: { activation?: Activation; background?: number },
): { index: number; score: number } | null {
  let index = -1;
  for (let i = 0; i < count; i++) {
    const value = data[start + i] as number;
    if (i === background || Number.isNaN(value)) continue;
    if (index < 0 || value > (data[start + index] as number)) index = i;
  }
  if (index < 0) return null;
  // Both activations rise: the largest is the largest behind them, too.
  const best = data[start + index] as number;
  if (activation === 'none') return { index, score: best };
  if (activation === 'sigmoid') return { index, score: sigmoid(best) };
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp((data[start + i] as number) - best);
  return { index, score: 1 / sum };
}
