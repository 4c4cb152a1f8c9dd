import { oneOf, optional, textAt, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { ownActivationAt, shareAt } from './activation.js';
import { checkShape, labelsAt, outputAt, unfit } from './described-output.js';

/** For each pixel, which label it belongs to. Decoded to `Segmentation`. */
export interface SegmentationOutput {
  kind: 'segmentation';
  /** By `holds` and the count of its labels. */
  output: string;
  /**
   * - `scores` (default): `[any, height, width, labels]`, of which the largest decides; or, for two labels,
   *   `[any, height, width, 1]`, how surely a pixel belongs to the second
   * - `indices`: `[any, height, width]`, the index of the label
   */
  holds?: 'scores' | 'indices';
  /** From the one number a pixel to a probability. Default `none`. */
  activation?: 'none' | 'sigmoid';
  /** The probability from which on a pixel belongs to the second label, where the model gives one number. Default 0.5. */
  threshold?: number;
}

/** The mask holds bytes. */
const mostLabels = 256;

export function parseSegmentation(fields: Fields): SegmentationOutput {
  return {
    kind: 'segmentation',
    output: textAt(fields, 'output'),
    ...optional(fields, 'holds', (all, key) => oneOf(all, key, ['scores', 'indices'] as const)),
    ...optional(fields, 'activation', ownActivationAt),
    ...optional(fields, 'threshold', shareAt),
  };
}

export function checkSegmentation(transform: SegmentationOutput, model: DescribedModel): void {
  const { output: name, holds = 'scores' } = transform;
  const output = outputAt(model, 'output', name);
  const { length } = labelsAt(model, 'output', output);
  if (length < 2 || length > mostLabels) {
    throw unfit(
      model,
      'output',
      `reads "${name}", for which ${length} labels are described instead of 2 to ${mostLabels}.`,
    );
  }
  if (holds === 'indices') {
    checkShape(model, 'output', output, [1, null, null], [1, null, null, 1]);
    return;
  }
  checkShape(model, 'output', output, [1, null, null, length], ...(length === 2 ? [[1, null, null, 1]] : []));
}
