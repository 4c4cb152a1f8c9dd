import type { Model } from 'edgewise';
import { type Application, fields } from '../../../models/credit-risk/fields.js';
import type { QualityWords } from '../../card/about.js';
import { Card } from '../../card/card.js';
import { make, part, setText } from '../../page/elements.js';
import { chance, figure, listed, plain } from '../../page/format.js';
import { examples } from './examples.js';
import { fieldOf, LoanForm, wordsFor } from './form.js';
import { type Push, type Score, scoring } from './pushes.js';

const modelUrl = new URL('/models/credit-risk/packaged/', location.href);

/** Less than half a percentage point is not worth a word. */
const least = 0.005;

/** A loan application: how likely it is repaid, and which way each answer pushes. */
export function loanCard(root: HTMLElement): Card {
  const verdict = part(root, 'verdict', HTMLElement);
  const verdictNote = part(root, 'verdict-note', HTMLElement);
  const scale = part(root, 'scale', HTMLElement);
  const assumed = part(root, 'assumed', HTMLElement);
  const list = part(root, 'pushes', HTMLElement);

  const card = new Card(root, { model: modelUrl, quality, answer, clear });
  const form = new LoanForm(part(root, 'form', HTMLElement), () => void card.ask());

  async function answer(model: Model): Promise<number | null> {
    const typical = typicalOf(model);
    form.showTypical(typical);
    const { application, refused } = form.read();
    const { asked, read } = scoring(application, typical);
    const bad: number[] = [];
    let took = 0;
    for await (const { outputs, milliseconds } of model.predictAll(asked, { batchSize: asked.length })) {
      bad.push(Number(outputs['bad']?.data[0]));
      took = milliseconds;
    }
    show(read(bad), application);
    setText(assumed, assumptions(application, typical, refused));
    return took;
  }

  function show({ repaid, typical, pushes }: Score, application: Application): void {
    setText(verdict, chance(repaid));
    setText(verdictNote, `likely to be repaid; a typical application: ${chance(typical)}`);
    scale.style.setProperty('--repaid', repaid.toFixed(4));
    scale.style.setProperty('--typical', typical.toFixed(4));
    scale.classList.add('known');
    const furthest = Math.max(0.1, ...pushes.map(({ by }) => Math.abs(by)));
    list.replaceChildren(...pushes.map((push) => rowOf(push, application, furthest)));
  }

  function clear(): void {
    setText(verdict, '–');
    setText(verdictNote, '');
    setText(assumed, '');
    scale.classList.remove('known');
    list.replaceChildren();
  }

  function use(application: Partial<Application>): void {
    form.fill(application);
    void card.ask();
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

  form.fill(examples[0].application);
  return card;
}

/** What stands in for fields that are not known. */
function typicalOf({ manifest }: Model): Application {
  const input = manifest?.transforms?.input;
  if (input?.kind !== 'table') throw new Error('The package does not say what an application has.');
  return Object.fromEntries(input.fields.map(({ name, typical }) => [name, typical])) as Application;
}

/** Which fields stand at a typical value, since nothing (or nothing that can be) is entered. */
function assumptions(application: Application, typical: Application, refused: readonly string[]): string {
  const unknown = fields.filter(({ name }) => application[name] === null);
  const left = refused.length > 0 ? `Left out until it is corrected: ${listed(refused)}. ` : '';
  if (unknown.length === 0) return '';
  if (unknown.length === fields.length) {
    return `${left}Nothing is known of this application: every field is taken to be typical. Enter something, or choose an example.`;
  }
  const values = unknown.map((field) => `${field.label} (${wordsFor(field, typical[field.name])})`);
  return `${left}Not known, so taken to be typical: ${listed(values)}.`;
}

function rowOf({ name, by }: Push, application: Application, furthest: number): HTMLElement {
  const field = fieldOf(name);
  const fill = make('span', { className: `fill ${by < 0 ? 'against' : 'for'}` });
  fill.style.setProperty('--length', (Math.abs(by) / furthest).toFixed(4));
  return make(
    'li',
    {},
    make('span', { className: 'what' }, `${field.label}: `, make('b', {}, wordsFor(field, application[name]))),
    make('span', { className: 'track', ariaHidden: 'true' }, fill),
    make('span', { className: 'value' }, pushWords(by)),
  );
}

function pushWords(by: number): string {
  if (Math.abs(by) < least) return 'no difference';
  const points = Math.round(Math.abs(by) * 100);
  return `${by > 0 ? 'raises' : 'lowers'} by ${points}`;
}

const quality: QualityWords = ({ float32, packed, samples }) => ({
  value: `AUC ${figure(packed)}`,
  note: `on ${plain(samples)} test applications, as stored; ${figure(float32)} as float32`,
});
