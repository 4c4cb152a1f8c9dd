import { mulberry32 } from './random.js';
import { emptyData, sizeOf, type TensorSpec, type Tensors } from './tensor.js';

/** What a free dimension is set to: a batch of one, and enough for a few windows of a convolution. */
const freeSizes = { batch: 1, other: 32 } as const;

/** A concrete shape for a spec whose free dimensions may be anything. */
export function exampleShape(spec: TensorSpec): number[] {
  return spec.shape.map((size, axis) => size ?? (axis === 0 ? freeSizes.batch : freeSizes.other));
}

/**
 * The same inputs on every device and in every worker: float32 in [0, 1), int32 0 to 3, so that they
 * are in bounds where they index something.
 */
export function seededInputs(specs: readonly TensorSpec[], seed = 1): Tensors {
  const random = mulberry32(seed);
  const needed = specs.filter(({ optional }) => !optional);
  return Object.fromEntries(
    needed.map((spec) => {
      const shape = exampleShape(spec);
      const data = emptyData(spec.dtype, sizeOf(shape));
      const scale = spec.dtype === 'float32' ? 1 : spec.dtype === 'int32' ? 4 : 2;
      if (!Array.isArray(data)) for (let i = 0; i < data.length; i++) data[i] = random() * scale;
      return [spec.name, { data, shape, dtype: spec.dtype }];
    }),
  );
}
