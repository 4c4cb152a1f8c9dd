import type { Style } from '../terminal/style.js';
import { table, wrap } from '../terminal/table.js';

interface Look {
  width: number;
  style: Style;
}

/** What a terminal would obey. */
const control = /[^\P{Cc}\n]/gu;

/** A card for a person at a terminal: Markdown's marks give way to what they mean. Other Markdown is shown as it is. */
export function showCard(markdown: string, look: Look): string {
  return markdown
    .replace(control, ' ')
    .trim()
    .split(/\n{2,}/)
    .map((block) => showBlock(block, look))
    .join('\n\n');
}

function showBlock(block: string, look: Look): string {
  const title = /^#{1,6} (.*)$/.exec(block);
  if (title) return look.style.bold(plain(title[1] ?? ''));
  const lines = block.split('\n');
  if (lines.every((line) => line.startsWith('|'))) return showTable(lines, look);
  if (lines.every((line) => line.startsWith('- '))) {
    return lines.map((line) => indented(plain(line.slice(2)), look.width, '  - ')).join('\n');
  }
  return indented(plain(lines.join(' ')), look.width, '  ');
}

function indented(text: string, width: number, start: string): string {
  const lines = wrap(text, width - start.length);
  return lines.map((line, i) => (i === 0 ? start : ' '.repeat(start.length)) + line).join('\n');
}

function showTable([head = '', rule = '', ...body]: readonly string[], { width, style }: Look): string {
  const titles = cells(head);
  const rows = body.map(cells);
  const right = cells(rule).map((mark) => mark.endsWith(':'));
  const widest = longest(rows, titles.length);
  const columns = titles.map((title, i) => ({
    title,
    ...(right[i] && { align: 'right' as const }),
    ...(i === widest && { gives: true as const }),
  }));
  return table(columns, rows, { width, style });
}

/** The column that may be cut. */
function longest(rows: readonly (readonly string[])[], columns: number): number {
  const lengths = Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)));
  return lengths.indexOf(Math.max(...lengths));
}

/** The cells of a row, between bars that no backslash stands before. */
function cells(row: string): string[] {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner
    .replace(/\\.|\|/g, (found) => (found === '|' ? '\n' : found))
    .split('\n')
    .map((cell) => plain(cell.trim()));
}

/** Text as it is meant: without the backslashes before punctuation, the angles around an address, the marks of code. */
function plain(text: string): string {
  return text.replace(
    /\\([!-/:-@[-`{-~])|<(https?:[^>]*)>|`/g,
    (_, character = '', address = '') => `${character}${address}`,
  );
}
