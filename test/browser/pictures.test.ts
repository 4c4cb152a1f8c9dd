import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model, Prediction } from '../../src/index.js';
import { readPicture } from '../../src/cli/predict/read-picture.js';
import { echoPackage } from '../support/echo-models.js';
import { servePackage } from '../support/packages.js';
import { headers } from '../support/picture-headers.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
let page: Page;

declare global {
  /** Sees the pixels of a picture of 32 × 24 as they are. */
  var seeing: Model;
  /** What it saw: 0 to 255. */
  function seen(prediction: Promise<Prediction>): Promise<number[]>;
  function fileOf(base64: string, type?: string): Blob;
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  const url = servePackage(server, echoPackage('seeing', { width: 32, height: 24, fit: 'stretch' }), 'seeing');
  await page.evaluate(async (url) => {
    globalThis.seeing = await window.edgewise.loadModel(url, { backend: 'wasm', threads: 1 });
    globalThis.seen = async (prediction) => [...((await prediction).outputs['seen']!.data as Float32Array)];
    globalThis.fileOf = (base64, type = '') =>
      new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type });
  }, url);
});

const fixture = (name: string) => readFile(`test/support/pictures/${name}`);

async function seenOf(bytes: Uint8Array): Promise<number[]> {
  return page.evaluate((file) => seen(seeing.predict(fileOf(file))), Buffer.from(bytes).toString('base64'));
}

/** As the CLI reads it, on white. */
async function readInNode(bytes: Uint8Array): Promise<number[]> {
  const { data } = await readPicture(bytes, 'a picture');
  const rgb: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    const own = data[i + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) rgb.push(own * data[i + channel]! + (1 - own) * 255);
  }
  return rgb;
}

function difference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('files', () => {
  test.each(['grey.png', 'bits.png', 'palette.png', 'grey-alpha.png', 'grey-16.png'])(
    '%s is read as the CLI reads it',
    async (name) => {
      const bytes = await fixture(name);
      expect(difference(await seenOf(bytes), await readInNode(bytes))).toBeLessThan(1e-4);
    },
  );

  // Decoders of JPEG may round differently.
  test.each(['upright.jpg', 'progressive.jpg', 'grey.jpg', 'cmyk.jpg'])(
    '%s is read as the CLI reads it, nearly',
    async (name) => {
      const bytes = await fixture(name);
      expect(difference(await seenOf(bytes), await readInNode(bytes))).toBeLessThan(4);
    },
  );

  test.each([2, 3, 4, 5, 6, 7, 8])(
    'a photograph that was turned (EXIF orientation %i) is upright',
    async (orientation) => {
      const upright = await seenOf(await fixture('upright.jpg'));
      const bytes = await fixture(`turned-${orientation}.jpg`);
      expect(difference(await seenOf(bytes), upright)).toBeLessThan(6);
      expect(difference(await readInNode(bytes), upright)).toBeLessThan(6);
      // A positive control: turned otherwise, red would meet another colour.
      expect(difference(upright, [...upright].reverse())).toBeGreaterThan(100);
    },
  );

  test('an image element, a canvas, a bitmap and a frame show the same', async () => {
    const file = (await fixture('turned-6.jpg')).toString('base64');
    const answers = await page.evaluate(async (file) => {
      const image = new Image();
      image.src = URL.createObjectURL(fileOf(file, 'image/jpeg'));
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [32, 24];
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      const offscreen = new OffscreenCanvas(32, 24);
      offscreen.getContext('2d')!.drawImage(image, 0, 0);
      const bitmap = await createImageBitmap(image);
      const frame = new VideoFrame(canvas, { timestamp: 0 });
      const given = [fileOf(file), image, canvas, offscreen, bitmap, frame];
      const answers = [];
      for (const one of given) answers.push(await seen(seeing.predict(one)));
      frame.close();
      return answers;
    }, file);
    const [first, ...others] = answers as [number[], ...number[][]];
    for (const other of others) expect(difference(first, other)).toBeLessThan(6);
    expect(others).toHaveLength(5);
  });

  test('a picture of one pixel is that pixel everywhere', async () => {
    const png = Object.assign(new PNG({ width: 1, height: 1 }), { data: Buffer.of(10, 20, 30, 255) });
    const values = await seenOf(PNG.sync.write(png));
    expect(values).toEqual(Array.from({ length: 32 * 24 }, () => [10, 20, 30]).flat());
  });

  test('a picture of 20,000 pixels in a row is read whole, one tile after the other', async () => {
    const png = new PNG({ width: 20_000, height: 48 });
    // Stretched without interpolation to 32 × 24, each 625th pixel of each other row is seen.
    for (let i = 0; i < 20_000 * 48; i++) {
      const [x, y] = [i % 20_000, Math.floor(i / 20_000)];
      png.data.set([Math.floor(x / 625) * 8, Math.floor(y / 2) * 10, (x % 625) % 256, 255], 4 * i);
    }
    const values = await seenOf(PNG.sync.write(png));
    const expected = Array.from({ length: 32 * 24 }, (_, i) => [(i % 32) * 8, Math.floor(i / 32) * 10, 0]).flat();
    expect(values).toEqual(expected);
  });
});

describe('what is no picture is refused in words', () => {
  test.each(Object.entries(headers))('%s of 20,000 × 20,000 pixels, before it is decoded', async (format, headerOf) => {
    // There is nothing in most of them: were it decoded, it would be said to be damaged.
    const file = Buffer.from(await headerOf(20_000, 20_000)).toString('base64');
    const failure = await page.evaluate((file) => failureOf(seeing.predict(fileOf(file))), file);
    expect(failure).toMatchObject({ code: 'limit', details: { width: 20_000, height: 20_000, limit: 100_000_000 } });
    expect(failure!.message).toContain(
      `${format.toUpperCase()} picture has 20000 × 20000 pixels; 100 million are read`,
    );
  });

  test.each<[string, () => Promise<Uint8Array>, string, RegExp]>([
    ['an empty Blob', () => Promise.resolve(new Uint8Array()), 'image/png', /of type image\/png.*it is empty/],
    [
      'a text',
      () => Promise.resolve(Buffer.from('a text')),
      'text/plain',
      /it is no picture that this browser decodes/,
    ],
    [
      'an SVG',
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
      'image/svg+xml',
      /draw it on a canvas/,
    ],
    [
      'a JPEG of its first bytes',
      async () => (await fixture('upright.jpg')).subarray(0, 20),
      '',
      /begins as a JPEG does, and is damaged or cut short \(20 bytes\)/,
    ],
    [
      'a JPEG that goes on as something else',
      async () => Buffer.concat([(await fixture('upright.jpg')).subarray(0, 200), Buffer.alloc(600, 7)]),
      'image/jpeg',
      /begins as a JPEG does, and is damaged/,
    ],
    [
      'a PNG that holds nothing of what it says',
      () => headers.png(100, 100),
      '',
      /begins as a PNG does, and is damaged/,
    ],
  ])('%s', async (_, bytes, type, message) => {
    const file = Buffer.from(await bytes()).toString('base64');
    const failure = await page.evaluate(([file, type]) => failureOf(seeing.predict(fileOf(file, type))), [
      file,
      type,
    ] as const);
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { field: 'picture' } });
    expect(failure!.message).toMatch(message);
  });

  test('elements that hold no picture', async () => {
    server.files.set('/broken.png', { body: 'no picture', headers: { 'Content-Type': 'image/png' } });
    const failures = await page.evaluate(async () => {
      const broken = new Image();
      broken.src = '/broken.png';
      await broken.decode().catch(() => undefined);
      const canvas = document.createElement('canvas');
      canvas.width = 0;
      const closed = await createImageBitmap(new ImageData(2, 2));
      closed.close();
      const frame = new VideoFrame(await createImageBitmap(new ImageData(2, 2)), { timestamp: 0 });
      frame.close();
      return Promise.all(
        [new Image(), broken, canvas, new OffscreenCanvas(0, 3), document.createElement('video'), closed, frame].map(
          (picture) => failureOf(seeing.predict(picture)),
        ),
      );
    });
    expect(failures).toHaveLength(7);
    for (const failure of failures) {
      expect(failure).toMatchObject({ edgewise: true, code: 'input' });
      expect(failure!.message).toMatch(/cannot be read.*loaded.*pixel.*CORS/);
    }
  });

  test('a picture of another origin that was not asked for by CORS', async () => {
    const url = `${server.otherOrigin}/picture.png`;
    server.files.set('/picture.png', { body: await fixture('grey.png'), headers: { 'Content-Type': 'image/png' } });
    const failures = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      return [await failureOf(seeing.predict(image)), await failureOf(seeing.predict(canvas))];
    }, url);
    for (const failure of failures) {
      expect(failure).toMatchObject({ edgewise: true, code: 'input' });
      expect(failure!.message).toMatch(/CORS/);
    }
  });

  test('pixels that are too few', async () => {
    const failure = await page.evaluate(() =>
      failureOf(seeing.predict({ width: 2, height: 2, data: new Uint8ClampedArray(15) })),
    );
    expect(failure).toMatchObject({ code: 'input', details: { width: 2, height: 2, length: 15 } });
  });

  test('and the model goes on answering', async () => {
    expect(await seenOf(await fixture('grey.png'))).toHaveLength(32 * 24 * 3);
  });
});
