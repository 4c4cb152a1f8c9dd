import { beforeEach, expect, test, vi } from 'vitest';
import { Backends } from '../../../src/page/backends.js';
import { MemoryDatabase } from '../../../src/store/memory.js';
import type { ModelRecord } from '../../../src/store/record.js';

const asked = vi.hoisted(() => vi.fn());
vi.mock('../../../src/worker/client/store-client.js', () => ({ callStore: asked }));
vi.mock('../../../src/worker/client/engine-pool.js', () => ({ acquireEngine: () => ({ release: () => undefined }) }));

const assets = { workers: { graph: 'worker.js', layers: 'worker-layers.js' }, wasm: 'wasm/' };
const trustedKeys = ['key'];
const backends = (requests: ConstructorParameters<typeof Backends>[3]) =>
  new Backends('https://x/m/manifest.json', 'worker', assets as never, requests);

beforeEach(() => {
  asked.mockReset().mockResolvedValue({ digest: 'another' });
});

test('another backend asks for the model under the same keys', async () => {
  const stored = { kind: 'graph', digest: 'this', origin: { stored: true } } as const;
  const opening = backends({ requestInit: {}, trustedKeys }).openAgain(
    stored as never,
    { backend: 'webgl', threads: 1 },
    [],
  );
  await expect(opening).rejects.toThrow(/was replaced by another version/);
  expect(asked.mock.calls[0]?.slice(2, 4)).toEqual([
    'fetchModel',
    { url: 'https://x/m/manifest.json', cache: 'only-if-cached', requestInit: {}, trustedKeys },
  ]);
});

test('no keys are no empty list of them', async () => {
  await backends({ requestInit: {} }).fetch('default');
  expect(asked.mock.calls[0]?.[3]).not.toHaveProperty('trustedKeys');
});

test('what was found out of one version is not written to another', async () => {
  const database = new MemoryDatabase('a test');
  const record = { url: 'u', digest: 'one', files: [], pinned: false } as unknown as ModelRecord;
  await database.write({ ...record, highestRelease: 4 }, { fresh: new Map() });
  await database.write({ ...record, digest: 'two' }, { fresh: new Map() });
  expect(await database.update('u', { highestRelease: 1 }, 'one')).toBe(false);
  expect(await database.find('u')).toMatchObject({ digest: 'two', highestRelease: 4 });
  expect(await database.update('u', { highestRelease: 5 }, 'two')).toBe(true);
  expect(await database.find('u')).toMatchObject({ digest: 'two', highestRelease: 5 });
});
