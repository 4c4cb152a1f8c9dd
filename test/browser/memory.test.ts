import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const url = serveModel(server, linear());

const faults: [string, string][] = [
  ['is not there', `Object.defineProperty(globalThis, 'indexedDB', { value: undefined })`],
  ['throws', `IDBFactory.prototype.open = () => { throw new DOMException('Not here.', 'SecurityError'); }`],
  [
    'fails',
    `IDBFactory.prototype.open = () => {
      const request = { error: new DOMException('Not here.', 'UnknownError') };
      setTimeout(() => request.onerror());
      return request;
    }`,
  ],
  ['never settles', 'IDBFactory.prototype.open = () => ({})'],
];

describe('where IndexedDB', () => {
  test.each(faults)('%s, models are kept in memory', async (_, patch) => {
    const { page } = await openTestPage(server, { library: serveAltered(server, patch) });
    const load = () =>
      page.evaluate(async (url) => {
        const model = await window.edgewise.loadModel(url);
        const y = [...((await model.predict([0, 0, 0, 0])).outputs['y']?.data ?? [])].map(Number);
        await model.dispose();
        return { y, report: model.loadReport };
      }, url);
    const first = await load();
    expect(first.y[0]).toBeCloseTo(0.1);
    expect(first.report).toMatchObject({ fromCache: false, stored: false });
    expect(first.report.reason).toMatch(/IndexedDB.*kept in memory/);
    server.clearLog();
    const second = await load();
    expect(server.log(/^\/m\//).map(({ path }) => path)).toEqual([url]);
    expect(second.report).toMatchObject({ fromCache: true, stored: false, downloadedBytes: 0 });
    expect(second.report.reason).toMatch(/kept in memory/);
    const { usage, names, left } = await page.evaluate(async (url) => {
      const { store } = window.edgewise;
      await store.pin(url);
      const [usage, list] = [await store.usage(), await store.list()];
      await store.delete(url);
      return { usage, names: list.map(({ name, pinned }) => [name, pinned]), left: await store.list() };
    }, url);
    expect(usage).toMatchObject({ kind: 'memory', models: 1, persisted: false });
    expect(names).toEqual([['linear', true]]);
    expect(left).toEqual([]);
  });
});
