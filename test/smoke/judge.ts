import { differences, type TestModel, type TestTensors } from '../support/models/index.js';
import { misplaced } from '../support/photograph.js';
import type { Case, Outcome } from './cases.js';

/** WebGL without a graphics card rounds as graphics cards do. */
const webglTolerance = 1e-3;

/** What was wrong with a case's outcome: nothing, if all went well. */
export function wrongWith(one: Case, outcome: Outcome, models: readonly TestModel[]): string[] {
  const { error, points, outputs = {}, choice, fromCache } = outcome;
  if (error !== undefined) return [error];
  const { backend, cache } = one.options;
  const asked = backend === undefined || backend === 'auto' || choice?.name === backend;
  const threads = typeof one.options.threads !== 'number' || choice?.threads === one.options.threads;
  const model = one.expected
    ? { expected: one.expected as TestTensors, tolerance: 1e-6 }
    : models.find(({ name }) => name === one.name);
  const tolerance = choice?.name === 'webgl' ? webglTolerance : undefined;
  return [
    ...(points ? misplaced(points) : model ? differences(model, outputs as TestTensors, tolerance) : ['no answer']),
    ...(asked && threads ? [] : [`it ran on ${String(choice?.name)}, ${String(choice?.threads)} threads`]),
    ...(cache === 'only-if-cached' && fromCache !== true ? ['it did not come from the store'] : []),
  ];
}

export function rowOf(one: Case, outcome: Outcome, wrong: readonly string[]): string[] {
  const { choice, fromCache, milliseconds } = outcome;
  const { backend = 'auto', threads, worker } = one.options;
  return [
    one.name,
    [backend, threads && `${threads} threads`, worker === false && 'on the page'].filter(Boolean).join(', '),
    choice ? `${choice.name} × ${choice.threads}` : '–',
    choice ? (fromCache ? 'store' : 'network') : '–',
    milliseconds === undefined ? '–' : `${milliseconds.toFixed(0)} ms`,
    wrong.length === 0 ? 'right' : `WRONG: ${wrong.join('; ')}`,
  ];
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
