import { plain, type Style } from './style.js';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** May be cut (at its beginning) where the table would be wider than the terminal. One column of a table. */
  gives?: true;
}

export interface TableLook {
  /** Columns of the terminal. */
  width?: number;
  style?: Style;
}

const gap = '  ';
const narrowest = 8;

/** Rows under their titles, indented by two, each line no longer than `width` where a column gives. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width = 80, style = plain }: TableLook = {},
): string {
  const widths = columns.map(({ title }, i) => Math.max(length(title), ...rows.map((row) => length(row[i] ?? ''))));
  const giving = columns.findIndex(({ gives }) => gives);
  const total = widths.reduce((sum, one) => sum + one, 0) + gap.length * columns.length;
  if (giving >= 0 && total > width) {
    widths[giving] = Math.max(narrowest, (widths[giving] ?? 0) - (total - width));
  }
  const line = (cells: readonly string[]) =>
    (gap + columns.map(({ align }, i) => fit(cells[i] ?? '', widths[i] ?? 0, align)).join(gap)).trimEnd();
  return [style.dim(line(columns.map(({ title }) => title))), ...rows.map(line)].join('\n');
}

/** Facts with their names before them, in two columns. */
export function facts(pairs: readonly (readonly [name: string, value: string])[], width = 80): string {
  const widest = Math.max(...pairs.map(([name]) => length(name)));
  const room = Math.max(20, width - widest - gap.length * 2);
  return pairs
    .map(([name, value]) => {
      const lines = wrap(value, room);
      return lines.map((text, i) => `${gap}${(i === 0 ? name : '').padEnd(widest)}${gap}${text}`).join('\n');
    })
    .join('\n');
}

/** Sentences that were found true, each behind a mark. */
export function checks(sentences: readonly string[], { width = 80, style = plain }: TableLook = {}): string {
  return sentences
    .map((sentence) =>
      wrap(sentence, width - 4)
        .map((text, i) => `  ${i === 0 ? style.green('✓') : ' '} ${text}`)
        .join('\n'),
    )
    .join('\n');
}

/** Lines no longer than `width`, cut between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && length(last) + 1 + length(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function fit(text: string, width: number, align: Column['align']): string {
  const short = length(text) > width ? cutStart(text, width) : text;
  const space = ' '.repeat(width - length(short));
  return align === 'right' ? space + short : short + space;
}

/** The end of a layer's name says more than its beginning. */
function cutStart(text: string, width: number): string {
  return `…${Array.from(text)
    .slice(1 - width)
    .join('')}`;
}

function length(text: string): number {
  return Array.from(text).length;
}
