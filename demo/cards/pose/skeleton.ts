import type { KeyPoints } from 'edgewise';
import { halo, type Overlay } from '../../pictures/overlay.js';

type KeyPoint = KeyPoints[number];

type Side = 'left' | 'right' | 'middle';

/** Of points by the names that the package gives them. */
const bones: readonly (readonly [string, string])[] = [
  ['left ear', 'left eye'],
  ['left eye', 'nose'],
  ['nose', 'right eye'],
  ['right eye', 'right ear'],
  ['left shoulder', 'right shoulder'],
  ['left shoulder', 'left elbow'],
  ['left elbow', 'left wrist'],
  ['right shoulder', 'right elbow'],
  ['right elbow', 'right wrist'],
  ['left shoulder', 'left hip'],
  ['right shoulder', 'right hip'],
  ['left hip', 'right hip'],
  ['left hip', 'left knee'],
  ['left knee', 'left ankle'],
  ['right hip', 'right knee'],
  ['right knee', 'right ankle'],
];

const colours: Record<Side, string> = { left: '#5ff2cf', right: '#b9b4ff', middle: '#ffffff' };
/** Points, and bones between those of them that belong together. */
export function drawSkeleton({ context, scale, line }: Overlay, points: KeyPoints): void {
  const byName = new Map(points.map((point) => [point.name, point]));
  const shown = bones.flatMap(([from, to]) => {
    const [start, end] = [byName.get(from), byName.get(to)];
    return start && end ? [{ start, end }] : [];
  });

  context.lineCap = 'round';
  // All halos first: none may lie over a line.
  for (const pass of ['halo', 'line'] as const) {
    context.lineWidth = pass === 'halo' ? line * 1.8 : line;
    for (const { start, end } of shown) {
      context.strokeStyle = pass === 'halo' ? halo : colours[sideOf(start, end)];
      context.beginPath();
      context.moveTo(start.x * scale, start.y * scale);
      context.lineTo(end.x * scale, end.y * scale);
      context.stroke();
    }
  }
  for (const point of points) {
    context.beginPath();
    context.arc(point.x * scale, point.y * scale, line * 1.35, 0, 2 * Math.PI);
    context.fillStyle = colours[sideOf(point, point)];
    context.fill();
    context.lineWidth = line * 0.6;
    context.strokeStyle = halo;
    context.stroke();
  }
}

/** A bone from the nose belongs to its other end's side; one from left to right is in the middle. */
function sideOf(start: KeyPoint, end: KeyPoint): Side {
  const names = [start.name, end.name];
  const left = names.some((name) => name.startsWith('left'));
  const right = names.some((name) => name.startsWith('right'));
  if (left === right) return 'middle';
  return left ? 'left' : 'right';
}
