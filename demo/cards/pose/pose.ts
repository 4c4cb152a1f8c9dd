import type { TensorValue } from 'edgewise';
import { toPicture, type Placement } from './picture.js';

/** COCO's order, as the model answers. Left and right are the person's own. */
export const pointNames = [
  'nose',
  'left eye',
  'right eye',
  'left ear',
  'right ear',
  'left shoulder',
  'right shoulder',
  'left elbow',
  'right elbow',
  'left wrist',
  'right wrist',
  'left hip',
  'right hip',
  'left knee',
  'right knee',
  'left ankle',
  'right ankle',
] as const;

export type PointName = (typeof pointNames)[number];

export interface KeyPoint {
  name: PointName;
  /** In pixels of the picture. */
  x: number;
  y: number;
  /** 0 to 1. */
  score: number;
}

/** The model answers y, x, score for each point, in fractions of the square it saw. */
export function readPose(answer: TensorValue, placement: Placement): KeyPoint[] {
  const values = answer.data;
  return pointNames.map((name, index) => {
    const [y, x, score] = [0, 1, 2].map((offset) => Number(values[index * 3 + offset]));
    if (y === undefined || x === undefined || score === undefined || Number.isNaN(x + y + score)) {
      throw new Error(`The model's answer holds no numbers for ${name}.`);
    }
    return { name, ...toPicture(x, y, placement), score };
  });
}

/** The model's own documentation starts at 0.3. */
export function surePoints(pose: readonly KeyPoint[], threshold: number): KeyPoint[] {
  return pose.filter(({ score }) => score >= threshold);
}
