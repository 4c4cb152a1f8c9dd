import type { KeyPoints } from 'edgewise';
import { make } from '../../page/elements.js';

/** All points as text: what the drawing shows, and what it leaves out. */
export function pointRows(pose: KeyPoints, threshold: number): HTMLElement[] {
  return pose.map(({ name, x, y, score }) => {
    const shown = score >= threshold;
    const cells = [x.toFixed(0), y.toFixed(0), score.toFixed(2), shown ? 'yes' : 'no'];
    return make(
      'tr',
      { className: shown ? '' : 'unsure' },
      make('th', { scope: 'row' }, name),
      ...cells.map((text) => make('td', {}, text)),
    );
  });
}
