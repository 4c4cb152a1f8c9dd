import type { Tensors } from '../../model/tensor.js';
import type { OutputTransform } from '../../model/transforms/output.js';
import type { DetectionHead } from '../../model/transforms/output/detection.js';

/** The outputs that an answer is read from. The first of them says how many samples were answered. */
export function readOutputs(transform: OutputTransform): readonly string[] {
  if (transform.kind === 'detection') return outputsOf(transform.head);
  if (transform.kind === 'key-points' && transform.scores !== undefined) return [transform.output, transform.scores];
  return [transform.output];
}

function outputsOf(head: DetectionHead): readonly string[] {
  const named = (...names: readonly (string | undefined)[]) => names.filter((name) => name !== undefined);
  switch (head.kind) {
    case 'boxes':
      return named(head.boxes, head.scores, head.classes, head.count);
    case 'centernet':
      return named(head.heatmap, head.sizes, head.offsets);
    case 'ssd':
      return head.levels.flatMap(({ boxes, scores }) => [boxes, scores]);
  }
}

/** The first dimension of outputs are the samples, but of boxes that come without it. */
export function samplesIn(transform: OutputTransform, outputs: Tensors): number {
  const [name = ''] = readOutputs(transform);
  const shape = outputs[name]?.shape ?? [];
  const least = transform.kind === 'detection' ? 3 : 1;
  return shape.length < least ? 1 : (shape[0] ?? 1);
}
