import type { BackendChoice, BackendName, Measurement } from 'edgewise';
import { duration, share } from './format.js';

/** One backend with a count of threads, as the table shows it. */
export interface MeasuredRow {
  backend: BackendName;
  threads: number;
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
  const rows = measurements.map((m) => ({
    ...{ backend: m.backend, threads: m.threads, chosen: m === chosen },
    median: m.median === undefined ? none : duration(m.median),
    agreed: m === reference ? none : agreed(m),
    reason: reason(m, chosen),
  }));
  const unmeasured = { backend: name, threads, chosen: true, median: none, agreed: none, reason: '' };
  return (chosen ? rows : [unmeasured, ...rows]).sort(
    (a, b) => order.indexOf(a.backend) - order.indexOf(b.backend) || a.threads - b.threads,
  );
}

function agreed({ status, difference }: Measurement): string {
  if (status === 'measured') return 'yes';
  if (status !== 'disagreed') return none;
  return difference !== undefined && Number.isFinite(difference) ? `no, off by ${share(difference)}` : 'no';
}

function reason(m: Measurement, chosen: Measurement | undefined): string {
  switch (m.status) {
    case 'measured':
      return m === chosen ? 'the fastest that agrees' : comparison(m.median, chosen?.median);
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

function comparison(median = NaN, best = NaN): string {
  if (Number.isNaN(median + best)) return '';
  return median < best ? 'faster by too little to change over' : `takes ${(median / best).toFixed(1)} times as long`;
}
