/** What no reader sees, and what lets a line look otherwise than it is: control characters, and turns of direction. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const turns = /[\u202a-\u202e\u2066-\u2069]/g;
/** An address, without what ends the sentence around it. */
const address = /(https?:\/\/[^\s<>|`\\]*[^\s<>|`\\.,;:!?()'"])/;
/**
 * An underscore within a word marks nothing. A number sign at the end is a heading's. Readers link what looks like an
 * address, and take backslashes for a part of it.
 */
const special = /[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=[#\w])|#$|@|:(?=\/\/)|(?<=www)\./giu;
/** What begins a heading, a list, a rule or an underline where it begins a line. */
const first = /^(?:#|[+=-](?![\p{L}\p{N}])|\d{1,9}(?=[.)](?:\s|$)))/u;

/**
 * A text of a manifest as one line of Markdown (CommonMark 0.31 and the tables of GitHub's) that shows its characters:
 * none of them is markup, HTML or an entity. Web addresses alone are linked, each to itself.
 */
export function inline(text: string): string {
  return text
    .replace(turns, '')
    .replace(unseen, ' ')
    .trim()
    .split(address)
    .map((part, i) => (i % 2 === 1 ? `<${part}>` : part.replace(special, '\\$&')))
    .join('')
    .replace(first, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`));
}

export function heading(level: number, text: string): string {
  return `${'#'.repeat(level)} ${inline(text)}`;
}

export function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${inline(text)}`).join('\n');
}

/** What is said of something: each with its name before it. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string {
  return bullets(pairs.map(([name, value]) => `${name}: ${value}`));
}

/** Cells are texts; those of `right` are figures, which stand at the right. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  const rule = `| ${titles.map((_, i) => (right.includes(i) ? '--:' : '---')).join(' | ')} |`;
  return [line(titles), rule, ...rows.map(line)].join('\n');
}
