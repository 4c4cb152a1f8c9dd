import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError, messageOf } from '../../errors.js';
import type { Pixels } from '../../model/input.js';
import { formatShape, type Tensors, type TensorSpec } from '../../model/tensor.js';
import type { InputTransform } from '../../model/transforms/transforms.js';
import { preparer } from '../../transform/prepare.js';
import { pictureInput, type ValueRange } from '../predict/picture-input.js';
import { readPicture } from '../predict/read-picture.js';

/** A picture as the model takes it. */
export interface PictureInput {
  /** Of the file, without its folder. */
  name: string;
  inputs: Tensors;
  /** Its longer side as the model gets it, in pixels. */
  size: number;
}

/** Where a model leaves a picture's size open: the longer side, and what both are a multiple of, as strides need it. */
const free = { longest: 512, multiple: 32 };

/**
 * Pictures brought to a model's size and values.
 *
 * @throws EdgewiseError `input` for a file that is no picture, or a model that takes none
 */
export async function readPictureInputs(
  specs: readonly TensorSpec[],
  files: readonly string[],
  { range, transform }: { range?: ValueRange | undefined; transform?: InputTransform | undefined } = {},
): Promise<PictureInput[]> {
  if (files.length === 0) return [];
  const inputOf = pictureReader(specs, range, transform);
  const inputs: PictureInput[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new EdgewiseError('input', `The picture ${file} cannot be read: ${messageOf(error)}`, { file }, error);
    });
    const picture = await readPicture(bytes, file);
    inputs.push({ name: path.basename(file), ...inputOf(picture) });
  }
  return inputs;
}

/** As the package declares it; else by the input's shape. */
function pictureReader(
  specs: readonly TensorSpec[],
  range: ValueRange | undefined,
  transform: InputTransform | undefined,
): (picture: Pixels) => Omit<PictureInput, 'name'> {
  if (transform?.kind === 'picture') {
    const prepare = preparer(specs, transform);
    return (picture) => ({
      inputs: prepare(picture).inputs,
      size: Math.max(transform.width, transform.height),
    });
  }
  const spec = pictureSpec(specs);
  if (!spec) throw takesNone(specs);
  return (picture) => {
    const value = pictureInput(picture, sized(spec, picture), range);
    const [, height = 0, width = 0] = value.shape;
    return { inputs: { [spec.name]: value }, size: Math.max(height, width) };
  };
}

/** The one input that a model needs, where it can be a picture: `[1 or any, height, width, 1, 3 or 4]`. */
export function pictureSpec(specs: readonly TensorSpec[]): TensorSpec | undefined {
  const [spec, second] = specs.filter(({ optional }) => !optional);
  if (!spec || second || spec.anyRank || (spec.dtype !== 'float32' && spec.dtype !== 'int32')) return undefined;
  const [batch = null, , , channels] = spec.shape;
  const fits = spec.shape.length === 4 && (batch === null || batch === 1);
  return fits && (channels === 1 || channels === 3 || channels === 4) ? spec : undefined;
}

function sized(spec: TensorSpec, picture: Pixels): TensorSpec {
  const [batch = null, height = null, width = null, channels = null] = spec.shape;
  const scale = Math.min(1, free.longest / Math.max(picture.width, picture.height));
  const fitting = (side: number) => Math.max(1, Math.round((side * scale) / free.multiple)) * free.multiple;
  return { ...spec, shape: [batch, height ?? fitting(picture.height), width ?? fitting(picture.width), channels] };
}

function takesNone(specs: readonly TensorSpec[]): EdgewiseError {
  const inputs = specs.map(({ name, dtype, shape }) => `${name}: ${dtype} ${formatShape(shape)}`).join(', ');
  return new EdgewiseError(
    'input',
    `This model does not take a picture ([any, height, width, 1, 3 or 4]) alone; it takes ${inputs}. Judge it by an ` +
      `evaluation module (--evaluate), whose samples give all inputs.`,
    { field: 'pictures', expected: specs },
  );
}
