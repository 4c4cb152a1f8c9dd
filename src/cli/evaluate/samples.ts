import { EdgewiseError } from '../../errors.js';
import { isObject } from '../../model/json.js';
import type { Prepare } from '../../transform/prepare.js';
import type { Tensors } from '../../model/tensor.js';
import type { EvaluationModule, EvaluationSample, Row } from './evaluation-module.js';
import { atSample, sampleError } from './sample-error.js';

/** A sample as a model takes it. */
export interface Sample {
  index: number;
  inputs: Tensors;
  label: number | readonly number[] | undefined;
  row: Row | undefined;
}

/** Samples that can be gone through again and again, the same each time. */
export interface Samples {
  each: () => AsyncIterable<Sample>;
  /** Known once they were gone through. */
  count: () => number | undefined;
}

/** Bytes of prepared samples that are kept; beyond them the module is asked again. */
const keptBytes = 256 * 1024 * 1024;

/**
 * The samples of an evaluation module, each made into the model's inputs.
 *
 * @throws EdgewiseError `input` while they are gone through: with the sample's place and what is wrong
 */
export function samplesOf(
  module: Pick<EvaluationModule, 'samples' | 'labels'>,
  prepareInput: Prepare,
  signal?: AbortSignal,
): Samples {
  let kept: Sample[] | undefined;
  let count: number | undefined;
  const read = async function* (): AsyncIterable<Sample> {
    const keep: Sample[] = [];
    let bytes = 0;
    let index = 0;
    for await (const sample of given(module, signal)) {
      const prepared = prepare(index++, sample, prepareInput, module.labels);
      bytes += bytesOf(prepared.inputs);
      if (bytes <= keptBytes) keep.push(prepared);
      yield prepared;
    }
    if (index === 0) throw noSamples();
    if (count !== undefined && count !== index) throw changed(count, index);
    count = index;
    if (bytes <= keptBytes) kept = keep;
  };
  return {
    count: () => count,
    each: async function* () {
      if (!kept) yield* read();
      else {
        for (const sample of kept) {
          signal?.throwIfAborted();
          yield sample;
        }
      }
    },
  };
}

/** What the module yields; an error that it throws gets the sample's place. */
async function* given(
  { samples }: Pick<EvaluationModule, 'samples'>,
  signal: AbortSignal | undefined,
): AsyncIterable<EvaluationSample> {
  let index = 0;
  try {
    for await (const sample of checkList(await samples())) {
      signal?.throwIfAborted();
      yield sample;
      index += 1;
    }
  } catch (error) {
    throw atSample(index, error, signal);
  }
}

function checkList<List>(list: List): List {
  const given: unknown = list;
  const walks =
    typeof given === 'object' && given !== null && (Symbol.iterator in given || Symbol.asyncIterator in given);
  if (!walks) throw new Error('samples() has to give a list, or to be a generator');
  return list;
}

function prepare(
  index: number,
  sample: EvaluationSample,
  prepareInput: Prepare,
  labels: readonly string[] | undefined,
): Sample {
  // A module in JavaScript yields what it likes.
  const given: unknown = sample;
  if (!isObject(given) || given['inputs'] === undefined) {
    throw sampleError(index, 'has no inputs. Yield { inputs, label } for each.');
  }
  let inputs: Tensors;
  try {
    inputs = prepareInput(sample.inputs).inputs;
  } catch (error) {
    throw atSample(index, error, undefined);
  }
  return { index, inputs, label: labelOf(index, sample.label, labels), row: rowOf(index, sample.row) };
}

function labelOf(index: number, label: unknown, labels: readonly string[] | undefined): Sample['label'] {
  if (label === undefined) return undefined;
  if (typeof label === 'string') {
    const place = labels?.indexOf(label) ?? -1;
    if (place >= 0) return place;
    const known = labels
      ? `which is none of labels: ${labels.join(', ')}.`
      : 'a name; export labels, the list of them.';
    throw sampleError(index, `has the label ${JSON.stringify(label)}, ${known}`);
  }
  const numbers: unknown = ArrayBuffer.isView(label) ? Array.from(label as Uint8Array) : label;
  if (typeof numbers === 'number' && Number.isFinite(numbers)) return numbers;
  if (Array.isArray(numbers) && numbers.length > 0 && numbers.every(Number.isFinite)) return numbers as number[];
  const what = typeof label === 'number' ? String(label) : (JSON.stringify(label) ?? typeof label);
  throw sampleError(index, `has the label ${what.slice(0, 80)}. A number, a name or an array of numbers is needed.`);
}

function rowOf(index: number, row: unknown): Row | undefined {
  if (row === undefined) return undefined;
  const allowed = (value: unknown) => value === null || ['number', 'string', 'boolean'].includes(typeof value);
  if (isObject(row) && Object.values(row).every(allowed)) return row as Row;
  throw sampleError(index, 'has a row that is no object of numbers, texts, truths and nulls.');
}

function bytesOf(inputs: Tensors): number {
  return Object.values(inputs).reduce(
    (sum, { data }) => sum + (Array.isArray(data) ? data.join('').length * 2 : data.byteLength),
    0,
  );
}

function noSamples(): EdgewiseError {
  return new EdgewiseError('input', 'The evaluation has no samples. Let samples() yield at least one.', {
    field: 'evaluate',
  });
}

function changed(before: number, now: number): EdgewiseError {
  return new EdgewiseError(
    'input',
    `The evaluation gave ${before} samples the first time and ${now} the second. samples() has to give the same each time.`,
    { field: 'evaluate', expected: before, actual: now },
  );
}
