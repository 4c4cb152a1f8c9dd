import { noProgress, progressBar, progressLines, type Progress } from './progress.js';
import { styleFor, type Style } from './style.js';
import { wrap } from './table.js';

/** What every command takes. */
export interface TerminalOptions {
  /** One JSON document on stdout, and nothing else there. */
  json?: boolean;
  /** No progress. */
  quiet?: boolean;
}

/** Where a command says what it found: results go to stdout, all else to stderr. */
export interface Terminal {
  readonly json: boolean;
  /** Whether stdout is a terminal, with a person before it. */
  readonly interactive: boolean;
  /** Columns of stdout. */
  readonly width: number;
  /** For what goes to stdout. */
  readonly style: Style;
  /** A result for people; nothing with `--json`. */
  print: (text: string) => void;
  /** The result for programs; nothing without `--json`. */
  answer: (document: object) => void;
  /** A sentence beside the result, on stderr, for people; nothing with `--json`. */
  note: (sentence: string) => void;
  /** What is not wrong, but worth knowing. */
  warn: (warning: string) => void;
  progress: Progress;
}

/** Beyond the widest a table is harder to read, not easier; some terminals say that they have no columns at all. */
const [narrowest, widest] = [40, 120];

/** Columns to write for on stdout. */
export function columns(): number {
  const { isTTY, columns: said } = process.stdout;
  return isTTY && said >= narrowest ? Math.min(said, widest) : 80;
}

export function terminal({ json = false, quiet = false }: TerminalOptions): Terminal {
  const onError = styleFor(process.stderr);
  const progress = quiet ? noProgress : process.stderr.isTTY ? progressBar(onError) : progressLines();
  return {
    json,
    interactive: process.stdout.isTTY,
    width: columns(),
    style: styleFor(process.stdout),
    progress,
    print(text) {
      progress.end();
      if (!json) process.stdout.write(`${text}\n`);
    },
    answer(document) {
      progress.end();
      if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
    note(sentence) {
      progress.end();
      if (!json) process.stderr.write(`${wrap(sentence, columns()).join('\n')}\n`);
    },
    warn(warning) {
      progress.end();
      process.stderr.write(`${onError.yellow('warning:')} ${warning}\n`);
    },
  };
}
