import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Contender } from '../bench/contender.js';
import { edgewise } from '../bench/edgewise.js';
import type { Figures } from '../bench/figures.js';
import { metricNames, type Metric } from '../bench/metrics.js';
import { findModel } from '../bench/models.js';
import type { Plan } from '../bench/plan.js';
import { readFigures } from '../bench/read-figures.js';
import { runBench } from '../bench/run.js';
import { tensorFlow } from '../bench/tensorflow.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Milliseconds. */
const delay = 100;
const model = await findModel(root, 'emotion');
const packaged = await findModel(root, 'credit-risk');

const once: Plan = { cold: 1, cached: 1, turns: 2, watched: 1 };
const cold: Plan = { cold: 1, cached: 0, turns: 0, watched: 0 };

function measure(
  contenders: Contender[],
  plan: Plan,
  { signal = new AbortController().signal, models = [model] } = {},
): Promise<Figures> {
  return runBench({
    models,
    backends: ['wasm'],
    contenders: contenders.map((contender) => ({ ...contender, version: '1' })),
    baseline: 'tfjs',
    plan: () => plan,
    warmUp: { library: 1, model: 1, use: 0 },
    quality: 1,
    signal,
  });
}

test('every metric is measured, and what is slower reads as slower', { timeout: 120_000 }, async () => {
  const slowed = tensorFlow(root, { name: 'slowed', label: 'TF.js, held up', delay });
  const figures = await measure([edgewise(root), tensorFlow(root), slowed], once);
  expect(readFigures(JSON.stringify(figures), 'figures')).toEqual(figures);
  expect(figures.machine.browser).toMatch(/Chrom/);

  const [at] = figures.cases;
  expect(at).toMatchObject({ model: 'emotion', format: 'graph', backend: 'wasm' });
  expect(at?.largestDifference).toBeLessThan(1e-4);
  const wanted = process.platform === 'linux' ? metricNames : metricNames.filter((name) => name !== 'memory');
  expect(Object.keys(at?.metrics ?? {})).toEqual(wanted);
  const median = (metric: Metric, name: string) => at?.metrics[metric]?.summaries[name]?.median ?? NaN;
  for (const metric of wanted.filter((name) => name !== 'bytesSentAgain')) {
    for (const name of ['edgewise', 'tfjs', 'slowed'])
      expect(median(metric, name), `${metric}, ${name}`).toBeGreaterThan(0);
  }

  for (const metric of ['coldFirstPrediction', 'cachedFirstPrediction', 'steadyPrediction', 'longestTask'] as const) {
    expect(median(metric, 'slowed'), metric).toBeGreaterThanOrEqual(delay);
  }
  const { slowed: steady } = at?.metrics.steadyPrediction?.ratios ?? {};
  expect(steady?.paired.median).toBeGreaterThan(2);
  expect(steady?.ofMedians).toBeGreaterThan(2);

  for (const name of ['edgewise', 'tfjs']) {
    const decoded = median('bytesDecoded', name) * 1000;
    // The model and the library's wasm file, at least.
    expect(decoded, name).toBeGreaterThan((at?.modelBytes ?? NaN) + 400_000);
    expect(median('bytesSent', name) * 1000, name).toBeGreaterThan(820_516);
    expect(median('bytesSent', name), name).toBeLessThan(decoded / 1000);
    // All of a second visit comes from the caches.
    expect(median('bytesSentAgain', name), name).toBe(0);
  }
  expect(median('bytesSent', 'slowed')).toBe(median('bytesSent', 'tfjs'));
});

test('a package is measured with all that it asks for', { timeout: 120_000 }, async () => {
  const figures = await measure([edgewise(root), tensorFlow(root)], cold, { models: [packaged] });
  const [at] = figures.cases;
  expect(at).toMatchObject({ model: 'credit-risk', format: 'graph' });
  const { edgewise: ours, tfjs } = at?.metrics.bytesSent?.summaries ?? {};
  expect(ours!.median).toBeGreaterThan(tfjs!.median);
});

test('a fast wrong answer ends the measurement', { timeout: 120_000 }, async () => {
  const right = edgewise(root);
  const wrong: Contender = {
    ...right,
    module: (at) => `${right.module(at)}
      const opened = open;
      open = async (url) => {
        const model = await opened(url);
        return {
          async predict(data) {
            const outputs = await model.predict(data);
            for (const { data } of Object.values(outputs)) data[0] += 0.01;
            return outputs;
          },
        };
      };`,
  };
  await expect(measure([tensorFlow(root), wrong], cold)).rejects.toThrow(
    /^emotion on wasm: Edgewise answers something else than TF\.js/,
  );
});

test('a page that fails says why', { timeout: 120_000 }, async () => {
  const broken: Contender = { ...tensorFlow(root), scripts: () => ['/tf-core.min.js', '/not-there.js'] };
  await expect(measure([broken], cold)).rejects.toThrow(/^TF\.js with emotion on wasm: [^]*Its page said: [^]*404/);
});

test('an interrupted measurement ends', { timeout: 120_000 }, async () => {
  await expect(measure([tensorFlow(root)], cold, { signal: AbortSignal.abort(new Error('Enough.')) })).rejects.toThrow(
    'Enough.',
  );
});
