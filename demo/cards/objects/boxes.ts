import type { Detections } from 'edgewise';
import { halo, type Overlay } from '../../pictures/overlay.js';

const colour = '#5ff2cf';
const ink = '#06231d';

/** Each box with its label and score, the surest over the others. */
export function drawBoxes({ context, scale, line }: Overlay, objects: Detections): void {
  const { width: right, height: bottom } = context.canvas;
  const letters = Math.max(line * 4.2, 12 * devicePixelRatio);
  context.font = `600 ${letters}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const { label, score, box } of [...objects].reverse()) {
    const [x, y] = [box.x * scale, box.y * scale];
    // All halo first: it may lie over no line of its own box.
    for (const pass of ['halo', 'line'] as const) {
      context.lineWidth = pass === 'halo' ? line * 1.8 : line;
      context.strokeStyle = pass === 'halo' ? halo : colour;
      context.strokeRect(x, y, box.width * scale, box.height * scale);
    }
    const words = `${label} ${score.toFixed(2)}`;
    const tag = { width: context.measureText(words).width + letters, height: letters * 1.6 };
    // Above the box, or within it where there is no room, and never outside the picture.
    const left = Math.max(0, Math.min(x - line / 2, right - tag.width));
    const above = y - tag.height;
    const top = Math.min(above < 0 ? Math.max(0, y) : above, bottom - tag.height);
    context.fillStyle = colour;
    context.fillRect(left, top, tag.width, tag.height);
    context.fillStyle = ink;
    context.fillText(words, left + letters / 2, top + tag.height / 2 + letters * 0.06);
  }
}
