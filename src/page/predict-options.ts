import type { TensorValue } from '../model/tensor.js';
import type { BackendName } from '../model/backend.js';

/** How one prediction is made. */
export interface PredictOptions {
  /** Takes a call back that waits; a run under way is left to itself. It rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
  /** Hand the input's memory over instead of copying it; the array is empty afterwards, even where it is refused. */
  transfer?: boolean | undefined;
  /** Milliseconds; rejects with `timeout`. Default 30,000. */
  timeout?: number | undefined;
}

/** The answer to one input. */
export interface Prediction<Value = unknown> {
  /** Names this prediction: the beginning of the model's digest, and its number. */
  id: string;
  /** The decoded answer where the model's package declares one, else the same object as `outputs`. */
  value: Value;
  /** By output name: as the model's signature names them, else the graph's node names. */
  outputs: Record<string, TensorValue>;
  /** What computed it. */
  backend: BackendName;
  /** From call to answer, queueing included. */
  milliseconds: number;
}
