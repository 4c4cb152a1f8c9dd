import type { Pixels } from '../../model/input.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { PictureTransform, PlacedDrawing, ResizedPicture } from '../../model/transforms/picture-transform.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { Prepared } from '../prepared.js';
import { soleInput } from '../sole-input.js';
import { at } from './at.js';
import { checkPixels } from './check-pixels.js';
import { fitted, placementOf } from './fit.js';
import { placedInk } from './ink.js';
import { eachLine } from './lines.js';
import { PictureTensor } from './picture-tensor.js';

/**
 * From a decoded picture to the model's input, and how the picture lies in it.
 *
 * @param specs the model's own inputs
 * @throws EdgewiseError `invalid-model` where the model needs more than a picture; each call `input` for pixels that are none
 */
export function picturePreparer(
  transform: PictureTransform,
  specs: readonly TensorSpec[],
): (pixels: Pixels) => Prepared {
  const { dtype } = soleInput(transform.input, specs);
  return (pixels) => {
    checkPixels(pixels);
    const tensor = new PictureTensor(transform, dtype === 'int32' ? 'int32' : 'float32');
    const placement = transform.fit === 'ink' ? draw(tensor, pixels, transform) : resize(tensor, pixels, transform);
    return { inputs: { [transform.input]: tensor.value }, placement };
  };
}

function resize(tensor: PictureTensor, pixels: Pixels, transform: ResizedPicture): Placement {
  const { background = [255, 255, 255], padding = [0, 0, 0] } = transform;
  const fitting = fitted(transform.fit, pixels, transform);
  const { target } = fitting;
  if (target.width < transform.width || target.height < transform.height) tensor.fill(padding);
  eachLine(pixels, fitting, transform, background, (line, y) => {
    tensor.writeLine(line, target.left, target.top + y);
  });
  return placementOf(fitting, pixels, transform);
}

function draw(tensor: PictureTensor, pixels: Pixels, transform: PlacedDrawing): Placement {
  const { width, height } = transform;
  const { ink, placement } = placedInk(pixels, transform);
  const line = new Float64Array(3 * width);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < line.length; i++) line[i] = 255 * at(ink, y * width + Math.floor(i / 3));
    tensor.writeLine(line, 0, y);
  }
  return placement;
}
