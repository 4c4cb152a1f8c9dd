import type { BackendChoice, BackendName, LoadReport } from 'edgewise';
import { bytes, count, duration } from './format.js';
import { element, replaceItems, setText } from './page.js';

const backendWords: Record<BackendName, string> = {
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

const origin = element('fact-origin', HTMLElement);
const originNote = element('fact-origin-note', HTMLElement);
const size = element('fact-size', HTMLElement);
const sizeNote = element('fact-size-note', HTMLElement);
const backend = element('fact-backend', HTMLElement);
const backendNote = element('fact-backend-note', HTMLElement);
const prediction = element('fact-prediction', HTMLElement);
const predictionNote = element('fact-prediction-note', HTMLElement);
const reasons = element('reasons', HTMLElement);

export function originOf({ fromCache }: LoadReport): string {
  return fromCache ? 'from cache' : 'from network';
}

export function showLoad(report: LoadReport): void {
  const { downloadedBytes, milliseconds, stored, reason } = report;
  setText(origin, originOf(report));
  setText(originNote, `loaded in ${duration(milliseconds)}`);
  setText(size, bytes(report.bytes));
  const kept = stored ? 'kept for the next visit' : `not kept${reason ? `: ${reason}` : ''}`;
  const downloaded = downloadedBytes === 0 ? 'nothing' : bytes(downloadedBytes);
  setText(sizeNote, `${downloaded} downloaded, ${kept}`);
}

export function showBackend(choice: BackendChoice): void {
  const { name, threads, location } = choice;
  const place = location === 'worker' ? 'in a worker' : 'on the page itself';
  setText(backend, backendWords[name]);
  setText(backendNote, `${count(threads, 'thread')}, ${place}`);
  replaceItems(reasons, choice.reasons);
}

/** Times of all predictions since the model was loaded, the latest last. */
export function showTimes(times: readonly number[]): void {
  const latest = times.at(-1);
  if (latest === undefined) return;
  setText(prediction, duration(latest));
  const all = `median of ${count(times.length, 'run')}: ${duration(median(times))}`;
  setText(predictionNote, times.length === 1 ? 'first run, from call to answer' : all);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = sorted.slice(Math.floor((sorted.length - 1) / 2));
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
