import type { TableRow } from 'edgewise';
import { make, setText } from '../../page/elements.js';
import { plain } from '../../page/format.js';
import { type Field, labelOf, wordsFor } from './fields.js';

type NumberField = Extract<Field, { kind: 'number' }>;

/** What is entered: `null` for what is not known, and for what is no answer to its question. */
export interface Entered {
  row: TableRow;
  /** Labels of fields whose entry is not accepted; their messages stand beside them. */
  refused: string[];
}

interface Row {
  field: Field;
  control: HTMLInputElement | HTMLSelectElement;
  message: HTMLElement;
}

/** The application form: one labelled control for each field of the model, each of which may be left unknown. */
export class LoanForm {
  readonly #form: HTMLElement;
  #rows: Row[] = [];

  constructor(form: HTMLElement, changed: () => void) {
    this.#form = form;
    form.addEventListener('input', changed);
  }

  build(fields: readonly Field[]): void {
    this.#rows = fields.map(rowOf);
    this.#form.replaceChildren(...this.#rows.map(({ field, control, message }) => layOut(field, control, message)));
  }

  /** Fills the form; what is `null` or missing becomes unknown. */
  fill(application: TableRow): void {
    for (const { field, control } of this.#rows) control.value = String(application[field.name] ?? '');
  }

  /** Reads the form and tells beside each field what is wrong with it. */
  read(): Entered {
    const refused: string[] = [];
    const entries = this.#rows.map(({ field, control, message }) => {
      const { value, complaint } = readField(field, control.value);
      control.ariaInvalid = String(complaint !== '');
      setText(message, complaint);
      message.hidden = complaint === '';
      if (complaint !== '') refused.push(labelOf(field));
      return [field.name, value] as const;
    });
    return { row: Object.fromEntries(entries), refused };
  }
}

/** What `Number` takes beyond that (0x20, 1e3) is more likely a slip. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/** What an entry means, and what is wrong with it: here in the words of the form, where the library would refuse it. */
function readField(field: Field, text: string): { value: TableRow[string]; complaint: string } {
  const entry = text.trim();
  if (entry === '') return { value: null, complaint: '' };
  if (field.kind === 'category') return { value: entry, complaint: '' };
  if (field.kind === 'boolean') return { value: entry === 'true', complaint: '' };
  const { min = -Infinity, max = Infinity, step = 1, unit = '' } = field;
  const number = Number(entry);
  if (!decimal.test(entry)) {
    const short = entry.length > 20 ? `${entry.slice(0, 20)}…` : entry;
    const like = Number.isFinite(min) ? min + step : step;
    return refuse(`“${short}” is not a number. Use digits only, like ${like}.`);
  }
  if (number < min) return refuse(`At least ${plain(min)} ${unit}.`);
  if (number > max) return refuse(`At most ${plain(max)} ${unit}.`);
  return { value: number, complaint: '' };
}

function refuse(complaint: string): { value: null; complaint: string } {
  return { value: null, complaint };
}

function rowOf(field: Field): Row {
  const id = `loan-${field.name.toLowerCase()}`;
  const message = make('p', { id: `${id}-message`, className: 'message', hidden: true });
  if (field.kind === 'number') return { field, control: inputFor(field, id), message };
  const values =
    field.kind === 'boolean'
      ? [
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]
      : field.values;
  const options = values.map(({ value, label = value }) => make('option', { value }, label));
  const control = make('select', { id, name: field.name }, make('option', { value: '' }, 'not known'), ...options);
  control.setAttribute('aria-describedby', message.id);
  return { field, control, message };
}

/** As text with digits: a number input swallows what is no number, so that nothing could be said of it. */
function inputFor(field: NumberField, id: string): HTMLInputElement {
  const control = make('input', { id, name: field.name, type: 'text', inputMode: 'decimal', autocomplete: 'off' });
  control.placeholder = field.typical === undefined ? 'not known' : `not known (${wordsFor(field, field.typical)})`;
  control.setAttribute('aria-describedby', `${id}-hint ${id}-message`);
  return control;
}

function layOut(field: Field, control: HTMLElement, message: HTMLElement): HTMLElement {
  const label = make('label', { htmlFor: control.id }, labelOf(field));
  if (field.kind !== 'number') return make('div', { className: 'field' }, label, control, message);
  const hint = make('span', { id: `${control.id}-hint`, className: 'hint' }, rangeOf(field));
  return make('div', { className: 'field' }, label, control, hint, message);
}

function rangeOf({ min, max, unit = '' }: NumberField): string {
  if (min === undefined) return max === undefined ? unit : `to ${plain(max)} ${unit}`;
  return max === undefined ? `from ${plain(min)} ${unit}` : `${plain(min)} to ${plain(max)} ${unit}`;
}
