import { expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { anyRows } from '../support/known-answers.js';
import { openKnownPage } from '../support/known-page.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { crowdContexts } from '../support/webgl-faults.js';

const server = await openServer();
const url = serveModel(server, anyRows);

test('40 other contexts beside ours cost us ours: predictions are computed again', async () => {
  const { page } = await openKnownPage(server, { library: serveAltered(server, crowdContexts) });
  const story = await page.evaluate(async (url) => {
    const { predict, until, end } = await loadKnown(url, { backend: 'webgl' });
    await predict();
    const running = [predict(), predict(), predict()];
    await inject('crowd');
    await Promise.all(running);
    await until(({ reasons }) => reasons.join().includes('was lost'));
    await predict();
    await until(({ name }) => name === 'webgl');
    await predict();
    return end();
  }, url);
  expect(story).toMatchObject({ wrong: [], failed: [], changes: ['webgl', 'wasm', 'webgl'] });
  expect(story.backends).toHaveLength(6);
});

test('40 contexts of the page are not beside ours: a worker has its own', async () => {
  const { page } = await openKnownPage(server);
  const { firstIsLost, ...story } = await page.evaluate(async (url) => {
    const { predict, end } = await loadKnown(url, { backend: 'webgl' });
    const contexts = Array.from({ length: 40 }, () => new OffscreenCanvas(1, 1).getContext('webgl2'));
    const firstIsLost = contexts[0]?.isContextLost();
    for (let i = 0; i < 5; i++) await predict();
    return { ...(await end()), firstIsLost };
  }, url);
  expect(firstIsLost).toBe(true);
  expect(story).toMatchObject({ wrong: [], failed: [], changes: ['webgl'] });
});

test('on the page they are beside ours: wasm answers from then on', async () => {
  const { page } = await openKnownPage(server);
  const story = await page.evaluate(async (url) => {
    const { predict, until, end } = await loadKnown(url, { backend: 'webgl', worker: false });
    await predict();
    const contexts = Array.from({ length: 40 }, () => new OffscreenCanvas(1, 1).getContext('webgl2'));
    await Promise.all([predict(), predict(), predict()]);
    await until(({ name }) => name === 'wasm');
    await predict();
    return { ...(await end()), opened: contexts.length };
  }, url);
  expect(story).toMatchObject({ wrong: [], failed: [], changes: ['webgl', 'wasm'] });
  expect(story.backends).toEqual(['webgl', 'wasm', 'wasm', 'wasm', 'wasm']);
});

test('they cost plain TF.js its answers', async () => {
  const plain = await PlainTensorFlow.open(server, crowdContexts);
  expect(await plain.load(url, 'webgl')).toBe('webgl');
  expect(await plain.differs('dataSync')).toBeLessThan(1e-3);
  await plain.inject('crowd');
  expect(await plain.differs('dataSync')).toBeGreaterThan(0.1);
});
