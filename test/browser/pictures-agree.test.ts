import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import type { Pixels } from '../../src/model/input.js';
import { mulberry32 } from '../../src/model/random.js';
import { readPicture } from '../../src/cli/predict/read-picture.js';
import { preparer } from '../../src/transform/prepare.js';
import { echoPackage, pictureTransform, type TestTransform } from '../support/echo-models.js';
import { servePackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();

/** Pictures are shared out among these. */
const transforms: readonly TestTransform[] = [
  { width: 9, height: 7, fit: 'stretch', std: 255 },
  {
    width: 12,
    height: 12,
    fit: 'letterbox',
    std: [58, 57, 56],
    mean: [123, 116, 103],
    layout: 'nchw',
    channels: 'bgr',
  },
  { width: 8, height: 10, fit: 'crop', std: 255, interpolation: 'area', background: [10, 200, 90] },
  { width: 11, height: 5, fit: 'stretch', std: 255, interpolation: 'nearest', halfPixelCenters: true },
  { width: 10, height: 10, fit: 'letterbox', std: 255, channels: 'grey', alignCorners: true, padding: [0, 99, 255] },
  { width: 28, height: 28, fit: 'ink', std: 255, ink: { colour: 'either', longerSide: 20, faintest: 0.02 } },
];

interface Case {
  transform: number;
  /** PNG, else the pixels themselves. */
  file: boolean;
  pixels: Pixels;
  bytes: Buffer;
}

/** Pictures of 1×1 to 64×64, some longer, half of them with transparency, half of them as files. */
function randomCases(count: number): Case[] {
  const next = mulberry32(6);
  return Array.from({ length: count }, (_, i) => {
    const [width, height] = [0, 1].map(() =>
      next() < 0.1 ? 1 : Math.ceil(next() ** 2 * (i % 25 === 0 ? 300 : 64)),
    ) as [number, number];
    const opaque = next() < 0.5;
    const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) =>
      at % 4 === 3 && (opaque || next() < 0.2) ? 255 : Math.floor(next() * 256),
    );
    const file = i % 2 === 0;
    const png = Object.assign(new PNG({ width, height }), { data: Buffer.from(data) });
    const bytes = file ? PNG.sync.write(png) : Buffer.from(data);
    return { transform: i % transforms.length, file, pixels: { width, height, data }, bytes };
  });
}

test('500 random pictures become the same numbers in a browser’s worker as in Node', async () => {
  const cases = randomCases(500);
  const urls = transforms.map((transform, i) => servePackage(server, echoPackage(`echo-${i}`, transform), `echo-${i}`));
  const { page } = await openTestPage(server);
  const answers = await page.evaluate(
    async ({ urls, cases }) => {
      const models = await Promise.all(
        urls.map((url) => window.edgewise.loadModel(url, { backend: 'wasm', threads: 1 })),
      );
      const answers: number[][] = [];
      for (const { transform, file, width, height, base64 } of cases) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const picture = file
          ? new Blob([bytes], { type: 'image/png' })
          : new ImageData(new Uint8ClampedArray(bytes), width, height);
        const { outputs } = await models[transform]!.predict(picture);
        answers.push(Array.from(outputs['seen']!.data as Float32Array));
      }
      return answers;
    },
    {
      urls,
      cases: cases.map(({ transform, file, pixels: { width, height }, bytes }) => ({
        ...{ transform, file, width, height },
        base64: bytes.toString('base64'),
      })),
    },
  );
  let worst = 0;
  for (const [i, { transform, file, pixels, bytes }] of cases.entries()) {
    const declared = pictureTransform(transforms[transform]!);
    const given = file ? await readPicture(bytes, 'a picture') : pixels;
    const prepare = preparer([{ name: 'image', dtype: 'float32', shape: [null, null, null, null] }], declared);
    const expected = prepare(given).inputs['image']!.data as Float32Array;
    expect(answers[i]).toHaveLength(expected.length);
    answers[i]!.forEach((value, at) => (worst = Math.max(worst, Math.abs(value - expected[at]!))));
  }
  expect(answers).toHaveLength(500);
  expect(worst).toBeLessThanOrEqual(1e-6);
  // A positive control: pictures are not all alike.
  expect(new Set(answers.map((values) => values.join())).size).toBeGreaterThan(450);
});
