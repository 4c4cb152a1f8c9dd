import { EdgewiseError, messageOf } from '../../errors.js';
import { isObject } from '../../model/json.js';
import type { TableRow, TensorInput } from '../../model/input.js';
import type { TableField, TableTransform } from '../../model/transforms/table.js';

import { jsonInputs, type LabelledInput } from './json-input.js';

/**
 * Rows of a CSV file (RFC 4180), each a sample. A first line that holds names gives them to the columns: labels of the
 * only input, or names of inputs. Without it, a row holds the values of the only input.
 *
 * @throws EdgewiseError `input`
 */
export async function csvInputs(text: string, name: string, inputs: readonly LabelledInput[]): Promise<TensorInput[]> {
  const [first, ...rest] = await parse(text, name);
  if (!first) throw new EdgewiseError('input', `${name} has no rows.`, { file: name });
  const hasNames = isHeader(first);
  const rows = hasNames ? rest : [first, ...rest];
  if (rows.length === 0) throw namesAlone(name);
  // A table without names for its columns in the model's own order.
  const named = hasNames && inputs.some(({ name: input, labels = [] }) => first.includes(input) || labels.length > 0);
  return rows.flatMap((cells, i) => {
    const values = cells.map((cell) => valueOf(cell, `${name}, row ${i + 1}`, inputs));
    return jsonInputs(named ? Object.fromEntries(first.map((column, c) => [column, values[c]])) : values, inputs);
  });
}

/**
 * As `csvInputs`, for a package that declares a table: under a first line with the names of its fields, each row is a
 * record. Cells are read by the kind of their field, an empty one is null.
 */
export async function csvRecords(
  text: string,
  name: string,
  inputs: readonly LabelledInput[],
  { fields }: TableTransform,
): Promise<(TensorInput | TableRow)[]> {
  const [header = [], ...rows] = await parse(text, name);
  if (!isHeader(header)) return csvInputs(text, name, inputs);
  checkHeader(header, name, fields);
  if (rows.length === 0) throw namesAlone(name);
  return rows.map((cells) =>
    Object.fromEntries(fields.map((field) => [field.name, cellOf(field, cells[header.indexOf(field.name)] ?? '')])),
  );
}

const isHeader = (cells: readonly string[]): boolean => cells.some((cell) => Number.isNaN(Number(cell)));

function checkHeader(header: readonly string[], name: string, fields: readonly TableField[]): void {
  const names = fields.map((field) => field.name);
  const missing = names.filter((field) => !header.includes(field));
  const unknown = header.filter((column) => !names.includes(column));
  const twice = header.filter((column, i) => header.indexOf(column) < i);
  const problems = Object.entries({ missing, unknown, twice }).filter(([, columns]) => columns.length > 0);
  if (problems.length === 0) return;
  const what = problems.map(([problem, columns]) => `${problem}: ${columns.join(', ')}`).join('; ');
  throw new EdgewiseError('input', `The columns of ${name} do not fit (${what}). A record has: ${names.join(', ')}.`, {
    file: name,
    missing,
    unknown,
    expected: names,
  });
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What does not read as its field's kind stays a text: the transform tells what is allowed. */
function cellOf({ kind }: TableField, cell: string): string | number | boolean | null {
  if (cell === '') return null;
  if (kind === 'number' && decimal.test(cell)) return Number(cell);
  if (kind === 'boolean' && /^(true|false)$/i.test(cell)) return /^true$/i.test(cell);
  return cell;
}

/** Values of the only input, with commas between them. */
export function valuesInput(text: string, name: string, inputs: readonly LabelledInput[]): TensorInput[] {
  return jsonInputs(
    text.split(',').map((cell) => valueOf(cell.trim(), name, inputs)),
    inputs,
  );
}

async function parse(text: string, name: string): Promise<string[][]> {
  const { parse: parseCsv } = await import('csv-parse/sync');
  try {
    return parseCsv(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    const message = isObject(error) ? messageOf(error) : String(error);
    throw new EdgewiseError('input', `${name} is no table that can be read: ${message}`, { file: name }, error);
  }
}

function namesAlone(name: string): EdgewiseError {
  return new EdgewiseError('input', `${name} has names, but no rows under them.`, { file: name });
}

function valueOf(cell: string, place: string, inputs: readonly LabelledInput[]): string | number {
  if (inputs.some(({ dtype }) => dtype === 'string')) return cell;
  const value = /^(true|false)$/i.test(cell) ? Number(/^true$/i.test(cell)) : Number(cell);
  if (cell !== '' && !Number.isNaN(value)) return value;
  throw new EdgewiseError('input', `${place}: ${JSON.stringify(cell)} is no number.`, { place, value: cell });
}
