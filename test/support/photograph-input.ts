import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { SignatureEntry } from '../../src/model/signature.js';
import { exampleShape } from '../../src/model/seeded-inputs.js';
import type { Tensors } from '../../src/model/tensor.js';

const photograph = PNG.sync.read(readFileSync(new URL('../../demo/photographs/astronaut.png', import.meta.url)));

/** The demo's photograph for each input, one pixel for each: 0 to 255 for whole numbers, else 0 to 1; grey for one channel. */
export function photographFor(inputs: readonly SignatureEntry[]): Tensors {
  return Object.fromEntries(
    inputs.map(({ spec }) => {
      const shape = exampleShape(spec);
      const [, height = 1, width = 1, channels = 1] = shape;
      const pixel = (y: number, x: number, channel: number) => {
        const from =
          Math.floor((y * photograph.height) / height) * photograph.width + Math.floor((x * photograph.width) / width);
        return photograph.data[4 * from + (channels === 1 ? 1 : channel)] ?? 0;
      };
      const values = Array.from({ length: height * width * channels }, (_, i) =>
        pixel(Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels),
      );
      const data = spec.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values, (value) => value / 255);
      return [spec.name, { data, shape: [1, ...shape.slice(1)], dtype: spec.dtype }];
    }),
  );
}
