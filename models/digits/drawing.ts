import type { Pixels } from '../../src/model/input.js';
import { parsePictureTransform } from '../../src/model/transforms/picture.js';
import { picturePreparer } from '../../src/transform/picture/prepare.js';
import describe from './describe.json' with { type: 'json' };

const { input } = describe.transforms;

/** Width and height of what the model looks at, in pixels. */
export const side = input.width;

/** What the package declares: training, evaluation and whoever asks the model go through the same code. */
const prepare = picturePreparer(
  parsePictureTransform({ url: 'models/digits/describe.json', at: 'transforms.input', json: input }),
  [{ name: input.input, dtype: 'float32', shape: [null, side, side, 1] }],
);

/** A digit of MNIST as a picture: light on dark, grey. */
export function drawingOf({ pixels }: { pixels: Uint8Array }, place: number): Pixels {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    data.fill(pixels[place * side * side + i] ?? 0, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { width: side, height: side, data };
}

/** A drawing as the network looks at it: 28×28 numbers from 0 (paper) to 1 (ink), rows from the top. */
export function placed(drawing: Pixels): Float32Array {
  return prepare(drawing).inputs[input.input]?.data as Float32Array;
}
