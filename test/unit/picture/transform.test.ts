import { expect, test } from 'vitest';
import { EdgewiseError } from '../../../src/errors.js';
import type { DescribedTensor } from '../../../src/model/manifest/described-tensor.js';
import { checkTransforms, parseTransforms } from '../../../src/model/transforms/transforms.js';

const url = 'https://example.com/m/manifest.json';
const letterbox = { kind: 'picture', input: 'image', width: 8, height: 6, fit: 'letterbox' };
const ink = { colour: 'dark', longerSide: 5, faintest: 0.02 };
const drawing = { kind: 'picture', input: 'image', width: 8, height: 6, fit: 'ink', ink };
const image: DescribedTensor = { name: 'image', dtype: 'float32', shape: [null, 6, 8, 3] };

function declared(input: object, tensor: Partial<DescribedTensor> = {}): unknown {
  const transforms = parseTransforms({ url, at: '', json: { transforms: { input } } }, 'transforms');
  checkTransforms(transforms, { url, inputs: [{ ...image, ...tensor }], outputs: [] });
  return transforms.input;
}

function refusal(input: object, tensor?: Partial<DescribedTensor>): { field: unknown; message: string } {
  try {
    declared(input, tensor);
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    expect(error.code).toBe('invalid-model');
    return { field: error.details['field'], message: error.message };
  }
  throw new Error('Nothing was refused.');
}

test('what is declared is kept as it is, and nothing is added', () => {
  const all = {
    ...{ ...letterbox, interpolation: 'nearest', alignCorners: true, halfPixelCenters: false, channels: 'bgr' },
    ...{ layout: 'nhwc', mean: [1, 2, 3], std: 4, background: [0, 1, 255], padding: [9, 9, 9] },
  };
  expect(declared(all)).toEqual(all);
  expect(declared(letterbox)).toEqual(letterbox);
  expect(declared(drawing, { shape: [null, 6, 8, 1] })).toEqual(drawing);
});

test.each<[object, string, RegExp]>([
  [{ fit: 'contain' }, 'fit', /a transforms\.input\.fit of "contain", where one of stretch, crop, letterbox, ink/],
  [{ width: 0 }, 'width', /a whole number from 1/],
  [{ height: 8193 }, 'height', /from 1 to 8192/],
  [{ input: '' }, 'input', /a text/],
  [{ interpolation: 'bicubic' }, 'interpolation', /one of bilinear, nearest, area/],
  [{ alignCorners: 1 }, 'alignCorners', /true or false/],
  [{ alignCorners: true, halfPixelCenters: true }, 'halfPixelCenters', /false beside alignCorners/],
  [{ interpolation: 'area', alignCorners: true }, 'alignCorners', /which is of the interpolations "bilinear"/],
  [{ channels: 'rgba' }, 'channels', /one of rgb, bgr, grey/],
  [{ layout: 'chw' }, 'layout', /one of nhwc, nchw/],
  [{ mean: [1, 2] }, 'mean', /one number, or one for each of 3 channels/],
  [{ mean: ['1', '2', '3'] }, 'mean', /a finite number, or a list of them/],
  [{ channels: 'grey', std: [1, 2, 3] }, 'std', /one number/],
  [{ std: 0 }, 'std', /something else than 0/],
  [{ std: [1, 0, 1] }, 'std', /something else than 0/],
  [{ std: null }, 'std', /a finite number/],
  [{ background: [0, 0, 256] }, 'background', /red, green and blue from 0 to 255/],
  [{ fit: 'crop', padding: [0, 0, 0] }, 'padding', /which is of the fit "letterbox", not of "crop"/],
  [{ ink }, 'ink', /which is of the fit "ink", not of "letterbox"/],
  [{ fit: 'ink' }, 'ink', /an object/],
  [{ fit: 'ink', ink, channels: 'rgb' }, 'channels', /which is of the other fits/],
  [{ fit: 'ink', ink: { ...ink, colour: 'blue' } }, 'ink.colour', /one of dark, light, either/],
  [{ fit: 'ink', ink: { ...ink, longerSide: 7 } }, 'ink.longerSide', /no more than the 6 pixels/],
  [{ fit: 'ink', ink: { ...ink, faintest: 0 } }, 'ink.faintest', /a number above 0, up to 1/],
])('%j is refused', (change, field, message) => {
  const refused = refusal({ ...letterbox, ...change });
  expect(refused.field).toBe(`transforms.input.${field}`);
  expect(refused.message).toMatch(message);
});

test.each<[object, Partial<DescribedTensor>, string, RegExp]>([
  [letterbox, { name: 'other' }, 'transforms.input.input', /makes "image" of a picture, which is no input: other/],
  [letterbox, { dtype: 'string' }, 'transforms.input.input', /which is string; float32 and int32 can be/],
  [letterbox, { dtype: 'bool' }, 'transforms.input.input', /which is bool/],
  [letterbox, { shape: [null, 8, 6, 3] }, 'transforms.input', /makes \[1, 6, 8, 3\].*takes \[any, 8, 6, 3\]/],
  [letterbox, { shape: [null, 6, 8, 1] }, 'transforms.input', /rgb/],
  [letterbox, { shape: [2, 6, 8, 3] }, 'transforms.input', /takes \[2, 6, 8, 3\]/],
  [letterbox, { shape: [6, 8, 3] }, 'transforms.input', /takes \[6, 8, 3\]/],
  [{ ...letterbox, layout: 'nchw' }, {}, 'transforms.input', /makes \[1, 3, 6, 8\] of a picture \(nchw, rgb\)/],
  [drawing, {}, 'transforms.input', /makes \[1, 6, 8, 1\] of a picture \(nhwc, grey\)/],
])('%j does not fit %j', (input, tensor, field, message) => {
  const refused = refusal(input, tensor);
  expect(refused.field).toBe(field);
  expect(refused.message).toMatch(message);
});

test('an input that leaves sizes open takes the declared ones', () => {
  expect(declared(letterbox, { shape: [null, null, null, 3] })).toEqual(letterbox);
  expect(declared(letterbox, { shape: [1, 6, null, null], dtype: 'int32' })).toEqual(letterbox);
  const { shape: _, ...open } = image;
  expect(declared(letterbox, { ...open })).toEqual(letterbox);
});
