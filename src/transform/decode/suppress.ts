import type { Suppression } from '../../model/transforms/output/detection.js';
import type { Candidate } from './candidate.js';
import type { Corners } from './to-given.js';

/**
 * Non-maximum suppression: goes through boxes from the surest on and leaves out each that overlaps one that was kept, from
 * the threshold on. As `tf.image.nonMaxSuppression` does.
 *
 * @param sorted the surest first
 */
export function suppressed(
  sorted: readonly Candidate[],
  { iouThreshold, perClass = true }: Suppression,
  most: number,
): Candidate[] {
  const kept: Candidate[] = [];
  for (const box of sorted) {
    if (kept.length === most) break;
    const covered = kept.some(
      (surer) => (!perClass || surer.index === box.index) && overlap(surer, box) >= iouThreshold,
    );
    if (!covered) kept.push(box);
  }
  return kept;
}

/** Intersection over union. Of a box without area, 0. */
export function overlap(a: Corners, b: Corners): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (!(width > 0 && height > 0)) return 0;
  const both = width * height;
  return both / (areaOf(a) + areaOf(b) - both);
}

function areaOf({ left, top, right, bottom }: Corners): number {
  return (right - left) * (bottom - top);
}
