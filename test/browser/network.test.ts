import { expect, test } from 'vitest';
import { launchBrowser, openPage, recordNetwork } from '../support/browser.js';
import { openServer } from '../support/server.js';

declare global {
  interface Window {
    predict: (times?: number) => Promise<unknown>;
  }
}

const model = '/node_modules/@vladmandic/human/models/movenet-lightning.json';

test('loading and predicting ask for the library’s and the model’s files, and for nothing else', async () => {
  await using server = await openServer();
  const log = recordNetwork();
  const browser = await launchBrowser({ args: [log.arg] });
  const { page } = await openPage(server, { browser });
  const opened = server.log().length;

  const loaded = await page.evaluate(async (model) => {
    const { loadModel } = window.edgewise;
    const pose = await loadModel(model);
    window.predict = () => pose.predict(new Int32Array(192 * 192 * 3).fill(77));
    return pose.loadReport.downloadedBytes;
  }, model);
  expect(loaded).toBeGreaterThan(4e6);
  const afterLoad = server.log().length;

  await page.evaluate(async () => {
    for (let i = 0; i < 5; i++) await window.predict();
  });
  const served = server.log();
  await browser.close();

  expect(served.length).toBe(afterLoad);
  expect(served.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(served.filter(({ query }) => query !== '')).toEqual([]);
  const library = ['/dist/worker.js', '/dist/wasm/tfjs-backend-wasm-simd.wasm'];
  const files = [...library, model, model.replace('.json', '.bin')];
  expect(new Set(served.slice(opened).map(({ path }) => path))).toEqual(new Set(files));

  // What the browser noted of its pages and workers, wherever it led; blobs stay on the device.
  const asked = log.urls().filter((url) => !url.startsWith('blob:') && !url.endsWith('/favicon.ico'));
  const pageFiles = served.slice(0, opened).filter(({ path }) => path.endsWith('.js'));
  const expected = [...pageFiles.map(({ path }) => path), ...files];
  expect(new Set(asked)).toEqual(new Set(expected.map((path) => server.origin + path)));
});

test('a page that sends its input somewhere would be seen', async () => {
  await using server = await openServer();
  const log = recordNetwork();
  const browser = await launchBrowser({ args: [log.arg] });
  const { page } = await openPage(server, { browser });
  await page.evaluate(async (elsewhere) => {
    const source = `fetch(${JSON.stringify(elsewhere)}, { method: 'POST', body: 'input' }).catch(() => 0).then(postMessage)`;
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    await new Promise((resolve) => (worker.onmessage = resolve));
  }, `${server.otherOrigin}/collect`);
  await browser.close();
  expect(log.urls()).toContain(`${server.otherOrigin}/collect`);
});
