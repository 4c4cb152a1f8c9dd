import type { LoadPhase, Progress } from 'edgewise';
import { bytes } from './format.js';
import { element, setText } from './page.js';

const words: Record<LoadPhase, string> = {
  manifest: 'Reading what the model is made of',
  download: 'Downloading the weights',
  verify: 'Checking every byte',
  start: 'Starting the backend',
  'self-test': 'Checking that this device computes it right',
  measure: 'Measuring this device',
  'warm-up': 'Warming up',
  ready: 'Ready',
};

const panel = element('progress', HTMLElement);
const bar = element('progress-bar', HTMLProgressElement);
const phase = element('progress-phase', HTMLElement);
const amount = element('progress-amount', HTMLElement);

export function beginProgress(firstWords: string): void {
  panel.hidden = false;
  bar.removeAttribute('value');
  setText(phase, firstWords);
  setText(amount, '');
}

export function showProgress({ phase: now, loaded, total, fromCache }: Progress): void {
  const reading = now === 'download' && fromCache;
  setText(phase, reading ? 'Reading the weights from this browser’s store' : words[now]);
  if (total === 0) return;
  bar.max = total;
  bar.value = loaded;
  setText(amount, `${bytes(loaded)} of ${bytes(total)}`);
}

export function endProgress(): void {
  panel.hidden = true;
}
