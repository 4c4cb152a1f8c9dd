import type { SsdHead } from '../../model/transforms/output/ssd-head.js';
import { layAnchors } from './anchors.js';
import { bestClass } from './best-class.js';
import type { ReadBoxes } from './candidate.js';
import { exactly, numbersOf, otherShape } from './numbers.js';
import { lookedAt, unitOf, type Corners, type Size } from './to-given.js';

/** Boxes told relative to anchors, one level after the other. */
export function ssdReader(head: SsdHead, labels: number): ReadBoxes {
  const boxAt = boxBeside(head);
  const anchorsOf = anchorsKept(head);
  return (outputs, placement, minimumScore, found) => {
    const looked = lookedAt(placement);
    const anchors = anchorsOf(looked, unitOf(head.coordinates, placement));
    head.levels.forEach((level, i) => {
      const laid = anchors[i] as Float64Array;
      const count = laid.length / 4;
      const { data: scores } = exactly(outputs, level.scores, count * labels);
      const { data, shape } = numbersOf(outputs, level.boxes);
      const width = data.length / count;
      if (!Number.isInteger(width) || width < head.columns.length) {
        throw otherShape(level.boxes, shape, `[1, ${count}, ${head.columns.length} or more]`);
      }
      for (let row = 0; row < count; row++) {
        const best = bestClass(scores, row * labels, labels, head);
        if (best && best.score >= minimumScore) found({ ...boxAt(laid, row * 4, data, row * width), ...best });
      }
    });
  };
}

/** Laid once for a size of what the model looks at. */
function anchorsKept({ levels }: SsdHead): (looked: Size, unit: Size) => readonly Float64Array[] {
  let kept: { width: number; height: number; laid: readonly Float64Array[] } | undefined;
  return (looked, unit) => {
    if (kept?.width !== looked.width || kept.height !== looked.height) {
      kept = { ...looked, laid: levels.map(({ anchors }) => layAnchors(anchors, looked, unit)) };
    }
    return kept.laid;
  };
}

type BoxBeside = (anchors: Float64Array, anchor: number, data: ArrayLike<number>, start: number) => Corners;

function boxBeside({ columns, variances: [centre, size], scaling = 'exponential' }: SsdHead): BoxBeside {
  const [x, y, width, height] = (['x', 'y', 'width', 'height'] as const).map((name) => columns.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ];
  const scaled = (value: number) => (scaling === 'linear' ? size * value : Math.exp(size * value));
  return (anchors, anchor, data, start) => {
    const at = (i: number) => anchors[anchor + i] as number;
    const value = (column: number) => data[start + column] as number;
    const [centreX, centreY] = [at(0) + centre * value(x) * at(2), at(1) + centre * value(y) * at(3)];
    const [halfWidth, halfHeight] = [(at(2) * scaled(value(width))) / 2, (at(3) * scaled(value(height))) / 2];
    return {
      left: centreX - halfWidth,
      top: centreY - halfHeight,
      right: centreX + halfWidth,
      bottom: centreY + halfHeight,
    };
  };
}
