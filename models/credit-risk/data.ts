import { readFile } from 'node:fs/promises';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { fieldReader } from '../../src/transform/table/read-field.js';
import { type Application, type FieldName, fields } from './fields.js';

/** One loan application of the data, with how it turned out. */
export interface Loan {
  application: Application;
  bad: boolean;
}

const outcome = 'Status';
const header: readonly string[] = [outcome, ...fields.map(({ name }) => name)];
const notKnown = 'NA';

/**
 * Reads the loans from a CSV file, in its order.
 * @throws Error that says what to do where the file is missing, damaged, or holds what no field allows (line, column)
 */
export async function readLoans(path: string): Promise<Loan[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`${path} cannot be read. It is a part of the repository: ${restore(path)}.`, { cause });
  }
  return parseLoans(text, path);
}

/** Reads the loans from the text of a CSV file; `path` is for messages. */
export function parseLoans(text: string, path: string): Loan[] {
  const [first, ...rows] = records(text, path);
  if (first === undefined) throw damaged(path, 'It is empty');
  const named = first.cells.join(', ');
  if (named !== header.join(', ')) {
    throw damaged(path, `Its first line names the columns "${shorten(named)}" and not "${header.join(', ')}"`);
  }
  if (rows.length === 0) throw damaged(path, 'No row follows its first line');
  return rows.map(({ line, cells }) => {
    if (cells.length !== header.length) {
      throw damaged(path, `Line ${line} has ${cells.length} fields, not ${header.length}`);
    }
    return loan(cells, (column, problem) => damaged(path, `Line ${line}, column ${column}: ${problem}`));
  });
}

interface CsvRecord {
  line: number;
  cells: string[];
}

function records(text: string, path: string): CsvRecord[] {
  try {
    // Rows of another length are left to us: the parser's own message would not say where.
    const options = { info: true, bom: true, skip_empty_lines: true, relax_column_count: true };
    // Its types do not follow `info`.
    const parsed = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return parsed.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw damaged(path, error.message, error);
    throw error;
  }
}

type Problem = (column: string, problem: string) => Error;

function loan(cells: readonly string[], problem: Problem): Loan {
  const [status, ...values] = cells;
  if (status !== 'good' && status !== 'bad') {
    throw problem(outcome, `"${shorten(status ?? '')}" is neither "good" nor "bad"`);
  }
  const entries = fields.map((field, index): [FieldName, number | string | null] => {
    const cell = values[index] ?? '';
    if (cell === notKnown) return [field.name, null];
    const value = field.kind === 'number' ? toNumber(cell) : cell;
    if (value === undefined) throw problem(field.name, `"${shorten(cell)}" is neither a number nor ${notKnown}`);
    const reader = fieldReader(field);
    if (reader.read(value) === undefined) throw problem(field.name, reader.problem(value).message);
    return [field.name, value];
  });
  return { application: Object.fromEntries(entries) as Application, bad: status === 'bad' };
}

/** `Number` alone would take an empty cell for 0, and "0x10" for 16. */
function toNumber(cell: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined;
}

function damaged(path: string, what: string, cause?: Error): Error {
  return new Error(`${path} is not as it should be. ${what}. Mend it, or get the original: ${restore(path)}.`, {
    cause,
  });
}

const restore = (path: string): string => `git checkout -- ${path}`;

const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
