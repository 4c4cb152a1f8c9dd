import { countAt, objectAt, optional, wrong, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { kindOf } from '../kind-of.js';
import { shareAt } from './activation.js';
import { checkBoxesHead, parseBoxesHead, type BoxesHead } from './boxes-head.js';
import { checkCenterNetHead, parseCenterNetHead, type CenterNetHead } from './centernet-head.js';
import { checkSsdHead, parseSsdHead, type SsdHead } from './ssd-head.js';

/** What is in a picture, and where. Decoded to `Detections`. */
export interface DetectionOutput {
  kind: 'detection';
  head: DetectionHead;
  /** Boxes below are not answered. Default 0.5. */
  minimumScore?: number;
  /** How many are answered, the surest first. Default 100. */
  most?: number;
  /** Non-maximum suppression. Default: none. */
  suppression?: Suppression;
}

/** How boxes stand in the outputs. */
export type DetectionHead = BoxesHead | CenterNetHead | SsdHead;

/** A box that overlaps a surer one is left out. */
export interface Suppression {
  /** From this intersection over union on. */
  iouThreshold: number;
  /** Default true: only by a surer one of the same label. */
  perClass?: boolean;
}

const heads = {
  boxes: { parse: parseBoxesHead, check: checkBoxesHead },
  centernet: { parse: parseCenterNetHead, check: checkCenterNetHead },
  ssd: { parse: parseSsdHead, check: checkSsdHead },
} as const;

export function parseDetection(fields: Fields): DetectionOutput {
  return {
    kind: 'detection',
    head: parseHead(objectAt(fields, 'head')),
    ...optional(fields, 'minimumScore', shareAt),
    ...optional(fields, 'most', (all, key) => countAt(all, key, 1)),
    ...optional(fields, 'suppression', parseSuppression),
  };
}

function parseHead(fields: Fields): DetectionHead {
  return heads[kindOf(fields, Object.keys(heads) as DetectionHead['kind'][])].parse(fields);
}

function parseSuppression(detection: Fields, key: 'suppression'): Suppression {
  const fields = objectAt(detection, key);
  return { iouThreshold: shareAt(fields, 'iouThreshold'), ...optional(fields, 'perClass', trueOrFalseAt) };
}

function trueOrFalseAt(fields: Fields, key: string): boolean {
  const value = fields.json[key];
  if (typeof value !== 'boolean') throw wrong(fields, key, 'true or false');
  return value;
}

export function checkDetection({ head }: DetectionOutput, model: DescribedModel): void {
  (heads[head.kind].check as (head: DetectionHead, model: DescribedModel) => void)(head, model);
}
