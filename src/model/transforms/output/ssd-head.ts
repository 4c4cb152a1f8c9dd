import { countAt, listAt, objectsAt, oneOf, optional, textAt, wrong, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { activationAt, type Activation } from './activation.js';
import { anchorsAt, countOf, type Anchor, type AnchorGrid } from './anchors.js';
import { checkBackground } from './boxes-head.js';
import { columnsAt, coordinatesAt, type Columns, type Coordinates } from './coordinates.js';
import { checkShape, labelsAt, outputAt, unfit } from './described-output.js';

/**
 * Boxes told relative to anchors, after Liu and others, "SSD: Single Shot MultiBox Detector" (2016). With the variances
 * v, w, an anchor's centre a and size s, the box has the centre `a + v × d × s` and the size `s × e^(w × g)`, or with
 * linear scaling `s × w × g`.
 */
export interface SsdHead {
  kind: 'ssd';
  levels: readonly SsdLevel[];
  /** What the rows of `boxes` hold: d as x and y, g as width and height. */
  columns: Columns<'x' | 'y' | 'width' | 'height'>;
  /** What anchors are told in. */
  coordinates: Coordinates;
  /** Of centre and size: 0.1 and 0.2 in the paper. */
  variances: readonly [centre: number, size: number];
  /** Default `exponential`. */
  scaling?: 'exponential' | 'linear';
  /** From what the model gives as scores to probabilities. Default `none`. */
  activation?: Activation;
  /** The index of the label that stands for nothing. */
  background?: number;
}

/** Outputs that belong together. A model with all in one has one level. */
export interface SsdLevel {
  /** `[1, anchors, columns or more]` */
  boxes: string;
  /** `[1, anchors, labels]`, of which the largest decides; the labels are those of the first level. */
  scores: string;
  anchors: readonly (Anchor | AnchorGrid)[];
}

const names = ['x', 'y', 'width', 'height'] as const;

export function parseSsdHead(fields: Fields): SsdHead {
  const columns = columnsAt(fields, 'columns', names);
  if (!names.every((name) => columns.includes(name))) throw wrong(fields, 'columns', `a list with ${names.join(', ')}`);
  const levels = objectsAt(fields, 'levels').map((level) => ({
    boxes: textAt(level, 'boxes'),
    scores: textAt(level, 'scores'),
    anchors: anchorsAt(level, 'anchors'),
  }));
  if (levels.length === 0) throw wrong(fields, 'levels', 'at least one level');
  return {
    kind: 'ssd',
    levels,
    columns,
    coordinates: coordinatesAt(fields, 'coordinates'),
    variances: variancesAt(fields, 'variances'),
    ...optional(fields, 'scaling', (all, key) => oneOf(all, key, ['exponential', 'linear'] as const)),
    ...optional(fields, 'activation', activationAt),
    ...optional(fields, 'background', countAt),
  };
}

function variancesAt(fields: Fields, key: string): SsdHead['variances'] {
  const [centre, size, ...more] = listAt(fields, key);
  if (Number.isFinite(centre) && Number.isFinite(size) && more.length === 0) return [centre as number, size as number];
  throw wrong(fields, key, 'a pair of numbers [centre, size]');
}

export function checkSsdHead({ levels, columns, background }: SsdHead, model: DescribedModel): void {
  const [first] = levels;
  const labels = labelsAt(
    model,
    'head.levels[0].scores',
    outputAt(model, 'head.levels[0].scores', first?.scores ?? ''),
  );
  for (const [i, level] of levels.entries()) {
    const at = `head.levels[${i}]`;
    const count = countOf(level.anchors);
    const boxes = outputAt(model, `${at}.boxes`, level.boxes);
    checkShape(model, `${at}.boxes`, boxes, [1, count, null]);
    const width = boxes.shape?.at(-1) ?? null;
    if (width !== null && width < columns.length) {
      throw unfit(
        model,
        'head.columns',
        `is ${columns.length} long, where rows of "${boxes.name}" hold ${width} numbers.`,
      );
    }
    checkShape(model, `${at}.scores`, outputAt(model, `${at}.scores`, level.scores), [1, count, labels.length]);
  }
  checkBackground(model, background, labels);
}
