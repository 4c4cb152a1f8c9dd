import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EdgewiseError, messageOf } from '../../errors.js';
import { isObject } from '../../model/json.js';
import { builtInMetrics, type EvaluationModule } from './evaluation-module.js';

/**
 * Imports an evaluation module and checks what it exports, all together or as its default.
 *
 * @param file an ES module; TypeScript where Node is run by tsx
 * @throws EdgewiseError `input`, with the file and what to change
 */
export async function loadEvaluationModule(file: string): Promise<EvaluationModule> {
  const facts = await stat(file).catch((error: unknown) => {
    throw wrong(file, 'is not there. Check the path after --evaluate', error);
  });
  if (!facts.isFile()) throw wrong(file, 'is no file. Name the module itself after --evaluate');
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(path.resolve(file)).href)) as Record<string, unknown>;
  } catch (error) {
    throw wrong(file, `cannot be imported: ${messageOf(error)}`, error);
  }
  const whole = exported['default'];
  return checkEvaluationModule(isObject(whole) && 'samples' in whole ? whole : exported, file);
}

/** @param name for errors */
export function checkEvaluationModule(given: Readonly<Record<string, unknown>>, name: string): EvaluationModule {
  const { metric, samples, data, output, labels, chunks } = given;
  if (typeof samples !== 'function') {
    throw wrong(name, 'exports no function "samples". Let it yield { inputs, label } for each sample');
  }
  checkMetric(metric, name);
  const text = (value: unknown) => typeof value === 'string' && value !== '';
  if (data !== undefined && !text(data)) throw wrong(name, 'exports a "data" that is no text');
  if (output !== undefined && !text(output)) throw wrong(name, 'exports an "output" that is no name');
  if (labels !== undefined && !(Array.isArray(labels) && labels.length > 0 && labels.every(text))) {
    throw wrong(name, 'exports "labels" that are no list of names');
  }
  if (
    chunks !== undefined &&
    !(Number.isSafeInteger(chunks) && (chunks as number) >= 2 && (chunks as number) <= 1000)
  ) {
    throw wrong(name, 'exports "chunks" that are no whole number from 2 to 1000');
  }
  return given as unknown as EvaluationModule;
}

function checkMetric(metric: unknown, name: string): void {
  if (typeof metric === 'string') {
    if ((builtInMetrics as readonly string[]).includes(metric)) return;
    throw wrong(name, `exports the metric ${JSON.stringify(metric)}; built in are ${builtInMetrics.join(', ')}`);
  }
  if (
    isObject(metric) &&
    typeof metric['name'] === 'string' &&
    metric['name'] !== '' &&
    typeof metric['higherIsBetter'] === 'boolean' &&
    typeof metric['score'] === 'function'
  ) {
    return;
  }
  throw wrong(
    name,
    `exports no metric. Export its name (${builtInMetrics.join(', ')}) or { name, higherIsBetter, score(answers) }`,
  );
}

function wrong(file: string, what: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('input', `The evaluation module ${file} ${what}.`, { file, field: 'evaluate' }, cause);
}
