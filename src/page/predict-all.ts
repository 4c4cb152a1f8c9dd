import { EdgewiseError } from '../errors.js';
import type { PredictInput } from '../model/input.js';
import { formatShape, type TensorSpec } from '../model/tensor.js';
import { inputsFrom, type InputSource } from './input-source.js';
import type { KeptInput } from './outgoing.js';
import { refused } from './refused.js';
import type { Prediction, PredictOptions } from './predict-options.js';

/** What is needed of a model. */
interface Predictor<Value> {
  readonly inputs: readonly TensorSpec[];
  /** Aborted when it is disposed of. */
  readonly lifetime: AbortSignal;
  predict(input: PredictInput, options: PredictOptions): Promise<Prediction<Value>>;
  keep(input: PredictInput, options: PredictOptions): KeptInput;
  predictTogether(inputs: readonly KeptInput[], options: PredictOptions): Promise<Prediction<Value>[]>;
}

/** Pulls from the source only when the one who iterates asks for more; leaving the loop ends the source. */
export async function* predictAll<Value>(
  model: Predictor<Value>,
  source: InputSource,
  batchSize: number,
  options: PredictOptions,
): AsyncGenerator<Prediction<Value>, void, void> {
  checkBatchSize(model, batchSize);
  const inputs = inputsFrom(source, [options.signal, model.lifetime]);
  if (batchSize === 1) {
    for await (const input of inputs) yield await model.predict(input, options);
    return;
  }
  let batch: KeptInput[] = [];
  for await (const input of inputs) {
    // Copied as it comes: a source may fill the same array again.
    batch.push(model.keep(input, options));
    if (batch.length < batchSize) continue;
    yield* await model.predictTogether(batch, options);
    batch = [];
  }
  if (batch.length > 0) yield* await model.predictTogether(batch, options);
}

function checkBatchSize(model: Predictor<unknown>, batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw refused('predictAll', 'batchSize', batchSize, 'whole numbers from 1');
  }
  // Without inputs there is nothing to join.
  const { inputs } = model;
  if (batchSize === 1 || (inputs.length > 0 && inputs.every(({ shape }) => shape[0] === null))) return;
  const shapes = inputs.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ');
  throw new EdgewiseError(
    'input',
    `This model runs one input at a time, since its first dimension is not free (${shapes}). Leave batchSize out.`,
    { field: 'batchSize', value: batchSize },
  );
}
