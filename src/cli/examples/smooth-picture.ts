import { drawGrid, type GridPicture } from '../../model/manifest/grid.js';
import { mulberry32 } from '../../model/random.js';
import { exampleShape } from '../../model/seeded-inputs.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { ValueRange } from '../predict/picture-input.js';

/** Patches that a picture is made of, across and down. */
const patches = 8;

/**
 * A picture of soft patches drawn by a seed. Noise of single pixels, which no camera gives, makes networks answer by what
 * is left of it after a hundred layers.
 */
export function smoothPicture(spec: TensorSpec, seed: number, range?: ValueRange): GridPicture {
  const random = mulberry32(seed);
  const shape = exampleShape(spec);
  const [, , , channels = 1] = shape;
  const values = Uint8Array.from({ length: patches * patches * channels }, () => Math.floor(random() * 256));
  const whole = spec.dtype === 'int32';
  return drawGrid({ rows: patches, columns: patches, values, range: range ?? [0, whole ? 255 : 1] }, shape, spec.dtype);
}
