import type { BackendChoice, Measurement } from '../model/backend-choice.js';
import type { BackendName, EngineFacts } from '../model/backend.js';

export interface ThreadFacts {
  backend: BackendName;
  asked: number | 'auto';
  location: 'worker' | 'page';
  /** Shared memory, which threads need, exists on isolated pages only. */
  isolated: boolean;
  cores: number;
}

export interface ThreadPlan {
  /** What the first prediction runs on. */
  first: number;
  /** Counts to be measured beside it. */
  candidates: readonly number[];
  reasons: readonly string[];
}

/** TF.js keeps eight workers for its threads. */
const mostThreads = 8;
/** A change-over has to be worth it: a tenth is beyond what two measurements of the same thing differ by. */
const worthwhile = 0.9;

/** Which thread counts to begin with and to try. Pure: a test may hand it any device. */
export function planThreads({ backend, asked, location, isolated, cores }: ThreadFacts): ThreadPlan {
  const one = (...reasons: string[]): ThreadPlan => ({ first: 1, candidates: [], reasons });
  if (backend !== 'wasm') return one();
  if (asked === 1) return one('One thread was asked for.');
  if (!isolated) {
    return one(
      'One thread: the page is not cross-origin isolated, so wasm has no shared memory. Send the headers ' +
        'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp to try more.',
    );
  }
  if (asked !== 'auto') {
    const reasons = [`${String(asked)} threads were asked for.`];
    if (asked > mostThreads) reasons.push(`wasm runs ${String(mostThreads)} at most.`);
    return { first: Math.min(asked, mostThreads), candidates: [], reasons };
  }
  if (location === 'page') return one('One thread: on the page itself, more would block it.');
  if (!(cores > 1)) return one('One thread: this device reports one core.');
  const candidates = [];
  for (let threads = 2; threads <= Math.min(cores, mostThreads); threads *= 2) candidates.push(threads);
  return { first: 1, candidates, reasons: [] };
}

/** Whether to change over to a candidate that agreed. */
export function isWorthwhile(candidate: number, current: number): boolean {
  return candidate <= current * worthwhile;
}

/** What is said of the backend when a model is ready. */
export function firstChoice(
  name: BackendName,
  location: 'worker' | 'page',
  asked: 'auto' | BackendName,
  plan: ThreadPlan,
  { threads, simd }: EngineFacts,
): BackendChoice {
  const reasons = [
    asked === 'auto' ? 'wasm: it computes the same answers on every device.' : `${name} was asked for.`,
    ...(simd === false ? ['Without SIMD: this browser has none, so wasm is several times slower.'] : []),
    ...plan.reasons,
  ];
  return { name, threads, location, reasons, measurements: [] };
}

/** What is said of it when the thread counts were measured. */
export function measuredChoice(
  choice: BackendChoice,
  threads: number,
  measurements: readonly Measurement[],
): BackendChoice {
  const sentences = measurements.map((m) =>
    m.status === 'measured'
      ? `${threadsInWords(m.threads)}: ${(m.median ?? 0).toFixed(1)} ms a prediction` +
        `${m.threads === threads ? ', chosen' : ''}.`
      : `${threadsInWords(m.threads)}: ${m.reason ?? m.status}.`,
  );
  return { ...choice, threads, reasons: [...choice.reasons, ...sentences], measurements };
}

function threadsInWords(threads: number): string {
  return threads === 1 ? 'One thread' : `${String(threads)} threads`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
