import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { formatBytes, formatCount, formatNumber, formatShare, plural } from '../../../src/cli/terminal/format.js';
import { Interrupted } from '../../../src/cli/terminal/interruption.js';
import { progressLines } from '../../../src/cli/terminal/progress.js';
import { reportFailure } from '../../../src/cli/terminal/report-failure.js';
import { checks, facts, table } from '../../../src/cli/terminal/table.js';
import { EdgewiseError } from '../../../src/errors.js';
import { version } from '../../../src/version.js';

let [out, err] = ['', ''];

beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('figures have three or four digits, and the unit that suits them', () => {
  expect([0, 999, 1000, 999_499, 999_500, 4_650_216, 3.2e9].map(formatBytes)).toEqual([
    ...['0 B', '999 B', '1.00 kB', '999 kB', '1.00 MB', '4.65 MB', '3.20 GB'],
  ]);
  expect([0, 9999, 10_000, 2_325_002, 5.5e8].map(formatCount)).toEqual(['0', '9,999', '10.0 k', '2.33 M', '550 M']);
  expect([0, -3, 0.5, 0.123456, 1234.567, 0.000012, 4.02e-7, 3e12].map(formatNumber)).toEqual([
    ...['0', '-3', '0.5', '0.1235', '1235', '1.2e-5', '4.02e-7', '3e+12'],
  ]);
  expect([formatShare(1, 3), formatShare(1, 0), plural(1, 'file'), plural(2000, 'file')]).toEqual([
    ...['33.3 %', '0.0 %', '1 file', '2,000 files'],
  ]);
});

test('a table keeps to the width by cutting its longest column at the beginning', () => {
  const columns = [
    { title: 'node', gives: true as const },
    { title: 'bytes', align: 'right' as const },
  ];
  expect(table(columns, [['a', '12']])).toBe('  node  bytes\n  a        12');
  const rows = [[`${'long/'.repeat(30)}end`, '1']];
  const lines = table(columns, rows, { width: 40 }).split('\n');
  expect(lines.map(({ length }) => length)).toEqual([40, 40]);
  expect(lines[1]).toMatch(/^ {2}….*long\/end +1$/);
});

test('facts and checks wrap under themselves', () => {
  expect(facts([['weights', 'one two three']], 24).split('\n')).toEqual(['  weights  one two three']);
  expect(facts([['w', 'aaaa bbbb cccc dddd eeee']], 25).split('\n')).toEqual(['  w  aaaa bbbb cccc dddd', '     eeee']);
  expect(checks(['aaaa bbbb cccc'], { width: 13 })).toBe('  ✓ aaaa bbbb\n    cccc');
});

test('without a terminal, progress is a line where work begins, and one now and then', () => {
  let time = 10_000;
  const progress = progressLines(() => time);
  progress('Measuring', 0, null);
  progress('Measuring', 10, 100);
  time += 6000;
  progress('Measuring', 60, 100);
  progress('Writing', 0, null);
  progress('Verifying', 0, null);
  progress('Verifying', 1, 1);
  // The end of what had another piece of work in it.
  progress('Writing', 1, 1);
  expect(err).toBe('Measuring…\nMeasuring: 60 of 100\nWriting…\nVerifying…\n');
});

test('a refusal is a sentence, with the reason where the sentence lacks it', () => {
  const error = new EdgewiseError('limit', 'x.bin is too large.', { file: 'x.bin' }, new Error('it has 9 bytes'));
  expect(reportFailure(error, false)).toBe(1);
  expect([out, err]).toEqual(['', 'error: x.bin is too large.\n  it has 9 bytes\n']);
});

test('an error of the disk says what to do, and is no mistake of ours', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  expect(reportFailure(full, true)).toBe(1);
  expect(err).toMatch(/^error: The disk is full\. Free some space/);
  expect(JSON.parse(out).error).toMatchObject({ code: 'environment', details: { errno: 'ENOSPC', syscall: 'write' } });
});

test('a mistake of ours shows where it is, and asks to be reported', () => {
  expect(reportFailure(new TypeError('x is not a function'), true)).toBe(1);
  expect(err).toMatch(/TypeError: x is not a function\n +at /);
  expect(err).toContain(`This is a mistake in edgewise ${version}`);
  expect(JSON.parse(out).error).toMatchObject({ code: 'bug', message: 'x is not a function' });
});

test('an interruption has its own exit code', () => {
  expect(reportFailure(new Interrupted(), false)).toBe(130);
  expect(err).toBe('Interrupted. Nothing was written.\n');
});
