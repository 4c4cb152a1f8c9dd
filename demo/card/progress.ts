import type { LoadPhase, Progress } from 'edgewise';
import { part, setText } from '../page/elements.js';
import { bytes } from '../page/format.js';

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

/** How far the loading of a card's model is. */
export class ProgressView {
  readonly #panel: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #phase: HTMLElement;
  readonly #amount: HTMLElement;

  constructor(root: ParentNode) {
    this.#panel = part(root, 'progress', HTMLElement);
    this.#bar = part(root, 'progress-bar', HTMLProgressElement);
    this.#phase = part(root, 'progress-phase', HTMLElement);
    this.#amount = part(root, 'progress-amount', HTMLElement);
  }

  begin(firstWords: string): void {
    this.#panel.hidden = false;
    this.#bar.removeAttribute('value');
    setText(this.#phase, firstWords);
    setText(this.#amount, '');
  }

  show({ phase, loaded, total, fromCache }: Progress): void {
    const reading = phase === 'download' && fromCache;
    setText(this.#phase, reading ? 'Reading the weights from this browser’s store' : words[phase]);
    if (total === 0) return;
    this.#bar.max = total;
    this.#bar.value = loaded;
    setText(this.#amount, `${bytes(loaded)} of ${bytes(total)}`);
  }

  end(): void {
    this.#panel.hidden = true;
  }
}
