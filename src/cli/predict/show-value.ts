import type { OutputTransform } from '../../model/transforms/output.js';
import { formatNumber } from '../terminal/format.js';
import { facts, table, type Column, type TableLook } from '../terminal/table.js';

/** Of long lists, so many are shown. */
const most = 20;

/** A decoded answer for people: lists as tables, what holds more numbers than one reads in short. */
export function showValue(value: unknown, _transform: OutputTransform | undefined, look: TableLook): string {
  if (typeof value === 'number') return facts([['value', formatNumber(value)]], look.width);
  if (ArrayBuffer.isView(value)) return facts([['vector', shortly(value as Float32Array)]], look.width);
  if (Array.isArray(value)) return listOf(value as readonly object[], look);
  return facts(
    Object.entries(value as object).map(([name, part]) => [name, wordsOf(part)]),
    look.width,
  );
}

/** JSON has no typed arrays. */
export function valueAsJson(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, valueAsJson(part)]));
}

function listOf(items: readonly object[], look: TableLook): string {
  const rows = items.slice(0, most).map((item) => Object.entries(item).flatMap(([name, part]) => cellsOf(name, part)));
  const [first] = rows;
  if (!first) return facts([['found', 'nothing']], look.width);
  const columns = first.map(([title, , isNumber]): Column =>
    isNumber ? { title, align: 'right' } : { title, gives: true },
  );
  const rest = items.length > most ? `\n  and ${items.length - most} more` : '';
  return (
    table(
      columns,
      rows.map((row) => row.map(([, text]) => text)),
      look,
    ) + rest
  );
}

/** A box becomes a column for each of its numbers. */
function cellsOf(name: string, part: unknown): [title: string, text: string, isNumber: boolean][] {
  if (typeof part !== 'object' || part === null) return [[name, wordsOf(part), typeof part === 'number']];
  return Object.entries(part).flatMap(([inner, value]) => cellsOf(inner, value));
}

function wordsOf(part: unknown): string {
  if (typeof part === 'number') return formatNumber(part);
  if (ArrayBuffer.isView(part)) return shortly(part as Uint8Array);
  if (Array.isArray(part)) return part.join(', ');
  return String(part);
}

function shortly(numbers: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(6, numbers.length) }, (_, i) => formatNumber(numbers[i] as number));
  return `${numbers.length} numbers: ${shown.join(' ')}${numbers.length > shown.length ? ' …' : ''}`;
}
