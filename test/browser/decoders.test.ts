import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRunner } from '../../src/cli/engine/runner.js';
import { pack } from '../../src/cli/pack/pack.js';
import type { Detections } from '../../src/index.js';
import type { Pixels } from '../../src/model/input.js';
import { mulberry32 } from '../../src/model/random.js';
import { decoder } from '../../src/transform/decode.js';
import { preparer } from '../../src/transform/prepare.js';
import { filesIn } from '../support/packed.js';
import { servePackage } from '../support/packages.js';
import { pictureModels } from '../support/decoder-models.js';
import { blazeface, plainFaces, plainObjects, see, type PlainDetection } from '../support/plain-decoders.js';
import { fencesOf } from '../support/docs-pages.js';
import { openServer } from '../support/server.js';
import { sourceOf } from '../support/source.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
let page: Page;
beforeAll(async () => {
  ({ page } = await openTestPage(server));
});

/** Within a pixel, and within 1e-4. */
const pixel = (value: number) => expect.closeTo(value, -Math.log10(2)) as number;
const near = (value: number) => expect.closeTo(value, 4 - Math.log10(2)) as number;

function asPlain(plain: readonly PlainDetection[], label: string) {
  return plain.map(({ score, sides: [left = 0, top = 0, right = 0, bottom = 0] }) => ({
    label,
    score: near(score),
    box: { x: pixel(left), y: pixel(top), width: pixel(right - left), height: pixel(bottom - top) },
  }));
}

describe('a packed model answers of a photograph what plain TF.js in Node makes of it', () => {
  test('faces, by anchors', { timeout: 180_000 }, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'edgewise-decoders-'));
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const limits = { iouThreshold: 0.3, minimumScore: 0.05 };
    const out = path.join(folder, 'faces');
    await pack({
      model: 'node_modules/@vladmandic/human/models/blazeface.json',
      out,
      range: [-1, 1],
      describe: {
        outputs: { 'Identity:0': { labels: ['face'] } },
        transforms: {
          input: {
            ...{ kind: 'picture', input: 'input:0', width: 256, height: 256, fit: 'stretch' },
            ...{ mean: 127.5, std: 127.5 },
          },
          output: { ...blazeface, minimumScore: 0.05, suppression: { iouThreshold: 0.3 } },
        },
      },
    });
    for (const [file, body] of filesIn(out)) server.files.set(`/faces/${file}`, { body });
    const found = await page.evaluate(async () => {
      const model = await window.edgewise.loadModel<Detections>('/faces/', { backend: 'wasm' });
      const photograph = await fetch('/demo/photographs/astronaut.png');
      const { value } = await model.predict(await photograph.blob());
      await model.dispose();
      return value;
    });
    const plain = plainFaces(await see('blazeface', 'astronaut.png'), limits);
    expect(plain.length).toBeGreaterThan(1);
    expect(found).toEqual(asPlain(plain, 'face'));
  });

  // Of the model's own size: nothing is resized, whatever the package declares.
  test('objects, from an image element', { timeout: 120_000 }, async () => {
    const found = await page.evaluate(async () => {
      const model = await window.edgewise.loadModel<Detections>('/models/objects/packaged/', { backend: 'wasm' });
      const image = new Image();
      image.src = '/demo/photographs/astronaut.png';
      await image.decode();
      const { value } = await model.predict(image, { timeout: 100_000 });
      await model.dispose();
      return value;
    });
    const plain = plainObjects(await see('centernet', 'astronaut.png'), { iouThreshold: 0.5, minimumScore: 0.3 });
    expect(plain).toHaveLength(1);
    expect(found).toEqual(asPlain(plain, 'person'));
  });
});

test('the page’s snippet says what is on the photograph', { timeout: 120_000 }, async () => {
  const [snippet] = fencesOf('src/transform/decode/README.md').filter(({ language }) => language === 'js');
  const code = snippet!.code
    .replace("import { loadModel } from 'edgewise';", 'const { loadModel } = edgewise;')
    .replace('/models/objects/', '/models/objects/packaged/');
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.evaluate(`(async () => { ${code} })()`);
  expect(said).toEqual([
    expect.stringMatching(/^cup \(0\.4\d\), 24\d wide$/),
    expect.stringMatching(/^dining table \(0\.4\d\), 27\d wide$/),
  ]);
});

/** Numbers as they are; typed arrays as lists. */
const asLists = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? [...(part as Uint8Array)] : part)),
  ) as unknown;

/** The largest difference of numbers at the same place; infinite where anything else is not the same. */
function difference(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? 0 : Infinity;
  const [own, other] = [Object.entries(a), b as Record<string, unknown>];
  if (own.length !== Object.keys(b).length) return Infinity;
  return own.reduce((most, [key, part]) => Math.max(most, difference(part, other[key])), 0);
}

const perModel = 56;

/** Pictures of noise, from 1 × 1 to 60 × 60, some of them transparent. */
function noise(seed: number): Pixels[] {
  const next = mulberry32(seed);
  return Array.from({ length: perModel }, () => {
    const [width, height] = [1 + Math.floor(next() * 60), 1 + Math.floor(next() * 60)];
    const data = Uint8Array.from({ length: width * height * 4 }, () => Math.floor(next() * 256));
    if (next() < 0.7) for (let i = 3; i < data.length; i += 4) data[i] = 255;
    return { width, height, data };
  });
}

describe(`${String(perModel * pictureModels.size)} random pictures are answered as in Node, to 1e-6`, () => {
  test.each([...pictureModels])('%s', async (name, { files, package: made, input, output, outputs }) => {
    const pictures = noise(name.length * 1000);
    const runner = await openRunner(sourceOf(files));
    const [prepare, decode] = [preparer(runner.inputs, input), decoder(output, outputs)];
    const expected: unknown[] = [];
    for (const pixels of pictures) {
      const { inputs, placement } = prepare(pixels);
      expected.push(asLists(decode(await runner.run(inputs), placement)));
    }
    const sent = pictures.map(({ width, height, data }) => ({
      width,
      height,
      data: Buffer.from(data).toString('base64'),
    }));
    const answered = await page.evaluate(
      async ([url, sent]) => {
        const model = await window.edgewise.loadModel(url, { backend: 'wasm' });
        const values: unknown[] = [];
        for (const { width, height, data } of sent) {
          const bytes = Uint8ClampedArray.from(atob(data), (character) => character.charCodeAt(0));
          const { value } = await model.predict(new ImageData(bytes, width, height));
          values.push(value);
        }
        await model.dispose();
        return JSON.parse(
          JSON.stringify(values, (_, part: unknown) => (ArrayBuffer.isView(part) ? [...(part as Uint8Array)] : part)),
        ) as unknown[];
      },
      [servePackage(server, made, `picture-${name.replaceAll(' ', '-')}`), sent] as const,
    );
    expect(answered).toHaveLength(perModel);
    answered.forEach((value, i) => {
      expect(difference(value, expected[i])).toBeLessThanOrEqual(1e-6);
    });
    // Random ones differ, and most of them find something.
    expect(new Set(expected.map((value) => JSON.stringify(value))).size).toBeGreaterThan(perModel / 2);
  });
});
