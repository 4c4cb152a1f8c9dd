import { oneOf, optional, textAt, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { ownActivationAt } from './activation.js';
import { checkShape, labelsAt, outputAt } from './described-output.js';

/**
 * A map of centres, after Zhou and others, "Objects as Points" (2019): where a cell's score for a label is the largest of
 * its 3 × 3 cells, there is a box. The labels are those of the heatmap.
 */
export interface CenterNetHead {
  kind: 'centernet';
  /** `[1, height, width, labels]` */
  heatmap: string;
  /**
   * `[1, height, width, 2 or 4]`: of a box around the cell's centre width and height, or how far it reaches from there
   * to the left, top, right and bottom.
   */
  sizes: string;
  /** What `sizes` are told in: pixels of what the model looks at, or cells of the map. */
  units: 'pixels' | 'cells';
  /** `[1, height, width, 2]`: how far right and down of the cell's upper left corner the centre lies, in cells. Default: 0, 0. */
  offsets?: string;
  /** From what the heatmap holds to a probability. Default `none`. */
  activation?: 'none' | 'sigmoid';
}

export function parseCenterNetHead(fields: Fields): CenterNetHead {
  return {
    kind: 'centernet',
    heatmap: textAt(fields, 'heatmap'),
    sizes: textAt(fields, 'sizes'),
    units: oneOf(fields, 'units', ['pixels', 'cells'] as const),
    ...optional(fields, 'offsets', textAt),
    ...optional(fields, 'activation', ownActivationAt),
  };
}

export function checkCenterNetHead({ heatmap, sizes, offsets }: CenterNetHead, model: DescribedModel): void {
  const map = outputAt(model, 'head.heatmap', heatmap);
  checkShape(model, 'head.heatmap', map, [1, null, null, labelsAt(model, 'head.heatmap', map).length]);
  const [, height = null, width = null] = map.shape ?? [];
  checkShape(model, 'head.sizes', outputAt(model, 'head.sizes', sizes), [1, height, width, 2], [1, height, width, 4]);
  if (offsets === undefined) return;
  checkShape(model, 'head.offsets', outputAt(model, 'head.offsets', offsets), [1, height, width, 2]);
}
