import type { Tensors } from '../../model/tensor.js';
import type { DescribedTensor } from '../../model/manifest/described-tensor.js';
import type { DetectionHead, DetectionOutput } from '../../model/transforms/output/detection.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { Detections } from '../../model/values.js';
import { boxesReader } from './boxes-head.js';
import { centerNetReader } from './centernet-head.js';
import type { Candidate, ReadBoxes } from './candidate.js';
import { labelsOf } from './labels.js';
import { ssdReader } from './ssd-head.js';
import { suppressed } from './suppress.js';
import { givenBox } from './to-given.js';

/** The surest first; of equal ones the one that the model answers first. Boxes are cut to the picture. */
export function detectionDecoder(
  { head, minimumScore = 0.5, most = 100, suppression }: DetectionOutput,
  outputs: readonly DescribedTensor[],
): (outputs: Tensors, placement: Placement | null) => Detections {
  const labels = labelsOf(outputs, labelledBy(head));
  const read = readerOf(head, labels.length);
  return (tensors, placement) => {
    const found: Candidate[] = [];
    read(tensors, placement, minimumScore, (candidate) => {
      if (givenBox(candidate, placement)) found.push(candidate);
    });
    found.sort((a, b) => b.score - a.score);
    const kept = suppression ? suppressed(found, suppression, most) : found.slice(0, most);
    return kept.flatMap((candidate) => {
      const box = givenBox(candidate, placement);
      const { index, score } = candidate;
      return box ? [{ label: labels[index] ?? String(index), score, box }] : [];
    });
  };
}

function readerOf(head: DetectionHead, labels: number): ReadBoxes {
  switch (head.kind) {
    case 'boxes':
      return boxesReader(head, labels);
    case 'centernet':
      return centerNetReader(head);
    case 'ssd':
      return ssdReader(head, labels);
  }
}

/** The output whose labels name what is found. */
function labelledBy(head: DetectionHead): string {
  switch (head.kind) {
    case 'boxes':
      if (head.columns.includes('class')) return head.boxes;
      return head.classes ?? head.scores ?? head.boxes;
    case 'centernet':
      return head.heatmap;
    case 'ssd':
      return head.levels[0]?.scores ?? '';
  }
}
