import { type Application, type FieldName, fields } from '../../../models/credit-risk/fields.js';
import { make, setText } from '../../page/elements.js';
import { plain } from '../../page/format.js';

type Field = (typeof fields)[number];
type NumberField = Extract<Field, { kind: 'number' }>;

/** What is entered: `null` for what is not known, and for what is no answer to its question. */
export interface Entered {
  application: Application;
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
  readonly #rows: Row[];

  constructor(form: HTMLElement, changed: () => void) {
    this.#rows = fields.map((field) => rowOf(field));
    form.append(...this.#rows.map(({ field, control, message }) => layOut(field, control, message)));
    form.addEventListener('input', changed);
  }

  /** Fills the form; what is `null` or missing becomes unknown. */
  fill(application: Partial<Application>): void {
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
      if (complaint !== '') refused.push(field.label);
      return [field.name, value] as const;
    });
    return { application: Object.fromEntries(entries) as Application, refused };
  }

  /** Tells what stands in for each field while it is empty. */
  showTypical(typical: Application): void {
    for (const { field, control } of this.#rows) {
      if (control instanceof HTMLInputElement)
        control.placeholder = `not known (${wordsFor(field, typical[field.name])})`;
    }
  }
}

/** The answer as a person reads it. */
export function wordsFor(field: Field, value: number | string | null): string {
  if (value === null) return 'not known';
  if (field.kind === 'category') return field.values.find((option) => option.value === value)?.label ?? String(value);
  return plain(Number(value));
}

export function fieldOf(name: FieldName): Field {
  const found = fields.find((field) => field.name === name);
  if (!found) throw new Error(`There is no field ${name}.`);
  return found;
}

/** What `Number` takes beyond that (0x20, 1e3) is more likely a slip. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/** What an entry means, and what is wrong with it. */
function readField(field: Field, text: string): { value: number | string | null; complaint: string } {
  const entry = text.trim();
  if (entry === '') return { value: null, complaint: '' };
  if (field.kind === 'category') return { value: entry, complaint: '' };
  const number = Number(entry);
  if (!decimal.test(entry)) {
    const short = entry.length > 20 ? `${entry.slice(0, 20)}…` : entry;
    return refuse(`“${short}” is not a number. Use digits only, like ${field.min + field.step}.`);
  }
  if (number < field.min) return refuse(`At least ${plain(field.min)} ${field.unit}.`);
  if (number > field.max) return refuse(`At most ${plain(field.max)} ${field.unit}.`);
  return { value: number, complaint: '' };
}

function refuse(complaint: string): { value: null; complaint: string } {
  return { value: null, complaint };
}

function rowOf(field: Field): Row {
  const id = `loan-${field.name.toLowerCase()}`;
  const message = make('p', { id: `${id}-message`, className: 'message', hidden: true });
  if (field.kind === 'number') return { field, control: inputFor(field, id), message };
  const options = field.values.map(({ value, label = value }) => make('option', { value }, label));
  const control = make('select', { id, name: field.name }, make('option', { value: '' }, 'not known'), ...options);
  control.setAttribute('aria-describedby', message.id);
  return { field, control, message };
}

/** As text with digits: a number input swallows what is no number, so that nothing could be said of it. */
function inputFor(field: NumberField, id: string): HTMLInputElement {
  const control = make('input', { id, name: field.name, type: 'text', inputMode: 'decimal', autocomplete: 'off' });
  control.placeholder = 'not known';
  control.setAttribute('aria-describedby', `${id}-hint ${id}-message`);
  return control;
}

function layOut(field: Field, control: HTMLElement, message: HTMLElement): HTMLElement {
  const label = make('label', { htmlFor: control.id }, field.label);
  if (field.kind === 'category') return make('div', { className: 'field' }, label, control, message);
  const range = `${plain(field.min)} to ${plain(field.max)} ${field.unit}`;
  const hint = make('span', { id: `${control.id}-hint`, className: 'hint' }, range);
  return make('div', { className: 'field' }, label, control, hint, message);
}
