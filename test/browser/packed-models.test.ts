import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../../src/cli/pack/pack.js';
import { verifyPackage } from '../../src/cli/package/verify-package.js';
import { relativeDifference } from '../../src/model/compare.js';
import { humanViews, type View } from '../support/human-views.js';
import { openBothPages, type BothPages } from '../support/real-models.js';
import { filesIn } from '../support/packed.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const folder = await mkdtemp(path.join(tmpdir(), 'edgewise-packed-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

let pages: BothPages;
beforeAll(async () => {
  pages = await openBothPages(server);
});

/** Every model there is: those of human as they come, and the packages of this repository packed once more. */
const sources: [name: string, model: string, view: View][] = [
  ...Object.entries(humanViews).map(([name, view]): [string, string, View] => [
    name,
    `node_modules/@vladmandic/human/models/${name}.json`,
    view,
  ]),
  ['digits', 'models/digits/packaged', { size: [28, 28, 1], range: [0, 1] }],
];

describe('every model is packed into what verify, the browser and stock TF.js accept', () => {
  test.each(sources)('%s', { timeout: 180_000 }, async (name, model, view) => {
    const out = path.join(folder, name);
    const { manifest, comparison } = await pack({ model, out, range: view.range });
    expect(comparison!.difference).toBeLessThanOrEqual(1e-4);
    await expect(verifyPackage(out)).resolves.toMatchObject({ manifest, warnings: [] });

    for (const [file, body] of filesIn(out)) server.files.set(`/packed/${name}/${file}`, { body });
    const question = { view, backend: 'wasm', kinds: ['photograph', 'seeded'] } as const;
    const stock = await pages.askPlain({ ...question, url: `/packed/${name}/model.json` });
    const ours = await pages.askOurs({ ...question, url: `/packed/${name}/` });
    for (const kind of question.kinds) {
      const [reference, actual] = [stock.get(kind)!, ours.get(kind)!];
      expect(Object.keys(actual)).toEqual(manifest.outputs.map((output) => output.name));
      expect(relativeDifference(reference, actual), kind).toBeLessThanOrEqual(1e-4);
    }
  });
});
