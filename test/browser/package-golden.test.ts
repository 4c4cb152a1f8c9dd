import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/index.js';
import type { Example } from '../../src/model/manifest/examples.js';
import { serveAltered } from '../support/altered-library.js';
import { linear } from '../support/models/index.js';
import { linearPackage, servePackage, type PackageOptions } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';
import { renderedBy, scaledBy } from '../support/webgl-faults.js';

const server = await openServer();
const sound = linearPackage();
let folders = 0;

/** Examples of which these have another answer recorded than is right. */
function serve(wrong: readonly number[], options: PackageOptions = {}): string {
  const rows = [0, 1, 2].map((i): Example => {
    const { x } = linear().inputs;
    const { y } = linear().expected;
    const data = (y!.data as Float32Array)
      .slice(0, 3 * (i + 1))
      .map((value) => (wrong.includes(i) ? value + 0.5 : value));
    return {
      inputs: { x: { ...x!, shape: [i + 1, 4], data: repeated(x!.data as Float32Array, 4 * (i + 1)) } },
      outputs: {
        y: { ...y!, shape: [i + 1, 3], data: i < 2 ? data : repeated(y!.data as Float32Array, 9, wrong.includes(2)) },
      },
    };
  });
  return servePackage(server, linearPackage({ examples: rows, ...options }), `golden-${String(++folders)}`);
}

function repeated(data: Float32Array, length: number, off = false): Float32Array {
  return Float32Array.from({ length }, (_, i) => (data[i % data.length] ?? 0) + (off ? 0.5 : 0));
}

/** Loads, predicts, and tells how the predictions went on until all was tried. */
function load(page: Page, url: string, options: Pick<LoadOptions, 'backend'> = {}) {
  return page.evaluate(
    async ([url, options]) => {
      const { edgewise } = window;
      const loading = edgewise.loadModel(url, options);
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      if (!model) return { failure, backend: null, reasons: [], y: [] };
      const { outputs } = await model.predict([1, 2, 3, 4]);
      const y = [...(outputs['y']?.data as Float32Array)];
      const { name: backend, reasons } = model.backend;
      await model.dispose();
      return { failure, backend, reasons: [...reasons], y };
    },
    [url, options] as const,
  );
}

const right = [...(linear().expected['y']!.data as Float32Array)]
  .slice(0, 3)
  .map((value) => expect.closeTo(value, 5) as number);

/** wasm answers 1 too much at the first place of every tensor of so many bytes. */
const wrongWasm = (bytes: readonly number[]) => `
  addEventListener('message', ({ data }) => {
    if (data.call !== 'startEngine' || data.request.backend !== 'wasm') return;
    const slice = Uint8Array.prototype.slice;
    Uint8Array.prototype.slice = function (...range) {
      const copy = slice.apply(this, range);
      if (this.length > 1e6 && ${JSON.stringify(bytes)}.includes(copy.length)) new Float32Array(copy.buffer)[0] += 1;
      return copy;
    };
  });`;

describe('a golden example', () => {
  test('that is met lets the model in, on every backend', async () => {
    const { page } = await openTestPage(server);
    const url = serve([]);
    for (const backend of ['auto', 'wasm', 'webgl', 'cpu'] as const) {
      expect(await load(page, url, { backend })).toMatchObject({ failure: null, y: right });
    }
  });

  test('with a wrong answer is met by none, and the error says so', async () => {
    const { page } = await openTestPage(server);
    const { failure } = await load(page, serve([0]));
    expect(failure).toMatchObject({ edgewise: true, code: 'backend' });
    expect(failure?.message).toMatch(/No backend can compute .*golden example/);
    const { measurements } = failure?.details as { measurements: { backend: string; status: string }[] };
    expect(measurements.map(({ backend, status }) => [backend, status])).toEqual([
      ['wasm', 'disagreed'],
      ['webgl', 'disagreed'],
      ['cpu', 'disagreed'],
    ]);
    const asked = await load(page, serve([0]), { backend: 'cpu' });
    expect(asked.failure).toMatchObject({ code: 'backend', details: { backend: 'cpu', tolerance: 1e-4 } });
    expect(asked.failure?.message).toMatch(/^cpu answers a golden example .* pack the model again/);
  });

  test('may be missed by its tolerance', async () => {
    const { page } = await openTestPage(server);
    expect(await load(page, serve([0, 1, 2], { tolerance: 0.9 }))).toMatchObject({ failure: null, y: right });
  });

  test('that wasm does not meet leaves the model to the next backend', async () => {
    const library = serveAltered(server, wrongWasm([12]));
    const { page } = await openTestPage(server, { library });
    const outcome = await load(page, serve([]));
    expect(outcome).toMatchObject({ failure: null, backend: 'webgl', y: right });
    expect(outcome.reasons.join(' ')).toMatch(/wasm.*golden example/);
    // The positive control: without examples nobody notices.
    const unguarded = await load(page, serve([], { examples: [] }));
    expect(unguarded.y[0]).toBeCloseTo((linear().expected['y']!.data[0] as number) + 1, 4);
  });

  test('that WebGL does not meet keeps it out', async () => {
    const library = serveAltered(server, renderedBy('ANGLE (NVIDIA GeForce RTX 3060)') + scaledBy(1.01));
    const { page } = await openTestPage(server, { library });
    const many = (data: Float32Array, width: number) => ({
      shape: [500, width],
      data: repeated(data, 500 * width),
      dtype: 'float32' as const,
    });
    const examples: Example[] = [
      {
        inputs: { x: many(linear().inputs['x']!.data as Float32Array, 4) },
        outputs: { y: many(linear().expected['y']!.data as Float32Array, 3) },
      },
    ];
    const { failure } = await load(page, serve([], { examples }), { backend: 'webgl' });
    expect(failure).toMatchObject({ edgewise: true, code: 'backend', details: { backend: 'webgl' } });
    expect((failure?.details as { difference: number }).difference).toBeGreaterThan(0.005);
  });
});

describe('the other golden examples are asked beside the first predictions', () => {
  /** Predictions until the backend is another one, or one fails. */
  async function goOn(page: Page, url: string, until: 'changed' | 'failed') {
    return page.evaluate(
      async ([url, until]) => {
        const model = await window.edgewise.loadModel(url);
        const first = model.backend.name;
        const changed = new Promise<string>((resolve) => {
          const look = () => {
            if (model.backend.name !== first) resolve(model.backend.name);
          };
          model.addEventListener('backendchange', look);
        });
        let failure = null;
        const failed = (async () => {
          while (!failure) {
            failure = await failureOf(model.predict([1, 2, 3, 4]));
            await new Promise((resolve) => setTimeout(resolve));
          }
          return 'failed';
        })();
        const ended = await (until === 'failed' ? failed : Promise.race([changed, failed]));
        const { backend, outputs } = await model.predict([1, 2, 3, 4]).catch(() => ({ backend: null, outputs: {} }));
        const reasons = model.backend.reasons.join(' ');
        await model.dispose();
        return { first, ended, failure, backend, y: [...((outputs as any).y?.data ?? [])], reasons };
      },
      [url, until] as const,
    );
  }

  test('a backend that misses one is replaced', async () => {
    const library = serveAltered(server, wrongWasm([24]));
    const { page } = await openTestPage(server, { library });
    const story = await goOn(page, serve([]), 'changed');
    expect(story).toMatchObject({ first: 'wasm', ended: 'webgl', backend: 'webgl', y: right });
    expect(story.reasons).toMatch(/golden example of the package otherwise/);
  });

  test('where all miss one, predictions say so', async () => {
    const { page } = await openTestPage(server);
    const { first, failure, backend } = await goOn(page, serve([2]), 'failed');
    expect({ first, backend }).toEqual({ first: 'wasm', backend: null });
    expect(failure).toMatchObject({ edgewise: true, code: 'backend' });
    expect((failure as unknown as Error).message).toMatch(/No backend can compute .*golden example/);
  });

  test('with all met, the model stays as it is and tells what it measured', async () => {
    const { page } = await openTestPage(server);
    const url = servePackage(server, sound, `golden-${String(++folders)}`);
    const backend = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url);
      const told = new Promise((resolve) => {
        model.addEventListener('backendchange', resolve, { once: true });
      });
      await model.predict([1, 2, 3, 4]);
      await told;
      const { name, reasons } = model.backend;
      await model.dispose();
      return { name, reasons: reasons.join(' ') };
    }, url);
    expect(backend.name).toBe('wasm');
    expect(backend.reasons).not.toMatch(/golden/);
  });
});

test('the first prediction waits for one run only', async () => {
  // As many examples as would be felt, were they asked before it.
  const examples = Array.from({ length: 40 }, () => ({ inputs: linear().inputs, outputs: linear().expected }));
  const url = servePackage(server, linearPackage({ examples }), `golden-${String(++folders)}`);
  const counting = `
    const counts = new BroadcastChannel('counts');
    let runs = 0;
    addEventListener('message', ({ data }) => {
      if (data.call !== 'startEngine') return;
      const slice = Uint8Array.prototype.slice;
      Uint8Array.prototype.slice = function (...range) {
        const copy = slice.apply(this, range);
        if (this.length > 1e6 && [12, 24].includes(copy.length)) counts.postMessage([++runs, copy.length]);
        return copy;
      };
    });`;
  const { page } = await openTestPage(server, { library: serveAltered(server, counting) });
  const reads = await page.evaluate(async (url) => {
    const seen: [number, number][] = [];
    const counts = new BroadcastChannel('counts');
    const all = new Promise<void>((resolve) => {
      counts.addEventListener('message', ({ data }) => {
        seen.push(data);
        if (seen.length >= 42) resolve();
      });
    });
    const model = await window.edgewise.loadModel(url, { backend: 'wasm' });
    await model.predict([1, 2, 3, 4]);
    await all;
    await model.dispose();
    return seen.map(([, bytes]) => bytes);
  }, url);
  // The first example, the prediction, then the run again and the 39 others.
  expect(reads.slice(0, 3)).toEqual([24, 12, 24]);
  expect(reads).toHaveLength(42);
});
