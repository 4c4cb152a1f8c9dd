import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { downloadArtifact } from '../../src/store/download-artifact.js';
import type { CacheMode } from '../../src/store/fetch-request.js';

const right = new TextEncoder().encode('right');
const wrong = new TextEncoder().encode('wrong');
const sha256 = createHash('sha256').update(right).digest('hex');
const url = 'https://own/m/manifest.json?v=1';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Answers these bodies in turn. What was asked, and what came of it. */
async function ask(
  bodies: readonly Uint8Array<ArrayBuffer>[],
  {
    path = `weights-${sha256.slice(0, 16)}.bin`,
    cache = 'default',
    at = url,
    requestInit = {},
  }: {
    path?: string;
    cache?: CacheMode;
    at?: string;
    requestInit?: RequestInit;
  } = {},
) {
  const asked: { address: string; init: RequestInit }[] = [];
  const left = [...bodies];
  vi.stubGlobal('origin', 'https://own');
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    asked.push({ address, init });
    return Promise.resolve(new Response(left.shift()));
  });
  const artifact = { path, bytes: right.length, sha256 };
  const { signal } = new AbortController();
  const result = await downloadArtifact(artifact, { url: at, cache, requestInit }, signal, () => undefined).then(
    (bytes) => new TextDecoder().decode(bytes),
    (error: unknown) => (error as { code: string }).code,
  );
  return { result, asked, modes: asked.map(({ init }) => init.cache) };
}

describe('the browser’s own cache', () => {
  test('need not ask about what is called by its digest, and has to about what is not', async () => {
    expect(await ask([right])).toMatchObject({ result: 'right', modes: ['default'] });
    expect(await ask([right], { path: 'examples.json' })).toMatchObject({ result: 'right', modes: ['no-cache'] });
  });

  test('is passed by where what came is not the file', async () => {
    expect(await ask([wrong, right])).toMatchObject({ result: 'right', modes: ['default', 'reload'] });
    expect(await ask([wrong, wrong])).toMatchObject({ result: 'integrity', modes: ['default', 'reload'] });
  });

  test.each(['reload', 'no-store'] as const)('is passed by at once with %s', async (cache) => {
    expect(await ask([right], { cache })).toMatchObject({ result: 'right', modes: [cache] });
    expect(await ask([wrong], { cache })).toMatchObject({ result: 'integrity', modes: [cache] });
  });
});

test('the query of the manifest comes along', async () => {
  const { asked } = await ask([right], { path: 'profile.json' });
  expect(asked[0]?.address).toBe('https://own/m/profile.json?v=1');
});

describe('cookies', () => {
  const init = async (requestInit: RequestInit, at = url) => (await ask([right], { requestInit, at })).asked[0]?.init;

  test('for the own origin stay there, wherever it redirects', async () => {
    expect(await init({ credentials: 'include' })).toMatchObject({ credentials: 'same-origin' });
    expect(await init({ credentials: 'include' })).not.toHaveProperty('redirect');
  });

  test('for another origin are not redirected', async () => {
    const elsewhere = await init({ credentials: 'include' }, 'https://other/m/manifest.json');
    expect(elsewhere).toMatchObject({ credentials: 'include', redirect: 'error' });
  });

  test('that nobody asked for change nothing', async () => {
    expect(await init({ credentials: 'omit', headers: { a: 'b' } }, 'https://other/m.json')).toMatchObject({
      ...{ credentials: 'omit', headers: { a: 'b' } },
    });
    expect(await init({}, 'https://other/m.json')).not.toHaveProperty('redirect');
  });
});
