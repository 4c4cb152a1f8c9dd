import type { BackendChoice } from 'edgewise';
import { backendWords, count } from './format.js';
import { measuredRows, type MeasuredRow } from './measured.js';
import { element, replaceItems, setText } from './page.js';

const section = element('choice', HTMLElement);
const note = element('choice-note', HTMLElement);
const rows = element('choice-rows', HTMLElement);
const reasons = element('reasons', HTMLElement);

let inUse = '';

/** What is known when the model has loaded. An earlier visit may have measured already. */
export function showFirstChoice(choice: BackendChoice): void {
  inUse = wordsFor(choice);
  show(choice);
  setText(note, choice.measurements.length > 0 ? outcome(choice, 'Measured on an earlier visit') : measuring());
}

/** After `backendchange`: either another backend took over while the rest is measured, or all is measured. */
export function showChangedChoice(choice: BackendChoice): void {
  const tookOver = wordsFor(choice) !== inUse;
  inUse = wordsFor(choice);
  show(choice);
  setText(note, tookOver ? measuring() : outcome(choice, 'Measured'));
}

export function hideChoice(): void {
  section.hidden = true;
}

function measuring(): string {
  return `Measuring what else this device has, beside your predictions. In use meanwhile: ${inUse}.`;
}

function outcome({ measurements }: BackendChoice, measured: string): string {
  const nothing = measurements.every(({ status }) => status === 'skipped');
  return `${nothing ? 'Nothing else to measure here' : measured}. In use: ${inUse}.`;
}

function wordsFor({ name, threads }: BackendChoice): string {
  return name === 'wasm' ? `${backendWords[name]} with ${count(threads, 'thread')}` : backendWords[name];
}

function show(choice: BackendChoice): void {
  rows.replaceChildren(...measuredRows(choice).map(rowOf));
  replaceItems(reasons, choice.reasons);
  section.hidden = false;
}

/** With roles, since on narrow screens a row is laid out as a grid, and would be no row any more. */
function rowOf({ backend, threads, chosen, median, agreed, reason }: MeasuredRow): HTMLElement {
  const row = document.createElement('tr');
  row.role = 'row';
  row.classList.toggle('chosen', chosen);
  const heading = document.createElement('th');
  heading.scope = 'row';
  heading.role = 'rowheader';
  heading.textContent = backendWords[backend];
  if (chosen) heading.append(' ', tag('in use'));
  const cells = [threads, median, agreed, reason].map((text) => {
    const cell = document.createElement('td');
    cell.role = 'cell';
    cell.textContent = text;
    return cell;
  });
  row.append(heading, ...cells);
  return row;
}

function tag(text: string): HTMLElement {
  const words = document.createElement('span');
  words.className = 'tag';
  words.textContent = text;
  return words;
}
