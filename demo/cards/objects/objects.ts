import type { Detections } from 'edgewise';
import { make } from '../../page/elements.js';

/** All that was found as text: what the drawing shows, and what it leaves out. */
export function objectRows(objects: Detections, threshold: number): HTMLElement[] {
  return objects.map(({ label, score, box: { x, y, width, height } }) => {
    const shown = score >= threshold;
    const cells = [score.toFixed(2), ...[x, y, width, height].map((pixels) => pixels.toFixed(0)), shown ? 'yes' : 'no'];
    return make(
      'tr',
      { className: shown ? '' : 'unsure' },
      make('th', { scope: 'row' }, label),
      ...cells.map((text) => make('td', {}, text)),
    );
  });
}
