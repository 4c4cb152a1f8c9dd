import { oneOf, optional, textAt, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { checkShape, outputAt } from './described-output.js';

/** A vector that stands for what was given. Decoded to `Embedding`. */
export interface EmbeddingOutput {
  kind: 'embedding';
  /** `[any, length]`, or with sizes of one between. */
  output: string;
  /** `l2`: brought to the length of 1, so that the scalar product of two is their cosine similarity. Default `none`. */
  normalization?: 'none' | 'l2';
}

export function parseEmbedding(fields: Fields): EmbeddingOutput {
  return {
    kind: 'embedding',
    output: textAt(fields, 'output'),
    ...optional(fields, 'normalization', (all, key) => oneOf(all, key, ['none', 'l2'] as const)),
  };
}

export function checkEmbedding({ output }: EmbeddingOutput, model: DescribedModel): void {
  checkShape(model, 'output', outputAt(model, 'output', output), [1, null], [1, 1, null], [1, 1, 1, null]);
}
