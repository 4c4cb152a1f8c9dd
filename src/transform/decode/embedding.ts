import type { Tensors } from '../../model/tensor.js';
import type { EmbeddingOutput } from '../../model/transforms/output/embedding.js';
import type { Embedding } from '../../model/values.js';
import { numbersOf } from './numbers.js';

/** A copy. A vector of zeros has no direction, and stays as it is. */
export function embeddingDecoder({ output, normalization = 'none' }: EmbeddingOutput): (outputs: Tensors) => Embedding {
  return (outputs) => {
    const vector = Float32Array.from(numbersOf(outputs, output).data);
    if (normalization === 'none') return vector;
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return length === 0 ? vector : vector.map((value) => value / length);
  };
}
