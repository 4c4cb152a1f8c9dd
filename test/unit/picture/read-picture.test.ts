import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { readPicture } from '../../../src/cli/predict/read-picture.js';
import { headers } from '../../support/picture-headers.js';

const fixture = (name: string) => readFile(`test/support/pictures/${name}`);

/** The colour in the middle of each quarter. */
async function quarters(name: string): Promise<number[][]> {
  const { width, height, data } = await readPicture(await fixture(name), name);
  expect([width, height]).toEqual([32, 24]);
  return [[8, 6], [24, 6], [8, 18], [24, 18]].map(([x, y]) => [...data.subarray(4 * (y! * width + x!)).subarray(0, 4)]); // prettier-ignore
}

const near = (colours: number[][]) =>
  colours.map((colour) => colour.map((level) => expect.closeTo(level, -1) as number));

test.each([2, 3, 4, 5, 6, 7, 8])(
  'a photograph that was turned (EXIF orientation %i) is upright',
  async (orientation) => {
    const colours = [
      [220, 30, 30, 255],
      [30, 200, 40, 255],
      [40, 50, 210, 255],
      [240, 230, 60, 255],
    ];
    expect(await quarters('upright.jpg')).toEqual(near(colours));
    expect(await quarters(`turned-${orientation}.jpg`)).toEqual(near(colours));
  },
);

test('a JPEG of CMYK becomes the colours that its inks leave', async () => {
  // Cyan 200, magenta 20, yellow 20, black 10 of 255: red is (255 − 200) × (1 − 10 / 255).
  const [first, second, third] = await quarters('cmyk.jpg');
  expect([first, second, third]).toEqual(
    near([
      [53, 226, 226, 255],
      [245, 35, 225, 255],
      [55, 55, 55, 255],
    ]),
  );
});

test('transparent colours are not multiplied with alpha', async () => {
  const png = Object.assign(new PNG({ width: 2, height: 1 }), { data: Buffer.of(200, 100, 50, 10, 9, 8, 7, 0) });
  const { data } = await readPicture(PNG.sync.write(png), 'a picture');
  expect([...data]).toEqual([200, 100, 50, 10, 9, 8, 7, 0]);
});

test.each<[string, () => Promise<Uint8Array> | Uint8Array, string, RegExp]>([
  ['is empty', () => new Uint8Array(), 'input', /^it is empty/],
  ['is a text', () => Buffer.from('text'), 'input', /^it is no picture that can be read here; PNG and JPEG can/],
  [
    'is a PNG of 20,000 × 20,000',
    () => headers.png(20_000, 20_000),
    'limit',
    /20000 × 20000 pixels; 100 million are read/,
  ],
  ['is a JPEG of 20,000 × 20,000', () => headers.jpeg(20_000, 20_000), 'limit', /20000 × 20000 pixels/],
  ['is a JPEG cut short', async () => (await fixture('upright.jpg')).subarray(0, 300), 'input', /^it cannot be read/],
  ['is a PNG that holds too little', () => headers.png(100, 100), 'input', /^it cannot be read/],
])('what %s is refused', async (_, bytes, code, message) => {
  const reading = readPicture(await bytes(), 'it');
  await expect(reading).rejects.toMatchObject({ name: 'EdgewiseError', code });
  await expect(reading).rejects.toThrow(message);
});
