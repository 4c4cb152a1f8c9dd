import type { Tensors } from '../../model/tensor.js';
import type { KeyPointsOutput } from '../../model/transforms/output/key-points.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { KeyPoints } from '../../model/values.js';
import { sigmoid } from './activation.js';
import { exactly, numbersOf, otherShape, type Numbers } from './numbers.js';
import { givenPoint, unitOf } from './to-given.js';

/** All points, in their order. One for which the model answers no number has a score of 0. */
export function keyPointsDecoder(
  { output, columns, coordinates, scores, activation = 'none' }: KeyPointsOutput,
  labels: readonly string[] | undefined,
): (outputs: Tensors, placement: Placement | null) => KeyPoints {
  const stride = columns.length;
  const places = { x: columns.indexOf('x'), y: columns.indexOf('y'), score: columns.indexOf('score') };
  return (outputs, placement) => {
    const { data, shape } = labels ? exactly(outputs, output, labels.length * stride) : numbersOf(outputs, output);
    const count = data.length / stride;
    if (!Number.isInteger(count)) throw otherShape(output, shape, `${stride} numbers for each point`);
    const unit = unitOf(coordinates, placement);
    const beside = scores === undefined ? undefined : exactly(outputs, scores, 1, count);
    return Array.from({ length: count }, (_, i) => {
      const at = (place: number) => data[i * stride + place] ?? NaN;
      const { x, y } = givenPoint(at(places.x) * unit.width, at(places.y) * unit.height, placement);
      const given = places.score < 0 ? scoreBeside(beside, i) : at(places.score);
      const score = given !== undefined && activation === 'sigmoid' ? sigmoid(given) : (given ?? 1);
      return { name: labels?.[i] ?? String(i), x, y, score: Number.isNaN(x + y + score) ? 0 : score };
    });
  };
}

/** One for each point, or one for all. */
function scoreBeside(beside: Numbers | undefined, i: number): number | undefined {
  return beside?.data[beside.data.length === 1 ? 0 : i];
}
