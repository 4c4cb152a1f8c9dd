import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import * as tf from '@tensorflow/tfjs-core';
import type { Pixels } from '../../../src/model/input.js';
import { mulberry32 } from '../../../src/model/random.js';
import type { PlacedDrawing, ResizedPicture } from '../../../src/model/transforms/picture-transform.js';
import { picturePreparer } from '../../../src/transform/picture/prepare.js';
import { pictureShape } from '../../../src/model/transforms/check-picture.js';
import type { Placement } from '../../../src/model/transforms/placement.js';

await tf.setBackend('cpu');

/** A picture by chance; every other one of those with transparency has some pixels opaque and some clear. */
export function randomPicture(seed: number, width: number, height: number, transparent = false): Pixels {
  const next = mulberry32(seed);
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => Math.floor(next() * 256));
  for (let i = 3; i < data.length; i += 4) {
    const chance = next();
    if (!transparent || chance < 0.3) data[i] = 255;
    else if (chance < 0.4) data[i] = 0;
  }
  return { width, height, data };
}

type Given = Partial<Omit<ResizedPicture, 'fit'>> &
  Pick<ResizedPicture, 'width' | 'height'> & { fit?: ResizedPicture['fit'] };

/** What a picture transform makes of a picture, with values from 0 to 1 unless it says otherwise. */
export function prepared(
  pixels: Pixels,
  given: Given | Omit<PlacedDrawing, 'kind' | 'input'>,
  dtype: 'float32' | 'int32' = 'float32',
): { data: Float32Array; shape: readonly number[]; placement: Placement } {
  const transform = { kind: 'picture', input: 'image', fit: 'stretch', std: 255, ...given } as ResizedPicture;
  const specs = [{ name: 'image', dtype, shape: [null, ...pictureShape(transform).slice(1)] }];
  const { inputs, placement } = picturePreparer(transform, specs)(pixels);
  const { data, shape } = inputs['image']!;
  return { data: data as Float32Array, shape, placement: placement! };
}

/** The picture in TF.js, `[height, width, 3]` from 0 to 1, laid on a background. */
export function onBackground(
  { width, height, data }: Pixels,
  background: readonly number[] = [255, 255, 255],
): tf.Tensor3D {
  const rgba = tf.tensor3d(Float32Array.from(data), [height, width, 4]).div(255);
  const rgb = rgba.slice([0, 0, 0], [-1, -1, 3]);
  const alpha = rgba.slice([0, 0, 3], [-1, -1, 1]);
  const under = tf.mul(tf.sub(1, alpha), tf.div(tf.tensor1d([...background]), 255));
  return tf.add<tf.Tensor3D>(tf.mul(rgb, alpha), under);
}

/** The largest difference, after the shapes were found the same. */
export function difference(actual: { data: ArrayLike<number>; shape: readonly number[] }, expected: tf.Tensor): number {
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`${actual.shape.join()} is not ${expected.shape.join()}`);
  }
  const values = Array.from<number>(expected.dataSync());
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - actual.data[i]!)), 0);
}
