import type { Box } from 'edgewise';

type Size = Pick<Box, 'width' | 'height'>;

/**
 * Where a box's tag stands: above its box, within it, or below, whatever first has room in the picture and lies over no
 * other tag. Where all is taken, it lies over another.
 */
export function placeTag(tag: Size, box: Box, picture: Size, others: readonly Box[]): Box {
  const x = Math.max(0, Math.min(box.x, picture.width - tag.width));
  const bottom = box.y + box.height;
  const lowest = picture.height - tag.height;
  const places = [box.y - tag.height, box.y, bottom - tag.height, bottom]
    .filter((y) => y >= 0 && y <= lowest)
    .map((y) => ({ x, y, ...tag }));
  const free = places.find((place) => !others.some((other) => overlap(place, other)));
  return free ?? places[0] ?? { x, y: Math.max(0, Math.min(box.y, lowest)), ...tag };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
