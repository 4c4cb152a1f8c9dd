import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a page shows between fences. */
export interface Fence {
  page: string;
  /** `ts`, `html`, `sh`, …; empty for text. */
  language: string;
  code: string;
  /** The line of its first line in the page. */
  line: number;
  /** By an HTML comment before it: `<!-- not run: … -->` says why, `<!-- run by test/… -->` by which test it is. */
  instead: { kind: 'not run' | 'run by'; reason: string } | null;
}

/** The pages of the documentation: the README, and every page beside the source that it documents. */
export const docsPages: readonly string[] = [
  'README.md',
  ...readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`),
].sort();

/** With its comment, if it has one, and a blank line between them. */
const fence = /(?:^<!-- (not run|run by):? ([^]*?) -->\n\n?)?^```(\w*)\n([^]*?)^```$/gm;

/** The code fences of a Markdown file, in their order. */
export function fencesOf(page: string): Fence[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(fence)].map(
    ({ 0: all, 1: kind, 2: reason = '', 3: language = '', 4: code = '', index }) => ({
      page,
      language,
      code,
      line: text.slice(0, index + all.lastIndexOf(`\`\`\`${language}\n${code}`)).split('\n').length + 1,
      instead: kind === undefined ? null : { kind: kind as 'not run' | 'run by', reason },
    }),
  );
}

/** Of all pages: those in one of these languages that are to be run. */
export function toRun(...languages: readonly string[]): [name: string, fence: Fence][] {
  return docsPages
    .flatMap(fencesOf)
    .filter(({ language, instead }) => languages.includes(language) && !instead)
    .map((one) => [`${one.page}, line ${one.line}: ${one.language}`, one]);
}

/** What is wrong with a fence's comment, or with its lack. */
export function misfit({ language, instead }: Fence): string | null {
  const known = ['ts', 'js', 'html', 'sh', 'json', 'text', ''];
  if (!known.includes(language)) return `nothing runs ${language}: use ${known.filter(Boolean).join(', ')}`;
  if (instead?.kind === 'run by' && !existsSync(instead.reason)) return `there is no ${instead.reason}`;
  if (instead?.kind === 'not run' && instead.reason.length < 10) return 'it says no reason';
  return null;
}
