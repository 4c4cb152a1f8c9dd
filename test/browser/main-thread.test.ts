import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { openBrowser, openPage } from '../support/browser.js';
import { watchMainThread } from '../support/main-thread.js';
import { openServer } from '../support/server.js';

declare global {
  interface Window {
    predict: (times?: number) => Promise<unknown>;
  }
}

/** Beyond this a person may notice. */
const longest = 50;
const model = '/node_modules/@vladmandic/human/models/movenet-lightning.json';
const server = await openServer();

test('no task on the page is long: loading cold, twenty predictions, loading from the store', async () => {
  const context = await (await openBrowser()).newContext();
  for (const fromCache of [false, true]) {
    const { page } = await openPage(server, { context });
    const load = await longestTask(page, async () => {
      const cached = await page.evaluate(async (model) => {
        const pose = await window.edgewise.loadModel(model, { onProgress: () => undefined });
        const input = new Int32Array(192 * 192 * 3).fill(77);
        window.predict = async (times = 1) => {
          for (let i = 0; i < times; i++) await pose.predict(input);
        };
        return pose.loadReport.fromCache;
      }, model);
      expect(cached).toBe(fromCache);
    });
    expect(load).toBeLessThan(longest);
    const predict = await longestTask(page, () => page.evaluate(() => window.predict(20)));
    expect(predict).toBeLessThan(longest);
  }
  await context.close();
});

test('a long task on the page is seen', async () => {
  const { page } = await openPage(server);
  const control = await longestTask(page, () =>
    page.evaluate(() => {
      let sum = 0;
      for (let i = 0; i < 3e8; i++) sum += Math.sqrt(i);
      return sum;
    }),
  );
  expect(control).toBeGreaterThan(longest);
});

/**
 * Milliseconds of processor time of the longest task on a page's main thread while something is done. Not of the
 * clock: on a busy machine a short task takes long, and none of that is ours.
 */
async function longestTask(page: Page, work: () => Promise<unknown>): Promise<number> {
  return (await watchMainThread(page, work)).longest.processor;
}
