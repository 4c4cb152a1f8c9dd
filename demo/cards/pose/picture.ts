/** The side of the square that MoveNet looks at. */
const SIDE = 192;

/** Where a picture lies in that square: scaled to fit, centred on black. */
export interface Placement {
  scale: number;
  left: number;
  top: number;
}

/** What can be drawn and whose size is told: a photograph, an own picture, a frame of the camera. */
export type Picture = HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;

export function sizeOf(picture: Picture): { width: number; height: number } {
  if (picture instanceof HTMLVideoElement) return { width: picture.videoWidth, height: picture.videoHeight };
  if (picture instanceof HTMLImageElement) return { width: picture.naturalWidth, height: picture.naturalHeight };
  return { width: picture.width, height: picture.height };
}

export function placeInSquare(width: number, height: number): Placement {
  const scale = SIDE / Math.max(width, height);
  return { scale, left: (SIDE - width * scale) / 2, top: (SIDE - height * scale) / 2 };
}

/** One for all: a camera has a picture thirty times a second. */
let square: OffscreenCanvasRenderingContext2D | null = null;

/** The square's pixels as the model wants them: rows from the top, red, green, blue from 0 to 255. */
export function squarePixels(picture: Picture, placement: Placement): Int32Array {
  square ??= new OffscreenCanvas(SIDE, SIDE).getContext('2d', { alpha: false, willReadFrequently: true });
  if (square === null) throw new Error('This browser gives no 2d canvas to read pixels from.');
  const { width, height } = sizeOf(picture);
  const { scale, left, top } = placement;
  square.imageSmoothingQuality = 'high';
  square.clearRect(0, 0, SIDE, SIDE);
  square.drawImage(picture, left, top, width * scale, height * scale);
  return withoutAlpha(square.getImageData(0, 0, SIDE, SIDE).data);
}

/** From the square back to the picture's own pixels. `x` and `y` are fractions of the square. */
export function toPicture(x: number, y: number, placement: Placement): { x: number; y: number } {
  const { scale, left, top } = placement;
  return { x: (x * SIDE - left) / scale, y: (y * SIDE - top) / scale };
}

/** A plain loop, since a callback for each value is slow on its first, uncompiled run. */
function withoutAlpha(rgba: Uint8ClampedArray): Int32Array {
  const rgb = new Int32Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
}
