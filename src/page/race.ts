import type { SessionClient } from '../worker/client/session-client.js';

const rounds = 7;
/** Milliseconds that a candidate may compute for its measurement, or the time of three runs of what it is held against. */
const budget = 2_000;

/** Milliseconds of each run. */
export interface Race {
  current: number[];
  candidate: number[];
}

/** In turns, so that whatever else the device does slows both. Rejects with a `TimeoutError` where a run overruns the budget. */
export async function race(
  current: SessionClient,
  candidate: SessionClient,
  signals: readonly AbortSignal[],
): Promise<Race> {
  const result: Race = { current: [], candidate: [] };
  let left = budget;
  let time = 0;
  for (let round = 0; round < rounds && time < left; round++) {
    const reference = await current.measure(signals);
    if (round === 0) left = Math.max(budget, 3 * reference);
    time = await candidate.measure([...signals, AbortSignal.timeout(left)]);
    result.current.push(reference);
    result.candidate.push(time);
    left -= time;
  }
  return result;
}
