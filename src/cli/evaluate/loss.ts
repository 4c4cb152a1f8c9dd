import type { EvaluationSummary } from '../../model/manifest/manifest.js';

/** Source figures are taken for no smaller, where differences are relative to them. */
const smallest = 1e-9;

/**
 * What was lost, in points; negative where the packed model is better. Of a metric within 0…1, hundredths of it; of
 * another, hundredths of the source's figure.
 */
export function lossInPoints(
  { float32, packed, higherIsBetter }: Pick<EvaluationSummary, 'float32' | 'packed' | 'higherIsBetter'>,
  bounded: boolean,
): number {
  const worse = higherIsBetter ? float32 - packed : packed - float32;
  if (worse === 0) return 0;
  return (100 * worse) / (bounded ? 1 : Math.max(Math.abs(float32), smallest));
}
