import { EdgewiseError, messageOf } from '../../errors.js';
import { isObject } from '../../model/json.js';
import type { TensorInput } from '../../model/input.js';

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
  const hasNames = first.some((cell) => Number.isNaN(Number(cell)));
  const rows = hasNames ? rest : [first, ...rest];
  if (rows.length === 0) throw new EdgewiseError('input', `${name} has names, but no rows under them.`, { file: name });
  // A table without names for its columns in the model's own order.
  const named = hasNames && inputs.some(({ name: input, labels = [] }) => first.includes(input) || labels.length > 0);
  return rows.flatMap((cells, i) => {
    const values = cells.map((cell) => valueOf(cell, `${name}, row ${i + 1}`, inputs));
    return jsonInputs(named ? Object.fromEntries(first.map((column, c) => [column, values[c]])) : values, inputs);
  });
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

function valueOf(cell: string, place: string, inputs: readonly LabelledInput[]): string | number {
  if (inputs.some(({ dtype }) => dtype === 'string')) return cell;
  const value = /^(true|false)$/i.test(cell) ? Number(/^true$/i.test(cell)) : Number(cell);
  if (cell !== '' && !Number.isNaN(value)) return value;
  throw new EdgewiseError('input', `${place}: ${JSON.stringify(cell)} is no number.`, { place, value: cell });
}
