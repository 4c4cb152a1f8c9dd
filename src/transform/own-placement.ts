import type { Tensors } from '../model/tensor.js';
import type { Placement } from '../model/transforms/placement.js';
import type { InputTransform } from '../model/transforms/transforms.js';

/** What a picture has in its last or, in the other layout, in its second dimension. */
const channelCounts = [1, 3, 4];

/**
 * Of a picture that is given as a tensor: it is itself what the model looks at, so that answers are told in its pixels.
 * Null where no input is a picture.
 */
export function ownPlacement(inputs: Tensors, transform: InputTransform | undefined): Placement | null {
  const declared = transform?.kind === 'picture' ? transform : undefined;
  const shapes = declared ? [inputs[declared.input]?.shape ?? []] : Object.values(inputs).map(({ shape }) => shape);
  const size = shapes.map((shape) => sizeOf(shape, declared?.layout)).find((each) => each !== null);
  if (!size) return null;
  const { width, height } = size;
  return { width, height, inputWidth: width, inputHeight: height, scaleX: 1, scaleY: 1, left: 0, top: 0 };
}

function sizeOf(shape: readonly number[], layout?: 'nhwc' | 'nchw'): { width: number; height: number } | null {
  const [, second = 0, third = 0, last = 0] = shape;
  if (shape.length !== 4) return null;
  if (layout !== 'nchw' && channelCounts.includes(last)) return { width: third, height: second };
  return channelCounts.includes(second) ? { width: last, height: third } : null;
}
