import type { BackendName } from '../model/backend.js';
import type { Tensors, TensorSpec } from '../model/tensor.js';
import { compute } from './compute.js';
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
    return computeOn(this.backend, () => compute(this.model, inputs));
  }

  async dispose(): Promise<void> {
    await useBackend(this.backend);
    this.model.dispose();
  }
}
