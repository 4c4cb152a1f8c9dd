import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../models/training/random.js';
import { textInto } from '../../models/spam/transforms.js';
import type { TokenizerTransform } from '../../src/model/transforms/text.js';
import type { DType } from '../../src/model/tensor.js';
import { preparer } from '../../src/transform/prepare.js';
import { attribute, GraphBuilder } from '../support/models/graph.js';
import { float32, int32 } from '../support/models/tensors.js';
import { linear, type TestModel } from '../support/models/index.js';
import { packageOf, servePackage, withManifest } from '../support/packages.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';
import { wordPieceJson } from '../support/tokenizers.js';

const server = await openServer();
let page: Page;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  // Stays loaded: offline, the library's own files come from a service worker or not at all.
  await page.evaluate((url) => window.edgewise.loadModel(url), serveModel(server, linear()));
});

/** A model that answers with its input. */
function echo(name: string, dtype: DType, columns: number): TestModel {
  const graph = new GraphBuilder();
  graph.input(name, dtype, [null, columns]);
  graph.output('echo', graph.node('echo', 'Identity', [name], { T: attribute.type(dtype) }));
  const zeros = Array.from({ length: columns }, () => 0);
  const tensor = (dtype === 'int32' ? int32 : float32)(zeros, [1, columns]);
  return { name: 'echo', kind: 'graph', files: graph.build(), inputs: { [name]: tensor }, expected: { echo: tensor } };
}

const hashing = { ...textInto(1024), input: 'x' };
const hashed = packageOf(echo('x', 'float32', 1024), {
  examples: [],
  transforms: { input: hashing },
  described: { x: { shape: [null, 1024] } },
});

const tokens: TokenizerTransform = {
  ...{ kind: 'text', method: 'tokenizer', input: 'ids', longestText: 2000, length: 8, padding: 0 },
};
const tokenized = packageOf(echo('ids', 'int32', 8), {
  examples: [],
  transforms: { input: tokens },
  tokenizer: wordPieceJson,
  described: { ids: { shape: [null, 8] } },
});

/** What the page answers, text by text. */
function answers(url: string, texts: readonly unknown[], cache: RequestCache = 'default'): Promise<number[][]> {
  return page.evaluate(
    async ([url, texts, cache]) => {
      const model = await window.edgewise.loadModel(url, { cache: cache as 'default' });
      const all: number[][] = [];
      for (const text of texts) {
        const { outputs } = await model.predict(text as string);
        all.push(Array.from(outputs['echo']!.data as Float32Array));
      }
      await model.dispose();
      return all;
    },
    [url, texts, cache] as const,
  );
}

/** Of words, marks, links and numbers as in mails, and of any characters at all. */
function randomTexts(count: number): string[] {
  const random = new Random(11);
  const words = [
    'free',
    'FREE',
    'Mail',
    'don’t',
    'http://a.example',
    'a@b.example',
    '$10',
    '5%',
    '!!',
    'é',
    'e\u0301',
    'ﬁ',
    '日本',
    '12:30',
  ];
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0)
      return Array.from({ length: random.below(300) }, () => words[random.below(words.length)]).join(' ');
    return String.fromCharCode(...Array.from({ length: random.below(300) }, () => random.below(0xd800)));
  });
}

describe('a text', () => {
  test('becomes the same numbers in the browser as in Node: 500 of them, to 1e-6', async () => {
    const texts = randomTexts(500);
    const found = await answers(servePackage(server, hashed, 'hashed'), texts);
    const prepare = preparer([{ name: 'x', dtype: 'float32', shape: [null, 1024] }], hashing);
    let filled = 0;
    for (const [i, text] of texts.entries()) {
      const expected = prepare(text).inputs['x']!.data as Float32Array;
      filled += Number(expected.some((value) => value !== 0));
      const worst = Math.max(...expected.map((value, bucket) => Math.abs(value - found[i]![bucket]!)));
      expect(worst, JSON.stringify(text)).toBeLessThanOrEqual(1e-6);
    }
    expect(filled).toBeGreaterThan(450);
  });

  test('that is no text is refused in words', async () => {
    const url = servePackage(server, hashed, 'hashed');
    const failures = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url);
      const failures = [];
      for (const wrong of [5, null]) failures.push(await failureOf(model.predict(wrong as unknown as string)));
      await model.dispose();
      return failures;
    }, url);
    expect(failures.map((failure) => failure?.code)).toEqual(['input', 'input']);
    expect(failures[0]?.message).toContain('takes a text, and number came');
  });
});

test('a megabyte is answered in well under a second, as an empty text is', async () => {
  const url = servePackage(server, hashed, 'hashed');
  const took = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    const times: number[] = [];
    for (const text of ['', 'cheap pills '.repeat(1e6 / 12), '\u0301\u0316'.repeat(5e5)]) {
      await model.predict('warm');
      times.push((await model.predict(text)).milliseconds);
    }
    await model.dispose();
    return times;
  }, url);
  expect(Math.max(...took)).toBeLessThan(1000);
});

describe('a package with a tokenizer', () => {
  test('answers a text by its tokens, and does so again from the store, without a network', async () => {
    const url = servePackage(server, tokenized, 'tokenized');
    const texts = ['Playing, the CAFÉ!', '', 'the '.repeat(20)];
    const ids = [
      [2, 5, 6, 9, 4, 8, 10, 3],
      [2, 3, 0, 0, 0, 0, 0, 0],
      [2, 4, 4, 4, 4, 4, 4, 3],
    ];
    server.clearLog();
    expect(await answers(url, texts)).toEqual(ids);
    expect(server.log(/^\/m\//).map(({ path }) => path.split('/').at(-1))).toContain('tokenizer.json');
    server.clearLog();
    await page.context().setOffline(true);
    const again = await answers(url, texts, 'only-if-cached').finally(() => page.context().setOffline(false));
    expect(again).toEqual(ids);
    expect(server.log(/^\/m\//)).toEqual([]);
  });

  test('whose tokenizer was changed on the way is refused', async () => {
    const files = new Map(tokenized.files);
    const sound = files.get('tokenizer.json')!;
    files.set(
      'tokenizer.json',
      sound.map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
    );
    const url = servePackage(server, { ...tokenized, files }, 'changed');
    await page.evaluate(() => window.edgewise.store.clear());
    const failure = await page.evaluate((url) => failureOf(window.edgewise.loadModel(url)), url);
    expect(failure).toMatchObject({ code: 'integrity', details: { file: 'tokenizer.json' } });
  });

  test('without its tokenizer is refused by its manifest', async () => {
    const without = withManifest(tokenized, (manifest: { artifacts: { role: string }[] }) => {
      manifest.artifacts = manifest.artifacts.filter(({ role }) => role !== 'tokenizer');
    });
    const url = servePackage(server, without, 'without');
    const failure = await page.evaluate((url) => failureOf(window.edgewise.loadModel(url)), url);
    expect(failure).toMatchObject({ code: 'invalid-model', details: { field: 'transforms.input.method' } });
  });
});
