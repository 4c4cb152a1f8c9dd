import type { Classification } from 'edgewise';
import { make, setText } from '../../page/elements.js';
import { chance } from '../../page/format.js';

/** Ten bars that can move at any rate: only lengths and texts change. */
export class Bars {
  readonly #bars: { row: HTMLElement; fill: HTMLElement; value: HTMLElement }[];

  constructor(list: HTMLElement) {
    this.#bars = Array.from({ length: 10 }, (_, digit) => {
      const fill = make('span', { className: 'fill' });
      const value = make('span', { className: 'value' }, '–');
      const track = make('span', { className: 'track', ariaHidden: 'true' }, fill);
      const row = make('li', {}, make('span', { className: 'digit' }, String(digit)), track, value);
      return { row, fill, value };
    });
    list.replaceChildren(...this.#bars.map(({ row }) => row));
  }

  /** The digits, the surest first; none where nothing is drawn. */
  show(answer: Classification): void {
    this.#bars.forEach(({ row, fill, value }, digit) => {
      const probability = answer.find(({ index }) => index === digit)?.probability;
      row.classList.toggle('most', digit === answer[0]?.index);
      fill.style.transform = `scaleX(${(probability ?? 0).toFixed(4)})`;
      setText(value, probability === undefined ? '–' : chance(probability));
    });
  }
}
