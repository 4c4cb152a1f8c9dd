import type { BackendChoice, LoadReport } from 'edgewise';
import { part, setText } from '../page/elements.js';
import { backendWords, bytes, count, duration } from '../page/format.js';
import type { About } from './about.js';

type FactName = 'prediction' | 'backend' | 'origin' | 'size' | 'quality';

/** A camera asks for ever; the median of the last ones is as good. */
const mostTimes = 200;

/** The figures below a card: how fast, by what, from where, how large and how good. */
export class FactsView {
  readonly #panel: HTMLElement;
  readonly #facts: Record<FactName, { value: HTMLElement; note: HTMLElement }>;
  #times: number[] = [];

  constructor(root: ParentNode) {
    this.#panel = part(root, 'facts', HTMLElement);
    const fact = (name: string) => ({
      value: part(root, name, HTMLElement),
      note: part(root, `${name}-note`, HTMLElement),
    });
    this.#facts = {
      prediction: fact('prediction'),
      backend: fact('backend'),
      origin: fact('origin'),
      size: fact('size'),
      quality: fact('quality'),
    };
  }

  showLoad({ fromCache, downloadedBytes, milliseconds, stored, reason }: LoadReport): void {
    const kept = stored ? 'kept for the next visit' : `not kept${reason ? `: ${reason}` : ''}`;
    const downloaded = downloadedBytes === 0 ? 'nothing' : bytes(downloadedBytes);
    this.#set(
      'origin',
      fromCache ? 'from cache' : 'from network',
      `${downloaded} downloaded in ${duration(milliseconds)}, ${kept}`,
    );
    this.#set('prediction', '–', 'no answer yet');
    this.#panel.hidden = false;
  }

  showAbout(about: About | null): void {
    if (!about) {
      this.#set('size', '–', 'this model came without a manifest');
      this.#set('quality', '–', 'this model came without a manifest');
      return;
    }
    const { bytes: size, quality } = about;
    this.#set('size', `${bytes(size.float32)} → ${bytes(size.stored)}`, 'weights as float32, and as stored');
    this.#set('quality', quality.value, quality.note);
  }

  showBackend({ name, threads, location }: BackendChoice): void {
    const place = location === 'worker' ? 'in a worker' : 'on the page itself';
    this.#set('backend', backendWords[name], `${count(threads, 'thread')}, ${place}`);
  }

  /** How long the latest answer took, and the median of all since the model was loaded. */
  addTime(milliseconds: number): void {
    this.#times = [...this.#times, milliseconds].slice(-mostTimes);
    const all = `median of ${count(this.#times.length, 'answer')}: ${duration(median(this.#times))}`;
    this.#set('prediction', duration(milliseconds), this.#times.length === 1 ? 'first answer' : all);
  }

  hide(): void {
    this.#times = [];
    this.#panel.hidden = true;
  }

  #set(name: FactName, value: string, note: string): void {
    setText(this.#facts[name].value, value);
    setText(this.#facts[name].note, note);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = sorted.slice(Math.floor((sorted.length - 1) / 2));
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
