import { EdgewiseError } from '../errors.js';
import { canBatch, stack, unstack } from '../model/batch.js';
import { formatShape, type PredictInput, type Tensors, type TensorSpec } from '../model/tensor.js';
import { inputsFrom, type InputSource } from './input-source.js';
import { prepareInputs } from '../model/inputs.js';
import type { Prediction, PredictOptions } from './predict-options.js';

/** What is needed of a model. */
interface Predictor<Value> {
  readonly inputs: readonly TensorSpec[];
  /** Aborted when it is disposed of. */
  readonly lifetime: AbortSignal;
  predict(input: PredictInput, options: PredictOptions): Promise<Prediction<Value>>;
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
  let batch: Tensors[] = [];
  for await (const input of inputs) {
    // Copied as it comes: a source may fill the same array again.
    batch.push(prepareInputs(model.inputs, input, options.transfer ?? false));
    if (batch.length < batchSize) continue;
    yield* await predictBatch(model, batch, options);
    batch = [];
  }
  if (batch.length > 0) yield* await predictBatch(model, batch, options);
}

function checkBatchSize(model: Predictor<unknown>, batchSize: number): void {
  const facts = { field: 'batchSize', value: batchSize };
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    const message = `batchSize is ${JSON.stringify(batchSize)}; whole numbers from 1 are allowed.`;
    throw new EdgewiseError('input', message, facts);
  }
  if (batchSize === 1 || canBatch(model.inputs)) return;
  const shapes = model.inputs.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ');
  throw new EdgewiseError(
    'input',
    `This model runs one input at a time, since its first dimension is not free (${shapes}). Leave batchSize out.`,
    facts,
  );
}

async function predictBatch<Value>(
  model: Predictor<Value>,
  batch: readonly Tensors[],
  options: PredictOptions,
): Promise<Prediction<Value>[]> {
  const { inputs, rows } = stack(batch);
  // The joined inputs are ours: no need to copy them once more.
  const whole = await model.predict(inputs, { ...options, transfer: true });
  return unstack(whole.outputs, rows).map((outputs, i) => ({
    ...whole,
    id: `${whole.id}.${String(i)}`,
    outputs,
    value: outputs as Value,
  }));
}
