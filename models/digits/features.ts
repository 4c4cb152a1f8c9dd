/** A digit as a person drew it, placed as MNIST places its digits: training and demo look at the same kind of picture. */

/** Width and height of what the model looks at, in pixels. */
export const side = 28;

/** MNIST scales a digit until the longer side of its bounding box is 20 px. */
const longerSide = 20;
/** MNIST puts the centre of mass on this pixel, rounded: its digits are moved by whole pixels. */
const centre = 14;
/** Five of 255 grey levels: less is no ink, so that a speck nobody sees does not stretch the bounding box. */
const faintest = 0.02;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The model's input for a drawing: 28×28 numbers from 0 (paper) to 1 (ink), rows from the top. The digit is scaled to
 * 20 px and moved by its centre of mass, so neither its size nor its place on the paper matters. All zeros without ink.
 *
 * @param ink how dark each pixel is, 0 to 1, rows from the top; beyond that it is clamped, and NaN counts as paper
 * @param width of the drawing in pixels
 * @param height of the drawing in pixels
 * @throws RangeError where `ink` does not hold `width` × `height` numbers
 */
export function features(ink: Float32Array, width: number, height: number): Float32Array {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(
      `A drawing of ${width}×${height} pixels cannot be: give its width and height as whole numbers.`,
    );
  }
  if (ink.length !== width * height) {
    throw new RangeError(
      `A drawing of ${width}×${height} pixels has ${width * height} numbers, one a pixel, not ${ink.length}. ` +
        'From a canvas, take one of the four channels of each pixel.',
    );
  }
  const picture = new Float32Array(side * side);
  const box = boundingBox(ink, width, height);
  return box ? placeByMass(scaled(ink, width, box), picture) : picture;
}

function boundingBox(ink: Float32Array, width: number, height: number): Box | undefined {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!((ink[y * width + x] ?? 0) >= faintest)) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** What the box holds, its longer side 20 px and its upper left corner at 0, 0. Averages areas, as an antialiased scaling. */
function scaled(ink: Float32Array, inkWidth: number, box: Box): Float32Array {
  const sourcePerPixel = Math.max(box.width, box.height) / longerSide;
  const columns = overlaps(box.width, sourcePerPixel);
  const rows = overlaps(box.height, sourcePerPixel);
  const area = sourcePerPixel * sourcePerPixel;
  const picture = new Float32Array(side * side);
  rows.forEach((sourceRows, y) => {
    columns.forEach((sourceColumns, x) => {
      let sum = 0;
      for (const [row, high] of sourceRows) {
        for (const [column, wide] of sourceColumns) {
          const value = ink[(box.top + row) * inkWidth + box.left + column] ?? 0;
          if (value >= faintest) sum += Math.min(value, 1) * high * wide;
        }
      }
      picture[y * side + x] = Math.min(sum / area, 1);
    });
  });
  return picture;
}

/** For each of the scaled pixels along one side: which source pixels it covers, and how much of each. */
function overlaps(length: number, sourcePerPixel: number): [source: number, share: number][][] {
  // A side of 19.99999 px is one of 20.
  const pixels = Math.ceil(length / sourcePerPixel - 1e-6);
  return Array.from({ length: pixels }, (_, pixel) => {
    const from = pixel * sourcePerPixel;
    const to = Math.min(from + sourcePerPixel, length);
    const covered: [number, number][] = [];
    for (let source = Math.floor(from); source < to; source++) {
      covered.push([source, Math.min(source + 1, to) - Math.max(source, from)]);
    }
    return covered;
  });
}

/** Moves the digit by whole pixels until its centre of mass lies on the middle, or an edge of it would be lost. */
function placeByMass(digit: Float32Array, picture: Float32Array): Float32Array {
  let mass = 0;
  let xMass = 0;
  let yMass = 0;
  let width = 0;
  let height = 0;
  digit.forEach((value, i) => {
    if (!(value > 0)) return;
    const x = i % side;
    const y = Math.floor(i / side);
    mass += value;
    xMass += value * x;
    yMass += value * y;
    width = Math.max(width, x + 1);
    height = Math.max(height, y + 1);
  });
  const right = Math.max(0, Math.min(side - width, Math.round(centre - xMass / mass)));
  const down = Math.max(0, Math.min(side - height, Math.round(centre - yMass / mass)));
  digit.forEach((value, i) => {
    if (value > 0) picture[i + down * side + right] = value;
  });
  return picture;
}
