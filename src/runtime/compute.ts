import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../errors.js';
import type { DType, Tensors, TensorValue } from '../model/tensor.js';
import type { OpenModel } from './open-model.js';

/** Values in, values out, on the current backend; no tensor is left behind. */
export async function compute(model: OpenModel, inputs: Tensors): Promise<Tensors> {
  const made: Tensor[] = [];
  try {
    const fed: Record<string, Tensor> = {};
    for (const [name, { data, shape, dtype }] of Object.entries(inputs)) {
      made.push((fed[name] = tensor(data, [...shape], dtype)));
    }
    const answered = await model.execute(fed);
    made.push(...answered);
    const values = await Promise.all(answered.map(readValue));
    return Object.fromEntries(model.outputs.map(({ name }, i) => [name, values[i] as TensorValue]));
  } finally {
    // An output may be an input, a weight, or another output under a second name.
    for (const t of made) if (!t.isDisposed && !model.weightIds.has(t.id)) t.dispose();
  }
}

async function readValue(output: Tensor): Promise<TensorValue> {
  // The declared type leaves out complex64, which a model may answer all the same.
  const dtype: string = output.dtype;
  if (dtype === 'complex64') {
    throw new EdgewiseError(
      'unsupported-op',
      'An output of this model is complex64, which has no form outside of it. End the model with Real, Imag or Abs.',
      { ops: [], dtype },
    );
  }
  const data = await output.data<DType & 'float32'>();
  // A copy: the cpu backend answers the array that it keeps, which must not be handed over.
  return { data: data.slice(), shape: output.shape, dtype: dtype as DType };
}
