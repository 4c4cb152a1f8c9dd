import type { KeyPoints } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import type { Card } from '../../card/card.js';
import { openWhereWide, part } from '../../page/elements.js';
import { count, listed } from '../../page/format.js';
import { pictureCard } from '../../pictures/card.js';
import { pointRows } from './points.js';
import { drawSkeleton } from './skeleton.js';

const modelUrl = new URL('/models/pose/packaged/', location.href);

/** A pose on the photograph, on a picture of one's own, or before the camera. */
export function poseCard(root: HTMLElement): Card<KeyPoints> {
  const rows = part(root, 'points', HTMLElement);
  openWhereWide(part(root, 'points-details', HTMLDetailsElement));
  return pictureCard<KeyPoints>(root, {
    model: modelUrl,
    quality,
    things: 'points',
    verdict: () => 'Pose found',
    draw(pose, threshold, overlay) {
      const all = pose ?? [];
      const sure = all.filter(({ score }) => score >= threshold);
      drawSkeleton(overlay, sure);
      rows.replaceChildren(...pointRows(all, threshold));
      return {
        count: pose === null ? 'none yet' : `${count(sure.length, 'point')} of ${all.length}`,
        words: sure.length === 0 ? '' : `a skeleton of ${listed(sure.map(({ name }) => name))}`,
      };
    },
  });
}

const quality: QualityWords = () => ({
  value: 'Google’s own',
  note: 'MoveNet Lightning 4, weights unchanged; not measured here',
});
