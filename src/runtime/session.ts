import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../errors.js';
import type { BackendName } from '../model/backend.js';
import type { DType, Tensors, TensorSpec, TensorValue } from '../model/tensor.js';
import { computeOn, useBackend } from './engine.js';
import type { OpenModel } from './open-model.js';

/** A model open on a backend: values in, values out, no tensor left behind. */
export class Session {
  constructor(
    private readonly model: OpenModel,
    readonly backend: BackendName,
  ) {}

  /** The same open model on another started backend, to which its weights move. */
  on(backend: BackendName): Session {
    return new Session(this.model, backend);
  }

  get inputs(): readonly TensorSpec[] {
    return this.model.inputs;
  }

  get outputs(): readonly TensorSpec[] {
    return this.model.outputs;
  }

  /** @param inputs values by input name, already checked against the specs */
  run(inputs: Tensors): Promise<Tensors> {
    return computeOn(this.backend, () => this.#compute(inputs));
  }

  async dispose(): Promise<void> {
    await useBackend(this.backend);
    this.model.dispose();
  }

  async #compute(inputs: Tensors): Promise<Tensors> {
    const made: Tensor[] = [];
    try {
      const fed: Record<string, Tensor> = {};
      for (const [name, { data, shape, dtype }] of Object.entries(inputs)) {
        made.push((fed[name] = tensor(data, [...shape], dtype)));
      }
      const answered = await this.model.execute(fed);
      made.push(...answered);
      const values = await Promise.all(answered.map(readValue));
      return Object.fromEntries(this.outputs.map(({ name }, i) => [name, values[i] as TensorValue]));
    } finally {
      // An output may be an input, a weight, or another output under a second name.
      for (const t of made) if (!t.isDisposed && !this.model.weightIds.has(t.id)) t.dispose();
    }
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
