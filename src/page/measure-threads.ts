import type { Measurement } from '../model/backend-choice.js';
import { isWorthwhile, measuredChoice, median } from './choose-threads.js';
import { Deadline } from './deadline.js';
import { isEdgewiseError, messageOf } from '../errors.js';
import type { LoadedModel } from './loaded-model.js';
import { relativeDifference } from '../model/compare.js';
import { seededInputs } from '../model/seeded-inputs.js';
import type { Tensors } from '../model/tensor.js';
import type { SessionClient } from '../worker/client/session-client.js';

const rounds = 7;
/** Milliseconds for one candidate, its start included; under some policies threads never start. */
const budget = 10_000;
/** Threads split the same sums differently, no more. */
const tolerance = 1e-4;

/**
 * Measures thread counts beside the model's predictions and changes over to the fastest that agrees. All
 * that happens is told in `model.backend`; nothing here can fail the model.
 */
export async function measureThreads(
  model: LoadedModel<unknown>,
  first: SessionClient,
  candidates: readonly number[],
  open: (threads: number) => Promise<SessionClient>,
): Promise<void> {
  if (model.inputs.some((input) => input.anyRank)) return;
  const inputs = seededInputs(model.inputs);
  const begin = model.backend;
  const measurements = new Map<number, Measurement>();
  let best = { session: first, threads: 1 };
  for (const threads of candidates) {
    if (model.lifetime.aborted) return;
    const deadline = new Deadline(budget, `Measuring ${String(threads)} threads`);
    const signals = [model.lifetime, deadline.signal];
    const opening = open(threads);
    let keep = false;
    try {
      const session = await Promise.race([opening, rejectionOf(deadline.signal)]);
      const race = await runInTurns(best.session, session, inputs, signals);
      // A winner was held against the one before it: that difference stays.
      measurements.set(best.threads, { ...measurements.get(best.threads), ...measured(best.threads, race.first) });
      measurements.set(threads, judged(threads, race));
      keep =
        !model.lifetime.aborted &&
        race.difference <= tolerance &&
        isWorthwhile(median(race.second), median(race.first));
      if (keep) {
        best = { session, threads };
        model.replaceSession(session, measuredChoice(begin, threads, [...measurements.values()]));
      }
    } catch (error) {
      measurements.set(threads, failed(threads, error));
    } finally {
      deadline.clear();
      // One that starts too late is closed when it comes.
      if (!keep) opening.then((session) => session.close()).catch(() => undefined);
    }
  }
  if (model.lifetime.aborted) return;
  model.explainBackend(measuredChoice(begin, best.threads, [...measurements.values()]));
}

interface Race {
  /** Milliseconds of each run. */
  first: number[];
  second: number[];
  difference: number;
}

/** In turns, so that whatever else the device does slows both. */
async function runInTurns(
  first: SessionClient,
  second: SessionClient,
  inputs: Tensors,
  signals: readonly AbortSignal[],
): Promise<Race> {
  const race: Race = { first: [], second: [], difference: 0 };
  for (let round = 0; round < rounds; round++) {
    const a = await first.measure(inputs, 1, signals);
    const b = await second.measure(inputs, 1, signals);
    race.difference = Math.max(race.difference, relativeDifference(a.outputs, b.outputs));
    race.first.push(...a.times);
    race.second.push(...b.times);
  }
  return race;
}

function measured(threads: number, times: readonly number[]): Measurement {
  return { backend: 'wasm', threads, status: 'measured', median: median(times), runs: times.length };
}

function judged(threads: number, { second, difference }: Race): Measurement {
  if (difference <= tolerance) return { ...measured(threads, second), difference };
  const reason = `its answer differs by ${difference.toExponential(1)} of its scale`;
  return { backend: 'wasm', threads, status: 'disagreed', difference, reason };
}

function failed(threads: number, error: unknown): Measurement {
  const late = isEdgewiseError(error) && error.code === 'timeout';
  return { backend: 'wasm', threads, status: late ? 'timed-out' : 'failed', reason: messageOf(error) };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject: (error: unknown) => void) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason);
    });
  });
}
