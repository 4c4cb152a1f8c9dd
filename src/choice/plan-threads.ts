import { mostThreads, type Configuration } from '../model/backend.js';
import type { Measurement } from '../model/backend-choice.js';
import type { DeviceReport } from '../model/device.js';
import { isSame } from './configuration.js';

/**
 * Which thread counts of wasm to measure beside `first`, or why none. `noSecond` is why nothing may be measured
 * beside it, if so.
 */
export function planThreads(
  { cores, wasm }: Pick<DeviceReport, 'cores' | 'wasm'>,
  asked: number | 'auto',
  first: Configuration,
  noSecond: string | undefined,
): { candidates: Configuration[]; skipped: Measurement[] } {
  const none = (threads: number, reason: string | undefined) => ({
    candidates: [],
    skipped: reason === undefined ? [] : [{ backend: 'wasm' as const, threads, status: 'skipped' as const, reason }],
  });
  // Of TF.js's builds only the one with SIMD has threads.
  const most = wasm.simd ? Math.min(cores, wasm.threads, mostThreads) : 1;
  const noMore = most > 1 ? undefined : (wasm.reason ?? 'This device reports one core.');
  if (asked === 1) return none(2, 'One thread was asked for.');
  if (asked !== 'auto') {
    return first.threads > 1
      ? none(1, `${String(asked)} threads were asked for.`)
      : none(Math.min(asked, mostThreads), noMore);
  }
  const reason = noMore ?? noSecond;
  if (reason !== undefined) return none(2, reason);
  const counts = [2, 4, 8].filter((threads) => threads <= most);
  const all = counts.map((threads): Configuration => ({ backend: 'wasm', threads }));
  return { candidates: all.filter((one) => !isSame(one, first)), skipped: [] };
}
