import type { Model } from 'edgewise';

/** What is known of a model beside its answers: how large it was and is, and how good it is. */
export interface About {
  /** Of the weights, as they were trained and as they are stored. */
  bytes: { float32: number; stored: number };
  quality: { value: string; note: string };
}

/** How a model's quality reads, from the figure of the source model and of the packed one, over so many samples. */
export type QualityWords = (figures: { float32: number; packed: number; samples: number }) => About['quality'];

/** As the package says it; null for a model that is no package. */
export function aboutModel({ manifest }: Pick<Model, 'manifest'>, words: QualityWords): About | null {
  if (!manifest) return null;
  const { float32Bytes, storedBytes } = manifest.quantization;
  return {
    bytes: { float32: float32Bytes, stored: storedBytes },
    quality: manifest.evaluation ? words(manifest.evaluation) : { value: '–', note: 'not evaluated' },
  };
}
