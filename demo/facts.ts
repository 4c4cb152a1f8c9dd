import type { BackendChoice, LoadReport } from 'edgewise';
import { backendWords, bytes, count, duration } from './format.js';
import { element, setText } from './page.js';

const origin = element('fact-origin', HTMLElement);
const originNote = element('fact-origin-note', HTMLElement);
const size = element('fact-size', HTMLElement);
const sizeNote = element('fact-size-note', HTMLElement);
const backend = element('fact-backend', HTMLElement);
const backendNote = element('fact-backend-note', HTMLElement);
const prediction = element('fact-prediction', HTMLElement);
const predictionNote = element('fact-prediction-note', HTMLElement);

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

export function showBackend({ name, threads, location }: BackendChoice): void {
  const place = location === 'worker' ? 'in a worker' : 'on the page itself';
  setText(backend, backendWords[name]);
  setText(backendNote, `${count(threads, 'thread')}, ${place}`);
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
