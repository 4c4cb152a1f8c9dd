import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { anyRows, manyRows } from '../support/known-answers.js';
import { openKnownPage } from '../support/known-page.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { failLaterShaders, failShaders, refuseContexts, renderedBy } from '../support/webgl-faults.js';

const server = await openServer();
const url = serveModel(server, anyRows);
const fixed = serveModel(server, manyRows);
const timeout = 15_000;
const steps = ['compile', 'link'] as const;

/** How loading with webgl fails under a patch. */
async function loadWebGL(patch: string) {
  const { page } = await openKnownPage(server, { library: serveAltered(server, patch) });
  return page.evaluate((url) => errorOf(loadKnown(url, { backend: 'webgl' })), fixed);
}

/** Three predictions with 'auto' under a patch, once everything was measured. */
async function predictWithAuto(patch: string) {
  const { page } = await openKnownPage(server, { library: serveAltered(server, patch) });
  return page.evaluate(async (url) => {
    const { predict, until, end } = await loadKnown(url);
    await predict();
    await until(({ reasons }) => reasons.join().includes('webgl'));
    await predict();
    await predict();
    return end();
  }, fixed);
}

describe('WebGL that the browser refuses', () => {
  test('leaves wasm, and the reasons say that there is none', async () => {
    const story = await predictWithAuto(refuseContexts);
    expect(story).toMatchObject({ wrong: [], failed: [], backends: ['wasm', 'wasm', 'wasm'], changes: ['wasm'] });
    expect(story.reasons.join(' ')).toContain('No WebGL2 here');
  });

  test('is an error where it was asked for', async () => {
    const error = await loadWebGL(refuseContexts);
    expect(error?.code).toBe('environment');
    expect(error?.message).toContain('WebGL is not to be had');
  });

  test('leaves plain TF.js without a backend', async () => {
    const plain = await PlainTensorFlow.open(server, refuseContexts);
    expect(await plain.load(url, 'webgl')).toBe('the backend did not start');
  });
});

describe.each(steps)('shaders that fail to %s', (step) => {
  test('at the start leave wasm', async () => {
    const story = await predictWithAuto(renderedBy('NVIDIA GeForce RTX 3060') + failShaders(step));
    expect(story).toMatchObject({ wrong: [], failed: [], backends: ['wasm', 'wasm', 'wasm'], changes: ['wasm'] });
    expect(story.reasons.join(' ')).toMatch(/webgl: .*shader/i);
  });

  test('are an error where webgl was asked for', async () => {
    const error = await loadWebGL(failShaders(step));
    expect(error?.code).toBe('worker');
    expect(error?.message).toMatch(/webgl was lost: .*shader/i);
  });

  test('only later: wasm answers', async () => {
    const { page } = await openKnownPage(server, { library: serveAltered(server, failLaterShaders(step)) });
    const story = await page.evaluate(
      async ({ url, timeout }) => {
        const { predict, end } = await loadKnown(url, { backend: 'webgl' });
        await predict({ timeout });
        await inject('fail');
        // Another shape needs other shaders.
        await Promise.all([predict({ timeout, rows: 700 }), predict({ timeout, rows: 900 })]);
        return end();
      },
      { url, timeout },
    );
    expect(story).toMatchObject({ wrong: [], failed: [], backends: ['webgl', 'wasm', 'wasm'] });
    expect(story.reasons.join(' ')).toMatch(/webgl was lost \(.*shader.*\); wasm answered instead/i);
    expect(story.slowest).toBeLessThan(timeout + 1_000);
  });

  test('leave plain TF.js with an exception', async () => {
    const plain = await PlainTensorFlow.open(server, failLaterShaders(step));
    expect(await plain.load(url, 'webgl')).toBe('webgl');
    expect(await plain.differs('dataSync')).toBeLessThan(1e-3);
    await plain.inject('fail');
    expect(await plain.differs('dataSync', 700)).toMatch(/shader/i);
  });
});
