import type { Detections, Model } from 'edgewise';
import type { QualityWords } from '../../card/about.js';
import type { Card } from '../../card/card.js';
import { openWhereWide, part } from '../../page/elements.js';
import { count, listed } from '../../page/format.js';
import { pictureCard } from '../../pictures/card.js';
import { drawBoxes } from './boxes.js';
import { objectRows } from './objects.js';

const modelUrl = new URL('/models/objects/packaged/', location.href);

/** The things on photographs, on a picture of one's own, or before the camera, each in its box. */
export function objectsCard(root: HTMLElement): Card<Detections> {
  const rows = part(root, 'objects', HTMLElement);
  openWhereWide(part(root, 'objects-details', HTMLDetailsElement));
  return pictureCard<Detections>(root, {
    model: modelUrl,
    quality,
    things: 'objects',
    loaded: (model) => {
      // Those below are not told at all.
      part(root, 'threshold', HTMLInputElement).min = String(leastScore(model));
    },
    verdict: (objects) => `${count(objects.length, 'object')} found`,
    draw(objects, threshold, overlay) {
      const all = objects ?? [];
      const sure = all.filter(({ score }) => score >= threshold);
      drawBoxes(overlay, sure);
      rows.replaceChildren(...objectRows(all, threshold));
      return {
        count: objects === null ? 'none yet' : `${count(sure.length, 'object')} of ${all.length}`,
        words: sure.length === 0 ? '' : `boxes around ${listed(sure.map(inWords))}`,
      };
    },
  });
}

function inWords({ label, score }: Detections[number]): string {
  return `${label} (${score.toFixed(2)})`;
}

function leastScore({ manifest }: Model<Detections>): number {
  const output = manifest?.transforms?.output;
  return (output?.kind === 'detection' ? output.minimumScore : undefined) ?? 0;
}

const quality: QualityWords = ({ samples }) => ({
  value: 'Its author’s',
  note: `CenterNet over MobileNetV3; on ${count(samples, 'photograph')} the boxes are the source’s; not measured further`,
});
