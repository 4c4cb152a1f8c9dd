import { formatShape, type TensorValue } from '../../model/tensor.js';
import { formatNumber } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { table } from '../terminal/table.js';

/** A class and what the model gave it. */
export interface Ranked {
  label: string;
  value: number;
}

const most = 5;
/** Values of an output that are written out; of longer ones the first, and a summary. */
const mostValues = 12;

/** The labels with the largest values, where the places of the last dimension have labels and nothing else is free. */
export function ranked({ data, shape }: TensorValue, labels: readonly string[] | undefined): Ranked[] | undefined {
  if (!labels || Array.isArray(data) || data.length !== labels.length || shape.at(-1) !== labels.length)
    return undefined;
  return labels
    .map((label, i) => ({ label, value: data[i] as number }))
    .sort((a, b) => b.value - a.value)
    .slice(0, most);
}

/** One output for people. */
export function showOutput(
  name: string,
  value: TensorValue,
  top: readonly Ranked[] | undefined,
  { width, style }: { width: number; style: Style },
): string {
  const title = `${style.bold(name)}  ${style.dim(`${value.dtype} ${formatShape(value.shape)}`)}`;
  if (!top) return `${title}\n  ${valuesOf(value)}`;
  const rows = top.map(({ label, value: one }) => [label, formatNumber(one)]);
  const columns = [
    { title: 'label', gives: true as const },
    { title: 'value', align: 'right' as const },
  ];
  return `${title}\n${table(columns, rows, { width, style })}`;
}

function valuesOf({ data }: TensorValue): string {
  if (data.length === 0) return 'empty';
  if (Array.isArray(data)) return listOf(data.map((text) => JSON.stringify(text)));
  const numbers = Array.from(data);
  const list = listOf(numbers.slice(0, mostValues + 1).map(formatNumber));
  if (numbers.length <= mostValues) return list;
  const [sum, low, high] = numbers.reduce(
    ([total, least, largest], value) => [total + value, Math.min(least, value), Math.max(largest, value)],
    [0, Infinity, -Infinity],
  );
  return `${list}\n  from ${formatNumber(low)} to ${formatNumber(high)}, mean ${formatNumber(sum / numbers.length)}`;
}

function listOf(texts: readonly string[]): string {
  return texts.length > mostValues ? `${texts.slice(0, mostValues).join(' ')} …` : texts.join(' ');
}
