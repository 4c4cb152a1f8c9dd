import type { Classification, Explanation, ExplanationPart, Model, TableRow } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import { type Asked, Card } from '../../card/card.js';
import { make, part, setText } from '../../page/elements.js';
import { chance, figure, listed, plain } from '../../page/format.js';
import { examples } from './examples.js';
import { type Field, fieldsOf, inSteps, labelOf, wordsFor } from './fields.js';
import { LoanForm } from './form.js';

const modelUrl = new URL('/models/credit-risk/packaged/', location.href);

/** As the package calls what is hoped for. */
const good = 'repaid';
/** Less than half a percentage point is not worth a word. */
const least = 0.005;

/** A loan application: how likely it is repaid, and which way each answer pushes. */
export function loanCard(root: HTMLElement): Card<Classification> {
  const verdict = part(root, 'verdict', HTMLElement);
  const verdictNote = part(root, 'verdict-note', HTMLElement);
  const scale = part(root, 'scale', HTMLElement);
  const assumed = part(root, 'assumed', HTMLElement);
  const list = part(root, 'pushes', HTMLElement);
  const meaning = part(root, 'meaning', HTMLElement);

  const card = new Card<Classification>(root, { model: modelUrl, quality, loaded, answer, clear });
  const form = new LoanForm(part(root, 'form', HTMLElement), () => void card.ask());
  let application: TableRow = examples[0].application;
  let fields: readonly Field[] = [];

  function loaded(model: Model<Classification>): void {
    const told = fieldsOf(model);
    // What was entered outlives the model, unless it asks for something else now.
    if (JSON.stringify(told) === JSON.stringify(fields)) return;
    fields = told;
    form.build(fields);
    form.fill(application);
  }

  async function answer(model: Model<Classification>, { signal, took }: Asked): Promise<void> {
    const { row, refused } = form.read();
    const { value, milliseconds } = await model.predict(row);
    took(milliseconds);
    const repaid = value.find(({ label }) => label === good)?.probability ?? NaN;
    setText(verdict, chance(repaid));
    scale.style.setProperty('--repaid', repaid.toFixed(4));
    scale.classList.add('known');
    setText(assumed, assumptions(row, refused));
    const known = fields.map(({ name }) => name).filter((name) => row[name] !== null);
    if (known.length === 0) showNoPushes();
    else showPushes(await model.explain(row, { label: good, fields: known, signal }));
  }

  function showNoPushes(): void {
    setText(verdictNote, 'likely to be repaid');
    scale.classList.add('alone');
    setText(meaning, '');
    list.replaceChildren();
  }

  function showPushes({ reference, parts, meaning: says }: Explanation): void {
    setText(verdictNote, `likely to be repaid; a typical application: ${chance(reference)}`);
    scale.style.setProperty('--typical', reference.toFixed(4));
    scale.classList.remove('alone');
    const furthest = Math.max(0.1, ...parts.map(({ effect }) => Math.abs(effect)));
    list.replaceChildren(...parts.map((part) => rowOf(part, fields, furthest)));
    setText(meaning, says);
  }

  function clear(): void {
    showNoPushes();
    for (const text of [verdictNote, assumed]) setText(text, '');
    setText(verdict, '–');
    scale.classList.remove('known');
  }

  function use(chosen: TableRow): void {
    application = chosen;
    form.fill(application);
    void card.ask();
  }

  /** Which fields stand at a typical value, since nothing (or nothing that can be) is entered. */
  function assumptions(row: TableRow, refused: readonly string[]): string {
    const unknown = fields.filter(({ name }) => row[name] === null);
    const left = refused.length > 0 ? `Left out until it is corrected: ${listed(refused)}. ` : '';
    if (unknown.length === 0) return '';
    if (unknown.length === fields.length) {
      return `${left}Nothing is known of this application: every field is taken to be typical. Enter something, or choose an example.`;
    }
    const values = unknown.map((field) => `${labelOf(field)} (${wordsFor(field, field.typical ?? null)})`);
    return `${left}Not known, so taken to be typical: ${listed(values)}.`;
  }

  for (const { name, application } of examples) {
    const button = make('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      use(application);
    });
    part(root, 'examples', HTMLElement).append(button);
  }
  part(root, 'reset', HTMLButtonElement).addEventListener('click', () => {
    use({});
  });

  return card;
}

function rowOf(
  { name, value, reference, effect }: ExplanationPart,
  fields: readonly Field[],
  furthest: number,
): HTMLElement {
  const field = fields.find((one) => one.name === name);
  if (!field) throw new Error(`There is no field ${name}.`);
  const fill = make('span', { className: `fill ${effect < 0 ? 'against' : 'for'}` });
  fill.style.setProperty('--length', (Math.abs(effect) / furthest).toFixed(4));
  const instead = value === reference ? '' : ` instead of ${wordsFor(field, inSteps(field, reference))}`;
  return make(
    'li',
    {},
    make('span', { className: 'what' }, `${labelOf(field)}: `, make('b', {}, wordsFor(field, value)), instead),
    make('span', { className: 'track', ariaHidden: 'true' }, fill),
    make('span', { className: 'value' }, pushWords(effect)),
  );
}

function pushWords(effect: number): string {
  if (Math.abs(effect) < least) return 'no difference';
  const points = Math.round(Math.abs(effect) * 100);
  return `${effect > 0 ? 'raises' : 'lowers'} by ${points}`;
}

const quality: QualityWords = ({ float32, packed, samples }) => ({
  value: `AUC ${figure(packed)}`,
  note: `on ${plain(samples)} test applications, as stored; ${figure(float32)} as float32`,
});
