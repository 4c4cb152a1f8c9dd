import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { openPage } from '../support/browser.js';
import { layersModels, linear } from '../support/models/index.js';
import { clockByThreads } from '../support/other-devices.js';
import { serveModel } from '../support/predict.js';
import { wrongs } from '../support/right.js';
import { openServer, type ServerOptions } from '../support/server.js';

const model = linear();
const rows = (values: ArrayLike<number>, width: number) =>
  [0, width].map((at) => Array.from(values).slice(at, at + width));
const known = {
  x: rows(model.inputs['x']!.data as Float32Array, 4),
  y: rows(model.expected['y']!.data as Float32Array, 3),
};

const withCores = (cores: number) =>
  `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${String(cores)} });`;

interface Story {
  measuredWhenReady: number;
  predictions: number;
  /** Answers that were wrong, as they came. */
  wrong: string[];
  /** Threads that the model changed over to, by `backendchange`, in order. */
  changes: number[];
  /** Counts that had been measured at the last `backendchange`. */
  told: number;
  threads: number;
  reasons: string[];
  measurements: {
    backend: string;
    threads: number;
    status: string;
    median?: number;
    runs?: number;
    difference?: number;
    reason?: string;
  }[];
}

/** Predicts in flights of five, 200 times at least, until so many counts were measured; every answer is known. */
function predictWhileMeasured(page: Page, url: string, counts: number): Promise<Story> {
  return page.evaluate(
    async ({ url, counts, known }) => {
      // The model is affine: so is its answer to a mixture of two inputs.
      const mix = ([first = [], second = []]: number[][], part: number) =>
        first.map((value, i) => part * value + (1 - part) * (second[i] ?? NaN));
      const model = await window.edgewise.loadModel(url);
      const measuredWhenReady = model.backend.measurements.length;
      const changes: number[] = [];
      let told = 0;
      let before = model.backend;
      model.addEventListener('backendchange', () => {
        const { backend } = model;
        if (backend.threads !== before.threads) changes.push(backend.threads);
        before = backend;
        told = backend.measurements.filter(({ status }) => status !== 'skipped').length;
      });
      const wrong: string[] = [];
      let predictions = 0;
      const predict = async () => {
        const part = (predictions++ % 1000) / 1000;
        const { outputs } = await model.predict(mix(known.x, part));
        const answer = Array.from(outputs['y']!.data as Float32Array);
        const right = mix(known.y, part).every((value, i) => Math.abs(value - (answer[i] ?? NaN)) < 1e-5);
        if (!right) wrong.push(`${String(part)}: ${answer.join(', ')}`);
      };
      while (predictions < 200 || told < counts) {
        await Promise.all(Array.from({ length: 5 }, predict));
      }
      const { threads, reasons, measurements } = model.backend;
      await model.dispose();
      return {
        ...{ measuredWhenReady, predictions, wrong, changes, told, threads },
        reasons: [...reasons],
        measurements: measurements.filter(({ status }) => status !== 'skipped'),
      };
    },
    { url, counts, known },
  );
}

async function storyOn(cores: number, counts: number, script?: string): Promise<Story> {
  await using server = await openServer({ isolated: true });
  const library = script === undefined ? {} : { library: serveAltered(server, script) };
  const { page } = await openPage(server, { init: withCores(cores), ...library });
  const story = await predictWhileMeasured(page, serveModel(server, model), counts);
  expect(story).toMatchObject({ measuredWhenReady: 0, wrong: [], told: counts });
  return story;
}

const medians = ({ measurements }: Story) => Object.fromEntries(measurements.map((m) => [m.threads, m.median]));

describe('counts are measured beside the predictions, and the fastest is taken', () => {
  test.each([
    ['the first candidate', 4, { 1: 30, 2: 10, 4: 20 }, [2]],
    ['the last candidate', 4, { 1: 30, 2: 28, 4: 20 }, [4]],
    ['one after the other', 4, { 1: 30, 2: 20, 4: 10 }, [2, 4]],
    ['none', 4, { 1: 10, 2: 9.5, 4: 40 }, []],
    ['none of two cores', 2, { 1: 10, 2: 100 }, []],
  ] as [string, number, Record<number, number>, number[]][])('%s', async (_, cores, times, changes) => {
    const counts = Object.keys(times).length;
    const story = await storyOn(cores, counts, clockByThreads(times));
    expect(medians(story)).toEqual(times);
    expect(story.changes).toEqual(changes);
    expect(story.threads).toBe(changes.at(-1) ?? 1);
    for (const { threads, status, runs, difference } of story.measurements) {
      expect([status, runs]).toEqual(['measured', 7]);
      if (threads > 1) expect(difference).toBeLessThanOrEqual(1e-4);
    }
    expect(story.reasons.filter((reason) => reason.includes('chosen'))).toHaveLength(1);
  });

  test('by this device’s own clock too', async () => {
    const story = await storyOn(2, 2);
    const { 1: one = NaN, 2: two = NaN } = medians(story);
    const worthwhile = two <= 0.9 * one;
    expect(story.threads).toBe(worthwhile ? 2 : 1);
    expect(story.changes).toEqual(worthwhile ? [2] : []);
  });

  test('one whose answer differs is never taken, however fast', async () => {
    const wrongWithTwo = `
      addEventListener('message', ({ data }) => {
        if (data.call === 'selfTest' && threads === 2) data.request.reference.y.data[1] += 1;
      });`;
    const times = { 1: 30, 2: 1, 4: 20 };
    const story = await storyOn(4, 3, clockByThreads(times) + wrongWithTwo);
    expect(story.changes).toEqual([4]);
    expect(story.measurements.map(({ threads, status }) => [threads, status])).toEqual([
      [1, 'measured'],
      [2, 'disagreed'],
      [4, 'measured'],
    ]);
    expect(story.measurements[1]?.difference).toBeGreaterThan(0.1);
  });
});

describe('threads that were asked for', () => {
  // A batch that wasm divides among its threads, and an answer to each of its rows.
  const batch = 4_000;
  const repeat = (values: number[]) => Array.from({ length: batch / 2 }, () => values).flat();

  test.each([2, 3])('%i run, and answer rightly', async (threads) => {
    await using server = await openServer({ isolated: true });
    const { page } = await openPage(server);
    const answer = await page.evaluate(
      async ({ url, data, batch, threads }) => {
        const model = await window.edgewise.loadModel(url, { threads });
        const { outputs } = await model.predict({ x: { data, shape: [batch, 4] } });
        const { backend } = model;
        await model.dispose();
        return { backend: { ...backend }, y: Array.from(outputs['y']!.data as Float32Array) };
      },
      { url: serveModel(server, model), data: repeat(known.x.flat()), batch, threads },
    );
    // As the wasm module says, not as it was told.
    expect(answer.backend).toMatchObject({ name: 'wasm', threads, location: 'worker', measurements: [] });
    const expected = repeat(known.y.flat());
    expect(answer.y).toHaveLength(expected.length);
    expect(answer.y.every((value, i) => Math.abs(value - expected[i]!) < 1e-5)).toBe(true);
  });

  test('run LayersModels too', async () => {
    await using server = await openServer({ isolated: true });
    const { page } = await openPage(server);
    const layers = (await layersModels())[0]!;
    expect(await wrongs(page, serveModel(server, layers), layers, { threads: 2 })).toEqual([]);
  });
});

test.each([
  ['auto', {}],
  ['2', { threads: 2 }],
] as const)('a page that is not isolated has one thread, and says what to do (threads: %s)', async (_, options) => {
  const plain: ServerOptions = {};
  await using server = await openServer(plain);
  const { page } = await openPage(server, { init: withCores(8) });
  const { threads, reasons } = await page.evaluate(
    async ({ url, options }) => {
      const model = await window.edgewise.loadModel(url, options);
      await new Promise((resolve) => {
        model.addEventListener('backendchange', resolve);
      });
      return { threads: model.backend.threads, reasons: [...model.backend.reasons] };
    },
    { url: serveModel(server, model), options },
  );
  expect(threads).toBe(1);
  expect(reasons.join(' ')).toContain('Cross-Origin-Embedder-Policy');
});
