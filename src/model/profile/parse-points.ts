import { listAt, wrong, type Fields } from '../manifest/fields.js';
import type { Calibration } from './profile.js';

/** Far more than a calibration of ours has. */
const mostPoints = 1_000;

/** The map of a calibration. */
export function pointsAt(fields: Fields, key: string): Calibration['points'] {
  const points = listAt(fields, key);
  if (points.length > mostPoints) throw wrong(fields, key, `a list of ${mostPoints} at most`);
  const share = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;
  const rises = (a: readonly number[], b: readonly number[] | undefined) =>
    !b || ((a[0] as number) < (b[0] as number) && (a[1] as number) <= (b[1] as number));
  const pairs = points.filter(
    (point) => Array.isArray(point) && point.length === 2 && point.every(share),
  ) as number[][];
  if (pairs.length === 0 || pairs.length < points.length || !pairs.every((pair, i) => rises(pair, pairs[i + 1]))) {
    throw wrong(fields, key, 'pairs of numbers from 0 to 1 that rise');
  }
  return pairs as unknown as Calibration['points'];
}
