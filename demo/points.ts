import type { KeyPoint } from './pose.js';
import { element } from './page.js';

const rows = element('points', HTMLElement);

/** All points as text: what the drawing shows, and what it leaves out. */
export function listPoints(pose: readonly KeyPoint[], threshold: number): void {
  rows.replaceChildren(
    ...pose.map(({ name, x, y, score }) => {
      const row = document.createElement('tr');
      const shown = score >= threshold;
      row.classList.toggle('unsure', !shown);
      const heading = document.createElement('th');
      heading.scope = 'row';
      heading.textContent = name;
      row.append(
        heading,
        ...[x.toFixed(0), y.toFixed(0), score.toFixed(2), shown ? 'yes' : 'no'].map((text) => {
          const cell = document.createElement('td');
          cell.textContent = text;
          return cell;
        }),
      );
      return row;
    }),
  );
}
