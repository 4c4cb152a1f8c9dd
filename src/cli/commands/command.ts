import { InvalidArgumentError, type Command } from 'commander';
import { interruption } from '../terminal/interruption.js';
import { terminal, type Terminal, type TerminalOptions } from '../terminal/terminal.js';

/** What a command runs with. */
export interface Invocation {
  terminal: Terminal;
  /** Aborts with `Interrupted`. */
  signal: AbortSignal;
}

export function addCommand(program: Command, name: string, summary: string): Command {
  return program.command(name).summary(summary).helpOption('-h, --help', 'show this');
}

/**
 * Gives a command the options that all have, as its last ones, and says what happens when it is called: `work` with its
 * arguments, its options, and where to say what it found.
 */
// Commander leaves the types of options to whoever names them.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function whenCalled<Options extends TerminalOptions>(
  command: Command,
  work: (given: readonly string[], options: Options, invocation: Invocation) => Promise<void>,
): void {
  command
    .optionsGroup('Output:')
    .option('--json', 'one JSON document on stdout; all else goes to stderr')
    .option('--quiet', 'no progress');
  command.action(async () => {
    const options = command.opts<Options>();
    // An optional argument that is not there is undefined.
    const given = (command.processedArgs as (string | undefined)[]).filter((one) => one !== undefined);
    await work(given, options, { terminal: terminal(options), signal: interruption() });
  });
}

/** Lines of a help's end: examples, each with what it does. */
export function examples(list: readonly (readonly [command: string, does: string])[]): string {
  return ['', 'Examples:', ...list.flatMap(([command, does]) => [`  # ${does}`, ...shellLines(command)])].join('\n');
}

/** As one types it: what is too long for a line goes on behind a backslash. */
function shellLines(command: string): string[] {
  const lines = [`  $ edgewise`];
  for (const part of command.split(/ (?=--)/)) {
    const last = lines.at(-1) ?? '';
    if (last.length + part.length < 77) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(`      ${part}`);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}

/** For an option that may be given several times, one value each. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** For an option that takes a whole number between bounds. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`A whole number from ${from} to ${to} is needed.`);
  };
}

/** For an option that takes a number between bounds. */
export function number(from: number, to = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(
      to === Infinity ? `A number of ${from} or more is needed.` : `A number from ${from} to ${to} is needed.`,
    );
  };
}

/** For an option that takes a pair of numbers, the smaller first: `0,255`. */
export function range(text: string): readonly [number, number] {
  const parts = text.split(',');
  const [from, to] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (parts.length === 2 && Number.isFinite(from) && Number.isFinite(to) && Number(from) < Number(to)) {
    return [Number(from), Number(to)];
  }
  throw new InvalidArgumentError('Two numbers are needed, the smaller first, as 0,255 or -1,1.');
}
