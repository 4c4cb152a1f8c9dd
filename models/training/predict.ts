import { batches, everyPlace, type Samples } from './samples.js';
import { tf } from './tfjs.js';

/** What answers: as it was trained, as it is read back from its weights, or as it is packed. */
export type Network = Pick<tf.InferenceModel, 'predict'>;

/** A network's outputs for all samples, one after the other: [count × outputs]. */
export function predictAll(network: Network, samples: Samples, batchSize = 256): Float32Array {
  const parts: Float32Array[] = [];
  for (const places of batches(everyPlace(samples.count), batchSize)) {
    const { inputs } = samples.batch(places);
    const output = tf.tidy(() => {
      const answer = network.predict(tf.tensor(inputs, [places.length, ...samples.inputShape]), {});
      if (!(answer instanceof tf.Tensor)) throw new RangeError('This network has several outputs; one is expected.');
      // Copied, since wasm's memory moves.
      return Float32Array.from(answer.dataSync());
    });
    parts.push(output);
  }
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** The labels of all samples, one after the other: [count × labels]. */
export function labelsOf(samples: Samples): Float32Array {
  return samples.batch(everyPlace(samples.count)).labels;
}
