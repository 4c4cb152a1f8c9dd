import { invalid } from '../invalid.js';
import {
  countAt,
  listAt,
  numberAt,
  objectAt,
  oneOf,
  optional,
  textAt,
  wrong,
  type Fields,
} from '../manifest/fields.js';
import {
  channelsOf,
  longestSide,
  type Colour,
  type InkPlacement,
  type PictureTransform,
  type PlacedDrawing,
  type ResizedPicture,
} from './picture-transform.js';

export { checkPictureTransform } from './check-picture.js';
export type { PictureTransform } from './picture-transform.js';

/** @throws EdgewiseError `invalid-model` with the field in `details.field` */
export function parsePictureTransform(fields: Fields): PictureTransform {
  const fit = oneOf(fields, 'fit', ['stretch', 'crop', 'letterbox', 'ink']);
  const transform: PictureTransform = {
    kind: 'picture',
    input: textAt(fields, 'input'),
    width: sideAt(fields, 'width'),
    height: sideAt(fields, 'height'),
    ...optional(fields, 'layout', (at, key) => oneOf(at, key, ['nhwc', 'nchw'] as const)),
    ...optional(fields, 'mean', numbersAt),
    ...optional(fields, 'std', numbersAt),
    ...optional(fields, 'background', colourAt),
    ...(fit === 'ink' ? drawingAt(fields) : resizedAt(fields, fit)),
  };
  const channels = channelsOf(transform) === 'grey' ? 1 : 3;
  for (const key of ['mean', 'std'] as const) {
    const values = transform[key];
    if (typeof values !== 'object' || values.length === channels) continue;
    throw wrong(fields, key, channels === 1 ? 'one number' : `one number, or one for each of ${channels} channels,`);
  }
  if ([transform.std].flat().includes(0))
    throw wrong(fields, 'std', 'something else than 0, by which nothing divides,');
  return transform;
}

type Own<Transform extends PictureTransform> = Omit<Transform, 'kind' | 'input' | 'width' | 'height'>;

function resizedAt(fields: Fields, fit: ResizedPicture['fit']): Own<ResizedPicture> {
  refuse(fields, ['ink'], `of the fit "ink", not of "${fit}"`);
  const own: Own<ResizedPicture> = {
    fit,
    ...optional(fields, 'interpolation', (at, key) => oneOf(at, key, ['bilinear', 'nearest', 'area'] as const)),
    ...optional(fields, 'alignCorners', flagAt),
    ...optional(fields, 'halfPixelCenters', flagAt),
    ...optional(fields, 'channels', (at, key) => oneOf(at, key, ['rgb', 'bgr', 'grey'] as const)),
    ...optional(fields, 'padding', colourAt),
  };
  if (fit !== 'letterbox') refuse(fields, ['padding'], `of the fit "letterbox", not of "${fit}"`);
  if (own.interpolation === 'area') {
    refuse(
      fields,
      ['alignCorners', 'halfPixelCenters'],
      'of the interpolations "bilinear" and "nearest", not of "area"',
    );
  }
  // As TF.js, which computes nothing by both.
  if (own.alignCorners && own.halfPixelCenters) throw wrong(fields, 'halfPixelCenters', 'false beside alignCorners');
  return own;
}

function drawingAt(fields: Fields): Own<PlacedDrawing> {
  refuse(
    fields,
    ['interpolation', 'alignCorners', 'halfPixelCenters', 'channels', 'padding'],
    'of the other fits: "ink" averages areas of grey',
  );
  const ink = inkAt(objectAt(fields, 'ink'), Math.min(sideAt(fields, 'width'), sideAt(fields, 'height')));
  return { fit: 'ink', ink };
}

function inkAt(fields: Fields, mostSide: number): InkPlacement {
  const colour = oneOf(fields, 'colour', ['dark', 'light', 'either']);
  const longerSide = countAt(fields, 'longerSide', 1);
  if (longerSide > mostSide)
    throw wrong(fields, 'longerSide', `no more than the ${mostSide} pixels of width and height`);
  const faintest = numberAt(fields, 'faintest');
  if (faintest <= 0 || faintest > 1) throw wrong(fields, 'faintest', 'a number above 0, up to 1,');
  return { colour, longerSide, faintest };
}

/** A field that would change nothing was meant to change something. */
function refuse({ url, at, json }: Fields, keys: readonly string[], whose: string): void {
  const key = keys.find((stranger) => json[stranger] !== undefined);
  if (key === undefined) return;
  throw invalid(url, `${at}.${key}`, `has a field ${at}.${key}, which is ${whose}.`, { value: json[key] });
}

function sideAt(fields: Fields, key: 'width' | 'height'): number {
  const side = countAt(fields, key, 1);
  if (side > longestSide) throw wrong(fields, key, `a whole number from 1 to ${longestSide}`);
  return side;
}

function flagAt(fields: Fields, key: string): boolean {
  const value = fields.json[key];
  if (typeof value !== 'boolean') throw wrong(fields, key, 'true or false');
  return value;
}

/** One for all channels, or a list of one each. */
function numbersAt(fields: Fields, key: string): number | readonly number[] {
  if (!Array.isArray(fields.json[key])) return numberAt(fields, key);
  const values = listAt(fields, key);
  if (!values.every(Number.isFinite)) throw wrong(fields, key, 'a finite number, or a list of them,');
  return values as number[];
}

function colourAt(fields: Fields, key: string): Colour {
  const values = listAt(fields, key);
  const isLevel = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 255;
  if (values.length !== 3 || !values.every(isLevel)) {
    throw wrong(fields, key, 'a list of red, green and blue from 0 to 255');
  }
  return values as unknown as Colour;
}
