import { invalid } from '../invalid.js';
import { formatShape } from '../tensor.js';
import type { DescribedModel } from './described-model.js';
import { channelsOf, type PictureTransform } from './picture-transform.js';

/**
 * Holds a transform against the input that it makes.
 *
 * @throws EdgewiseError `invalid-model` with the field in `details.field`
 */
export function checkPictureTransform(transform: PictureTransform, { url, inputs }: DescribedModel): void {
  const at = 'transforms.input';
  const names = inputs.map(({ name }) => name);
  const input = inputs.find(({ name }) => name === transform.input);
  if (!input) {
    throw invalid(
      url,
      `${at}.input`,
      `makes "${transform.input}" of a picture, which is no input: ${names.join(', ')}.`,
      {
        value: transform.input,
        expected: names,
      },
    );
  }
  if (input.dtype !== 'float32' && input.dtype !== 'int32') {
    throw invalid(
      url,
      `${at}.input`,
      `makes "${input.name}" of a picture, which is ${input.dtype}; float32 and int32 can be.`,
    );
  }
  const expected = pictureShape(transform);
  const { shape = expected } = input;
  const same =
    shape.length === expected.length && shape.every((size, axis) => size === null || size === expected[axis]);
  if (same) return;
  throw invalid(
    url,
    at,
    `makes ${formatShape(expected)} of a picture (${transform.layout ?? 'nhwc'}, ${channelsOf(transform)}), where ` +
      `"${input.name}" takes ${formatShape(shape)}.`,
    { expected: shape, actual: expected },
  );
}

/** Of the input that is made: a batch of one picture. */
export function pictureShape(transform: PictureTransform): readonly number[] {
  const { width, height, layout } = transform;
  const channels = channelsOf(transform) === 'grey' ? 1 : 3;
  return layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
}
