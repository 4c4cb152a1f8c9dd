import type { BackendChoice, BackendName, Measurement } from 'edgewise';
import { duration, share } from '../page/format.js';

/** One backend with a count of threads, as the table shows it. */
export interface MeasuredRow {
  backend: BackendName;
  /** Of wasm; the others have no number of them. */
  threads: string;
  chosen: boolean;
  median: string;
  agreed: string;
  reason: string;
}

const none = '–';

const order: readonly BackendName[] = ['wasm', 'webgl', 'cpu'];

/** What was measured, and the chosen one where it was not measured itself. */
export function measuredRows({ name, threads, measurements }: BackendChoice): MeasuredRow[] {
  const isChosen = (m: Measurement): boolean => m.backend === name && m.threads === threads;
  const chosen = measurements.find(isChosen);
  // What the others are held against; it has nothing to agree with.
  const reference = measurements.find(({ status, difference }) => status === 'measured' && difference === undefined);
  const rows = [...measurements].sort(inOrder).map((m) => ({
    ...{ backend: m.backend, threads: threadsOf(m.backend, m.threads), chosen: m === chosen },
    median: m.median === undefined ? none : duration(m.median),
    agreed: m === reference ? none : agreed(m),
    reason: reason(m, chosen, measurements),
  }));
  if (chosen) return rows;
  const unmeasured = { backend: name, threads: threadsOf(name, threads), chosen: true };
  return [{ ...unmeasured, median: none, agreed: none, reason: '' }, ...rows];
}

function inOrder(a: Measurement, b: Measurement): number {
  return order.indexOf(a.backend) - order.indexOf(b.backend) || a.threads - b.threads;
}

function threadsOf(backend: BackendName, threads: number): string {
  return backend === 'wasm' ? String(threads) : none;
}

function agreed({ status, difference }: Measurement): string {
  if (status === 'measured') return 'yes';
  if (status !== 'disagreed') return none;
  return difference !== undefined && Number.isFinite(difference) ? `no, off by ${share(difference)}` : 'no';
}

function reason(m: Measurement, chosen: Measurement | undefined, all: readonly Measurement[]): string {
  switch (m.status) {
    case 'measured':
      return m === chosen ? first(m, all) : comparison(m.median, chosen?.median);
    case 'disagreed':
      return m.reason ?? 'out: its answer is another one';
    case 'timed-out':
      return m.reason ?? 'took too long to be measured';
    case 'failed':
      return m.reason ?? 'did not start';
    case 'skipped':
      return `not measured: ${m.reason ?? 'no reason given'}`;
  }
}

/** On a later visit one that starts sooner may answer until the fastest is there. */
function first({ median = NaN }: Measurement, all: readonly Measurement[]): string {
  const beaten = all.some((m) => m.status === 'measured' && isWorthwhile((m.median ?? NaN) / median));
  return beaten ? 'answers until the fastest has started' : 'the fastest that agrees';
}

function comparison(median = NaN, best = NaN): string {
  const times = median / best;
  if (Number.isNaN(times)) return '';
  if (times >= 1.05) return `takes ${times.toFixed(1)} times as long`;
  if (times >= 1) return 'takes about as long';
  return isWorthwhile(times) ? 'faster' : 'faster by too little to change over';
}

/** Two measurements of the same thing differ by less than a tenth. */
function isWorthwhile(times: number): boolean {
  return times <= 0.9;
}
