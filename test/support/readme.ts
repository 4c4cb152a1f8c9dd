import { readFileSync } from 'node:fs';

export interface Fence {
  language: string;
  /** ```` ```ts run ```` is executed, not only compiled. */
  run: boolean;
  code: string;
  /** The line of its first line in the document. */
  line: number;
}

/** The code fences of a Markdown file, in their order. */
export function fencesOf(file: string): Fence[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w+)( run)?\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: run, 3: code = '', index }) => ({
      language,
      run: run !== undefined,
      code,
      line: text.slice(0, index).split('\n').length + 1,
    }),
  );
}
