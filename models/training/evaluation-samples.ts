import type { EvaluationSample } from '../../src/cli/evaluate/evaluation-module.js';
import type { Samples } from './samples.js';

/** Samples one by one, as `edgewise pack --evaluate` takes them. */
export function* eachSample(
  samples: Samples,
  labelOf: (place: number) => NonNullable<EvaluationSample['label']>,
  rowOf?: (place: number) => NonNullable<EvaluationSample['row']>,
): Generator<EvaluationSample> {
  for (let place = 0; place < samples.count; place++) {
    yield {
      inputs: samples.batch([place]).inputs,
      label: labelOf(place),
      ...(rowOf && { row: rowOf(place) }),
    };
  }
}
