import type { BackendChoice } from 'edgewise';
import { make, part, replaceItems, setText } from '../page/elements.js';
import { backendWords, count } from '../page/format.js';
import { measuredRows, type MeasuredRow } from './measured.js';

/** What runs a card's model, and why: the table of all that was measured. */
export class ChoiceView {
  readonly #section: HTMLElement;
  readonly #note: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #reasons: HTMLElement;
  #inUse = '';

  constructor(root: ParentNode) {
    this.#section = part(root, 'choice', HTMLElement);
    this.#note = part(root, 'choice-note', HTMLElement);
    this.#rows = part(root, 'choice-rows', HTMLElement);
    this.#reasons = part(root, 'reasons', HTMLElement);
  }

  /** What is known when the model has loaded. An earlier visit may have measured already. */
  showFirst(choice: BackendChoice): void {
    this.#inUse = wordsFor(choice);
    this.#show(choice);
    const measured = choice.measurements.length > 0;
    setText(this.#note, measured ? this.#outcome(choice, 'Measured on an earlier visit') : this.#measuring());
  }

  /** After `backendchange`: either another backend took over while the rest is measured, or all is measured. */
  showChanged(choice: BackendChoice): void {
    const tookOver = wordsFor(choice) !== this.#inUse;
    this.#inUse = wordsFor(choice);
    this.#show(choice);
    setText(this.#note, tookOver ? this.#measuring() : this.#outcome(choice, 'Measured'));
  }

  hide(): void {
    this.#section.hidden = true;
  }

  #measuring(): string {
    return `Measuring what else this device has, beside your predictions. In use meanwhile: ${this.#inUse}.`;
  }

  #outcome({ measurements }: BackendChoice, measured: string): string {
    const nothing = measurements.every(({ status }) => status === 'skipped');
    return `${nothing ? 'Nothing else to measure here' : measured}. In use: ${this.#inUse}.`;
  }

  #show(choice: BackendChoice): void {
    this.#rows.replaceChildren(...measuredRows(choice).map(rowOf));
    replaceItems(this.#reasons, choice.reasons);
    this.#section.hidden = false;
  }
}

function wordsFor({ name, threads }: BackendChoice): string {
  return name === 'wasm' ? `${backendWords[name]} with ${count(threads, 'thread')}` : backendWords[name];
}

/** With roles, since on narrow screens a row is laid out as a grid, and would be no row any more. */
function rowOf({ backend, threads, chosen, median, agreed, reason }: MeasuredRow): HTMLElement {
  const heading = make('th', { scope: 'row', role: 'rowheader' }, backendWords[backend]);
  if (chosen) heading.append(' ', make('span', { className: 'tag' }, 'in use'));
  const cells = [threads, median, agreed, reason].map((text) => make('td', { role: 'cell' }, text));
  return make('tr', { role: 'row', className: chosen ? 'chosen' : '' }, heading, ...cells);
}
