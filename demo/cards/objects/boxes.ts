import type { Box, Detections } from 'edgewise';
import { halo, type Overlay } from '../../pictures/overlay.js';
import { placeTag } from './place-tag.js';

const colour = '#5ff2cf';
const ink = '#06231d';

/** Each box with its label and score, the surest over the others. */
export function drawBoxes({ context, scale, line }: Overlay, objects: Detections): void {
  const letters = Math.max(line * 4.2, 12 * devicePixelRatio);
  context.font = `600 ${letters}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const inCanvas = objects.map((object) => ({ ...object, box: scaled(object.box, scale) }));
  // All halos first: none may lie over a line.
  for (const pass of ['halo', 'line'] as const) {
    context.lineWidth = pass === 'halo' ? line * 1.8 : line;
    context.strokeStyle = pass === 'halo' ? halo : colour;
    for (const { box } of inCanvas) context.strokeRect(box.x, box.y, box.width, box.height);
  }
  const tags: Box[] = [];
  for (const { label, score, box } of inCanvas) {
    const words = `${label} ${score.toFixed(2)}`;
    const size = { width: context.measureText(words).width + letters, height: letters * 1.6 };
    const tag = placeTag(size, box, context.canvas, tags);
    tags.push(tag);
    context.fillStyle = colour;
    context.fillRect(tag.x, tag.y, tag.width, tag.height);
    context.fillStyle = ink;
    context.fillText(words, tag.x + letters / 2, tag.y + tag.height / 2 + letters * 0.06);
  }
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
