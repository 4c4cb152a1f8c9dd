import { EdgewiseError } from '../errors.js';
import { canBatch, stack, unstack } from '../model/batch.js';
import { formatShape, type PredictInput, type TensorSpec } from '../model/tensor.js';
import { prepareInputs } from '../model/inputs.js';
import type { Prediction, PredictOptions } from './predict-options.js';

/** What is needed of a model. */
interface Predictor<Value> {
  readonly inputs: readonly TensorSpec[];
  predict(input: PredictInput, options: PredictOptions): Promise<Prediction<Value>>;
}

type Source = Iterable<PredictInput> | AsyncIterable<PredictInput> | ReadableStream<PredictInput>;

/** Pulls from the source only when the one who iterates asks for more; leaving the loop ends the source. */
export async function* predictAll<Value>(
  model: Predictor<Value>,
  source: Source,
  batchSize: number,
  options: PredictOptions,
): AsyncGenerator<Prediction<Value>, void, void> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new EdgewiseError('input', `batchSize is ${String(batchSize)}; whole numbers from 1 are allowed.`, {
      field: 'batchSize',
      value: batchSize,
    });
  }
  if (batchSize === 1) {
    for await (const input of iterate(source)) yield await model.predict(input, options);
    return;
  }
  if (!canBatch(model.inputs)) {
    const shapes = model.inputs.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ');
    throw new EdgewiseError(
      'input',
      `This model runs one input at a time, since its first dimension is not free (${shapes}). Leave batchSize out.`,
      { field: 'batchSize', value: batchSize },
    );
  }
  let batch: PredictInput[] = [];
  for await (const input of iterate(source)) {
    batch.push(input);
    if (batch.length < batchSize) continue;
    yield* await predictBatch(model, batch, options);
    batch = [];
  }
  if (batch.length > 0) yield* await predictBatch(model, batch, options);
}

async function predictBatch<Value>(
  model: Predictor<Value>,
  batch: readonly PredictInput[],
  options: PredictOptions,
): Promise<Prediction<Value>[]> {
  const samples = batch.map((input) => prepareInputs(model.inputs, input, false));
  const { inputs, rows } = stack(samples);
  // The joined inputs are ours: no need to copy them once more.
  const whole = await model.predict(inputs, { ...options, transfer: true });
  return unstack(whole.outputs, rows).map((outputs, i) => ({
    ...whole,
    id: `${whole.id}.${String(i)}`,
    outputs,
    value: outputs as Value,
  }));
}

/** Streams are async iterables in the standard, but not in every browser yet. */
function iterate(source: Source): Iterable<PredictInput> | AsyncIterable<PredictInput> {
  if (Symbol.asyncIterator in source || Symbol.iterator in source) return source;
  return readAll(source);
}

async function* readAll(stream: ReadableStream<PredictInput>): AsyncGenerator<PredictInput, void, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
