import { EdgewiseError } from '../../errors.js';

/** What is wrong with one field of a record. */
export interface Problem {
  /** Of the record, or a quantity derived from it. */
  field: string;
  /** As it was given; undefined where it is missing. */
  value: unknown;
  /** For people: "a number from 18 to 70 (years), or null where it is not known". */
  allowed: string;
  /** One or two sentences: field, value, what is allowed. */
  message: string;
}

const mostNamed = 5;
const longest = 40;

/** All that is wrong with a record: the first in words, the others by name. */
export function badRecord(problems: readonly [Problem, ...Problem[]]): EdgewiseError {
  const [{ field, value, allowed, message }, ...others] = problems;
  const names = others.slice(0, mostNamed).map((problem) => problem.field);
  const rest = others.length > mostNamed ? ', …' : '';
  const also = others.length > 0 ? ` ${others.length} more to mend: ${names.join(', ')}${rest}.` : '';
  return new EdgewiseError('input', message + also, { field, value, allowed, problems });
}

/** A value as a person would recognise it. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') {
    return value.length > longest ? `${JSON.stringify(value.slice(0, longest))}…` : JSON.stringify(value);
  }
  if (Array.isArray(value)) return 'a list';
  return value === null || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : `of type ${typeof value}`;
}
