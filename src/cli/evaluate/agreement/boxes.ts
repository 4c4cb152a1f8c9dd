import type { Tensors } from '../../../model/tensor.js';
import { mean, numberOutputs } from './numbers.js';

interface Found {
  /** Two corners; in which order x and y stand is the same for both models. */
  box: readonly [number, number, number, number];
  score: number;
  kind: number;
}

const leastScore = 0.3;
/** A box is found again by one that is a little less sure, too. */
const leastScoreAgain = 0.2;

/**
 * How well the source's boxes are found again: of each, the intersection over union with the best of the packed model's
 * boxes of its kind, on average. A box that only the packed model is sure of counts as 0. Undefined where neither is
 * sure of any.
 *
 * Boxes are rows of six (corners, score, kind), or an output of rows of four beside one of scores of as many rows.
 */
export function boxAgreement(source: Tensors, packed: Tensors): number | undefined {
  const all = { source: boxesOf(source), packed: boxesOf(packed) };
  const expected = all.source.filter(({ score }) => score >= leastScore);
  const again = all.packed.filter(({ score }) => score >= leastScoreAgain);
  const overlaps = expected.map((one) =>
    again.reduce((best, other) => (other.kind === one.kind ? Math.max(best, overlap(one.box, other.box)) : best), 0),
  );
  const strangers = all.packed.filter(
    ({ score, kind, box }) =>
      score >= leastScore + 0.1 &&
      !all.source.some((one) => one.score >= leastScoreAgain && one.kind === kind && overlap(one.box, box) > 0),
  );
  const counted = [...overlaps, ...strangers.map(() => 0)];
  return counted.length === 0 ? undefined : mean(counted);
}

function boxesOf(outputs: Tensors): Found[] {
  const numbers = numberOutputs(outputs);
  const rows = numbers.find(([, { shape }]) => shape.length >= 2 && (shape.at(-1) === 6 || shape.at(-1) === 7));
  if (rows) {
    const [, { data, shape }] = rows;
    const width = shape.at(-1) ?? 6;
    // Rows of seven begin with the picture's place in the batch.
    const start = width - 6;
    return Array.from({ length: data.length / width }, (_, i) => {
      const row = data.subarray(i * width + start, (i + 1) * width);
      return { box: boxAt(row, 0), score: row[4] ?? 0, kind: Math.round(row[5] ?? 0) };
    });
  }
  // Of several (raw ones and chosen ones), the chosen ones are fewer.
  const corners = numbers
    .filter(([, { shape }]) => shape.length >= 2 && shape.at(-1) === 4)
    .sort(([, a], [, b]) => a.data.length - b.data.length)[0];
  if (!corners) return [];
  const [name, { data }] = corners;
  const count = data.length / 4;
  const beside = numbers.filter(([other, tensor]) => other !== name && tensor.data.length === count);
  const isScore = ([, tensor]: (typeof beside)[number]) => tensor.data.every((value) => value >= 0 && value <= 1);
  // Scores have fractions; kinds are whole numbers.
  const scores = beside.find((entry) => isScore(entry) && entry[1].data.some((value) => !Number.isInteger(value)));
  // Among whole numbers, kinds are smaller than the places of what was chosen.
  const [kinds] = beside
    .filter((entry) => entry !== scores && entry[1].data.every(Number.isInteger))
    .sort(([, a], [, b]) => Math.max(...a.data) - Math.max(...b.data));
  return Array.from({ length: count }, (_, i) => ({
    box: boxAt(data, i * 4),
    score: scores ? (scores[1].data[i] ?? 0) : 1,
    kind: kinds?.[1].data[i] ?? 0,
  }));
}

function boxAt(data: ArrayLike<number>, at: number): Found['box'] {
  return [0, 1, 2, 3].map((i) => data[at + i] as number) as unknown as Found['box'];
}

function overlap(a: Found['box'], b: Found['box']): number {
  const side = (i: 0 | 1) => Math.max(0, Math.min(a[i + 2] as number, b[i + 2] as number) - Math.max(a[i], b[i]));
  const area = (box: Found['box']) => Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
  const both = side(0) * side(1);
  const either = area(a) + area(b) - both;
  return either > 0 ? both / either : Number(a.every((value, i) => value === b[i]));
}
