import { mulberry32 } from '../../model/random.js';
import { exampleShape } from '../../model/seeded-inputs.js';
import { emptyData, sizeOf, type TensorSpec, type TensorValue } from '../../model/tensor.js';
import type { ValueRange } from '../predict/picture-input.js';

const waves = 6;
const mostFine = 64 * 64 * 3;

/**
 * A picture of soft patches drawn by a seed, the same on every machine but for rounding. Noise of single pixels, which no
 * camera gives, makes networks answer by what is left of it after a hundred layers.
 */
export function smoothPicture(spec: TensorSpec, seed: number, range?: ValueRange): TensorValue {
  const random = mulberry32(seed);
  const shape = exampleShape(spec);
  const [, height = 1, width = 1, channels = 1] = shape;
  const [low, high] = range ?? (spec.dtype === 'int32' ? [0, 255] : [0, 1]);
  const drawn = Array.from({ length: waves * channels }, () => ({
    across: (random() - 0.5) * 4 * Math.PI,
    down: (random() - 0.5) * 4 * Math.PI,
    phase: random() * 2 * Math.PI,
  }));
  const data = emptyData(spec.dtype, sizeOf(shape)) as Float32Array;
  // A file holds whole numbers in a byte each, others in four: large pictures of fractions become black and white.
  const coarse = data.length > mostFine;
  const steps = high - low > 2 ? 1 : 1024;
  for (let i = 0; i < data.length; i++) {
    const channel = i % channels;
    const x = (Math.floor(i / channels) % width) / width;
    const y = (Math.floor(i / channels / width) % height) / height;
    let sum = 0;
    for (const { across, down, phase } of drawn.slice(channel * waves, (channel + 1) * waves)) {
      sum += Math.cos(across * x + down * y + phase);
    }
    const share = Math.min(1, Math.max(0, 0.5 + sum / waves));
    data[i] = coarse && high - low <= 2 ? Math.round(share) : Math.round((low + share * (high - low)) * steps) / steps;
  }
  return { data, shape, dtype: spec.dtype };
}
