import { countAt, optional, textAt, wrong, type Fields } from '../../manifest/fields.js';
import type { DescribedTensor } from '../../manifest/described-tensor.js';
import type { DescribedModel } from '../described-model.js';
import { activationAt, type Activation } from './activation.js';
import { boxColumnsAt, type BoxColumn } from './box-columns.js';
import { coordinatesAt, type Columns, type Coordinates } from './coordinates.js';
import { checkShape, labelsAt, outputAt, unfit } from './described-output.js';

/**
 * Boxes as they are, a row for each: with score and class in the row, or in outputs beside it. Of a box's label: where
 * there is a column or an output of classes, the labels of that output are by class; else those of what holds the
 * scores are by column of scores.
 */
export interface BoxesHead {
  kind: 'boxes';
  /** `[1, boxes, columns or more]`, or without the first dimension. */
  boxes: string;
  columns: Columns<BoxColumn | 'score' | 'class'>;
  coordinates: Coordinates;
  /** `[1, boxes]`, or `[1, boxes, labels]`, of which the largest decides. */
  scores?: string;
  /** `[1, boxes]`: the index of the label. */
  classes?: string;
  /** One number: how many of the boxes are meant. */
  count?: string;
  /** From what the model gives as scores to probabilities. Default `none`. */
  activation?: Activation;
  /** The index of a label that stands for nothing. */
  background?: number;
}

export function parseBoxesHead(fields: Fields): BoxesHead {
  const head: BoxesHead = {
    kind: 'boxes',
    boxes: textAt(fields, 'boxes'),
    columns: boxColumnsAt(fields, 'columns', ['score', 'class']),
    coordinates: coordinatesAt(fields, 'coordinates'),
    ...optional(fields, 'scores', textAt),
    ...optional(fields, 'classes', textAt),
    ...optional(fields, 'count', textAt),
    ...optional(fields, 'activation', activationAt),
    ...optional(fields, 'background', countAt),
  };
  for (const [key, column] of [
    ['scores', 'score'],
    ['classes', 'class'],
  ] as const) {
    if (head[key] !== undefined && head.columns.includes(column)) {
      throw wrong(fields, key, 'no output beside a column that holds them');
    }
  }
  if (head.scores === undefined && !head.columns.includes('score')) {
    throw wrong(fields, 'scores', 'an output, or a column score,');
  }
  return head;
}

export function checkBoxesHead(head: BoxesHead, model: DescribedModel): void {
  const boxes = outputAt(model, 'head.boxes', head.boxes);
  checkShape(model, 'head.boxes', boxes, [1, null, null], [null, null]);
  const width = boxes.shape?.at(-1) ?? null;
  if (width !== null && width < head.columns.length) {
    throw unfit(
      model,
      'head.columns',
      `is ${head.columns.length} long, where rows of "${boxes.name}" hold ${width} numbers.`,
    );
  }
  const rows = boxes.shape?.at(-2) ?? null;
  const classes = head.classes === undefined ? undefined : outputAt(model, 'head.classes', head.classes);
  if (classes) checkShape(model, 'head.classes', classes, [1, rows], [rows], [1, rows, 1]);
  if (head.count !== undefined)
    checkShape(model, 'head.count', outputAt(model, 'head.count', head.count), [1], [], [1, 1]);
  checkLabels(head, model, boxes, classes);
}

function checkLabels(
  { scores: name, columns, background }: BoxesHead,
  model: DescribedModel,
  boxes: DescribedTensor,
  classes: DescribedTensor | undefined,
): void {
  const rows = boxes.shape?.at(-2) ?? null;
  const scores = name === undefined ? undefined : outputAt(model, 'head.scores', name);
  const byClass = columns.includes('class') ? boxes : classes;
  const field = byClass ? (classes ? 'head.classes' : 'head.boxes') : scores ? 'head.scores' : 'head.boxes';
  const labels = labelsAt(model, field, byClass ?? scores ?? boxes);
  if (scores) {
    const each = byClass ? 1 : labels.length;
    checkShape(model, 'head.scores', scores, [1, rows, each], [rows, each], ...(each === 1 ? [[1, rows], [rows]] : []));
  } else if (!byClass && labels.length !== 1) {
    throw unfit(model, field, `reads "${boxes.name}" with ${labels.length} labels, and no column says which is meant.`);
  }
  checkBackground(model, background, labels);
}

/** Refuses one that no label has. */
export function checkBackground(
  model: DescribedModel,
  background: number | undefined,
  labels: readonly string[],
): void {
  if (background === undefined || background < labels.length) return;
  throw unfit(model, 'head.background', `is ${background}, where there are ${labels.length} labels.`);
}
