import type { Coordinates } from '../../model/transforms/output/coordinates.js';
import { toGiven, type Placement } from '../../model/transforms/placement.js';
import type { Box } from '../../model/values.js';

/** Two corners, in pixels of what the model looks at. */
export interface Corners {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Of what the model looks at. Where that is no picture, everything is told in shares of it. */
export function lookedAt(placement: Placement | null): Size {
  return { width: placement?.inputWidth ?? 1, height: placement?.inputHeight ?? 1 };
}

/** What the coordinates of a model are multiplied with to be pixels of what it looks at. */
export function unitOf(coordinates: Coordinates, placement: Placement | null): Size {
  return coordinates === 'normalized' ? lookedAt(placement) : { width: 1, height: 1 };
}

/** In pixels of the picture that was given. It may lie beside that. */
export function givenPoint(x: number, y: number, placement: Placement | null): { x: number; y: number } {
  return placement ? toGiven(x, y, placement) : { x, y };
}

/** What of a box lies in the picture that was given; null where nothing does. */
export function givenBox({ left, top, right, bottom }: Corners, placement: Placement | null): Box | null {
  const { width, height } = placement ?? { width: Infinity, height: Infinity };
  const least = placement ? 0 : -Infinity;
  const from = givenPoint(left, top, placement);
  const to = givenPoint(right, bottom, placement);
  const x = Math.max(least, from.x);
  const y = Math.max(least, from.y);
  const box = { x, y, width: Math.min(width, to.x) - x, height: Math.min(height, to.y) - y };
  return box.width > 0 && box.height > 0 ? box : null;
}
