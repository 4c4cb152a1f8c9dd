import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { anyRows } from '../support/known-answers.js';
import { openKnownPage } from '../support/known-page.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { shortWaits, slowWasm, wasmFaults, wasmFileOf } from '../support/wasm-files.js';

const server = await openServer();
const url = serveModel(server, anyRows);
const fileName = 'tfjs-backend-wasm-simd.wasm';

interface Outcome {
  backend: string;
  wrong: string[];
  reasons: string[];
  /** Of a load that asked for wasm. */
  error: { code: string; message: string } | null;
}

async function loadBoth(library: string): Promise<Outcome> {
  const { page } = await openKnownPage(server, { library });
  return page.evaluate(async (url) => {
    const asked = errorOf(loadKnown(url, { backend: 'wasm' }));
    const { predict, until, end, model } = await loadKnown(url);
    await predict();
    await until(({ reasons }) => reasons.join().includes('the first that started'));
    const backend = model.backend.name;
    const { wrong, failed, reasons } = await end();
    return { backend, wrong: [...wrong, ...failed], reasons, error: await asked };
  }, url);
}

describe('where the wasm file', () => {
  test.each(wasmFaults)('%s, another backend answers, and both say which file', async (_, fault, words) => {
    const library = serveAltered(server, shortWaits);
    server.files.set(wasmFileOf(library), fault);
    const { backend, wrong, reasons, error } = await loadBoth(library);
    expect(backend).not.toBe('wasm');
    expect(wrong).toEqual([]);
    expect(reasons.join(' ')).toMatch(words);
    expect(reasons.join(' ')).toContain(fileName);
    expect(error?.code).toBe('environment');
    expect(error?.message).toMatch(words);
    expect(error?.message).toContain(fileName);
  });

  test('is any of these, plain TF.js has no wasm, or never says that it has none', async () => {
    const answers = wasmFaults.map(async ([what, fault]) => {
      const library = serveAltered(server, '');
      server.files.set(wasmFileOf(library), fault);
      const plain = await PlainTensorFlow.open(server, '', library.replace('index.js', 'wasm/'));
      return [what, await plain.run(`return tf.setBackend('wasm')`)];
    });
    const outcomes = Object.fromEntries((await Promise.all(answers)) as [string, unknown][]);
    expect(Object.values(outcomes)).not.toContain(true);
    expect(outcomes).toMatchObject({ 'never answers': 'nothing came', 'stops in its middle': 'nothing came' });
  });

  test('comes slowly, but comes, it is waited for', async () => {
    const library = serveAltered(server, shortWaits);
    server.files.set(wasmFileOf(library), slowWasm);
    const { page } = await openKnownPage(server, { library });
    const story = await page.evaluate(async (url) => {
      const { predict, end } = await loadKnown(url, { backend: 'wasm' });
      await predict();
      return end();
    }, url);
    expect(story).toMatchObject({ backends: ['wasm'], wrong: [] });
  });
});
