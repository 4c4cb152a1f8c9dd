/** Where a person who looks at the demo's photograph sees them, in its pixels. */
const seen: Record<string, [number, number]> = {
  nose: [226, 122],
  'left eye': [247, 101],
  'right eye': [204, 99],
  'left shoulder': [318, 271],
  'right shoulder': [110, 257],
};

/** Pixels that a point may be off. */
const near = 15;

/** Says which points are missing or elsewhere; an empty list if none are. */
export function misplaced(points: Record<string, readonly [number, number]>): string[] {
  return Object.entries(seen).flatMap(([name, [x, y]]) => {
    const point = points[name];
    if (!point) return [`no ${name}`];
    const off = Math.hypot(point[0] - x, point[1] - y);
    return off < near ? [] : [`${name} is ${off.toFixed(0)} pixels off`];
  });
}
