import type { BoxesHead } from '../../model/transforms/output/boxes-head.js';
import type { Tensors } from '../../model/tensor.js';
import { bestClass } from './best-class.js';
import { boxReader } from './box-rows.js';
import type { ReadBoxes } from './candidate.js';
import { exactly, numbersOf, otherShape } from './numbers.js';
import { unitOf } from './to-given.js';

/** Boxes as they are. */
export function boxesReader(head: BoxesHead, labels: number): ReadBoxes {
  const { columns, background } = head;
  const readBox = boxReader(columns);
  const scored = scoresReader(head, labels);
  return (outputs, placement, minimumScore, found) => {
    const { data, shape } = numbersOf(outputs, head.boxes);
    const width = shape.at(-1) ?? 0;
    if (width < columns.length) throw otherShape(head.boxes, shape, `rows of ${columns.length} numbers`);
    const rows = data.length / width;
    const count = head.count === undefined ? rows : Math.min(rows, exactly(outputs, head.count, 1).data[0] ?? 0);
    const unit = unitOf(head.coordinates, placement);
    const scoreAt = scored(outputs, data, rows, width);
    for (let row = 0; row < count; row++) {
      const best = scoreAt(row);
      if (!best || !(best.score >= minimumScore) || best.index === background) continue;
      found({ ...readBox(data, row * width, unit), ...best });
    }
  };
}

type ScoreAt = (row: number) => { index: number; score: number } | null;

/** From scores and classes in the boxes' rows, or in outputs beside them. */
function scoresReader(head: BoxesHead, labels: number) {
  const places = { score: head.columns.indexOf('score'), class: head.columns.indexOf('class') };
  const classed = places.class >= 0 || head.classes !== undefined;
  return (outputs: Tensors, boxes: ArrayLike<number>, rows: number, width: number): ScoreAt => {
    const each = classed || places.score >= 0 ? 1 : labels;
    const scores = head.scores === undefined ? undefined : exactly(outputs, head.scores, rows * each).data;
    const classes = head.classes === undefined ? undefined : exactly(outputs, head.classes, rows).data;
    return (row) => {
      const best = scores
        ? bestClass(scores, row * each, each, classed ? { ...head, background: -1 } : head)
        : bestClass(boxes, row * width + places.score, 1, { activation: head.activation ?? 'none' });
      if (!best || !classed) return best;
      const index = Math.round(classes ? (classes[row] ?? NaN) : (boxes[row * width + places.class] as number));
      return { score: best.score, index };
    };
  };
}
