import { describe, expect, test } from 'vitest';
import { planBackends, type PlanRequest } from '../../../src/choice/plan.js';
import { deviceWith, nameOf, requestOf } from '../../support/devices.js';

const webgl = { renderer: 'Apple M1' };
const isolated = (cores: number) => deviceWith({ cores, isolated: true, webgl });

function planned(device: Parameters<typeof planBackends>[0], request: Partial<PlanRequest> = {}) {
  const { candidates, skipped, reasons } = planBackends(device, requestOf(request));
  return {
    candidates: candidates.map(nameOf),
    skipped: Object.fromEntries(skipped.map((entry) => [nameOf(entry), entry.reason])),
    reasons,
  };
}

describe('thread counts', () => {
  test.each([
    [2, ['wasm×2']],
    [3, ['wasm×2']],
    [4, ['wasm×2', 'wasm×4']],
    [6, ['wasm×2', 'wasm×4']],
    [8, ['wasm×2', 'wasm×4', 'wasm×8']],
    [16, ['wasm×2', 'wasm×4', 'wasm×8']],
    [128, ['wasm×2', 'wasm×4', 'wasm×8']],
  ])('of %i cores: %j, after webgl', (cores, counts) => {
    expect(planned(isolated(cores))).toEqual({ candidates: ['webgl', ...counts], skipped: {}, reasons: [] });
  });

  test('are no more than wasm can have', () => {
    const device = isolated(8);
    expect(planned({ ...device, wasm: { ...device.wasm, threads: 4 } }).candidates).toEqual([
      ...['webgl', 'wasm×2', 'wasm×4'],
    ]);
  });

  test.each([
    ['one core', isolated(1), /one core/],
    [
      'a page that is not isolated',
      deviceWith({ cores: 16 }),
      /Opener-Policy: same-origin.*Embedder-Policy: require-corp/,
    ],
    ['no SIMD', deviceWith({ cores: 16, isolated: true, simd: false }), /SIMD/],
    ['no shared memory', { ...isolated(8), wasm: { ...isolated(8).wasm, threads: 1, reason: 'None.' } }, /^None\.$/],
    [
      'SIMD that a record lacks beside its threads',
      { ...isolated(8), wasm: { ...isolated(8).wasm, simd: false, reason: 'No SIMD.' } },
      /No SIMD/,
    ],
  ])('are left out with %s', (_, device, why) => {
    const { candidates, skipped } = planned(device, { asked: 'wasm' });
    expect(candidates).toEqual([]);
    expect(Object.keys(skipped)).toEqual(['wasm×2']);
    expect(skipped['wasm×2']).toMatch(why);
  });

  test.each<[number, boolean, string, string]>([
    [1, true, 'wasm×2', 'One thread was asked for.'],
    [1, false, 'wasm×2', 'One thread was asked for.'],
    [4, true, 'wasm×1', '4 threads were asked for.'],
    [2, true, 'wasm×1', '2 threads were asked for.'],
    [64, true, 'wasm×1', '64 threads were asked for.'],
  ])('are not measured when exactly %i was asked for (isolated: %s)', (threads, isIsolated, name, reason) => {
    const device = deviceWith({ cores: 8, isolated: isIsolated });
    const { candidates, skipped, reasons } = planned(device, { asked: 'wasm', threads });
    expect({ candidates, skipped }).toEqual({ candidates: [], skipped: { [name]: reason } });
    expect(reasons).toEqual(threads > 8 ? ['wasm runs 8 threads at most.'] : []);
  });

  test('that were asked for and cannot be had are told', () => {
    const { skipped } = planned(deviceWith({ cores: 8 }), { asked: 'wasm', threads: 4 });
    expect(skipped['wasm×4']).toMatch(/not cross-origin isolated/);
  });

  test('that were asked for and did not start are left to their failure', () => {
    const first = { backend: 'wasm', threads: 1 } as const;
    expect(planned(isolated(8), { asked: 'wasm', threads: 4, first })).toEqual({
      ...{ candidates: [], skipped: {}, reasons: [] },
    });
  });
});

describe('a backend that was asked for', () => {
  test.each(['webgl', 'cpu'] as const)('%s has nothing beside it', (asked) => {
    expect(planned(isolated(8), { asked })).toEqual({ candidates: [], skipped: {}, reasons: [] });
  });

  test('wasm has its thread counts alone', () => {
    expect(planned(isolated(4), { asked: 'wasm' })).toMatchObject({ candidates: ['wasm×2', 'wasm×4'], skipped: {} });
  });
});

describe('nothing is measured beside the first', () => {
  const large = { bytes: 501e6, largestTensor: 1000 };
  test.each<[string, ReturnType<typeof deviceWith>, Partial<PlanRequest>, RegExp]>([
    ['on the page', isolated(8), { location: 'page' }, /page itself.*block/],
    ['where the model is not stored', isolated(8), { stored: false }, /downloaded once more/],
    ['of a large model', isolated(8), { model: large }, /501 MB.*8 GB/],
    [
      'of a large model, without a word on memory',
      { ...isolated(8), memory: null },
      { model: { ...large, bytes: 251e6 } },
      /251 MB.*4 GB/,
    ],
  ])('%s', (_, device, request, why) => {
    const { candidates, skipped } = planned(device, request);
    expect(candidates).toEqual([]);
    expect(Object.keys(skipped)).toEqual(['webgl', 'wasm×2']);
    for (const reason of Object.values(skipped)) expect(reason).toMatch(why);
  });

  test('but it is up to a sixteenth of the memory', () => {
    expect(planned(isolated(2), { model: { ...large, bytes: 500e6 } }).candidates).toEqual(['webgl', 'wasm×2']);
    const silent = { ...isolated(2), memory: null };
    expect(planned(silent, { model: { ...large, bytes: 250e6 } }).candidates).toEqual(['webgl', 'wasm×2']);
  });
});

describe('webgl', () => {
  const withTextures = (maxTextureSize: number | null, largestTensor: number) =>
    planned(deviceWith({ cores: 1, webgl: { ...webgl, maxTextureSize } }), { model: { bytes: 1000, largestTensor } });

  test.each([
    [4096, 4096 ** 2],
    [null, 2048 ** 2],
  ])('with textures of %s holds tensors of %i elements, and no larger ones', (side, most) => {
    expect(withTextures(side, most).candidates).toEqual(['webgl']);
    const { candidates, skipped } = withTextures(side, most + 1);
    expect(candidates).toEqual([]);
    expect(skipped['webgl']).toContain(String(most + 1));
  });

  test('is left out for its own reasons first', () => {
    const device = deviceWith({ cores: 1, webgl: { ...webgl, float32: false } });
    expect(planned(device, { stored: false, location: 'page' }).skipped['webgl']).toContain('16 bits');
  });

  test('is no candidate beside itself, nor beside what was started after it', () => {
    for (const backend of ['webgl', 'cpu'] as const) {
      expect(planned(isolated(8), { first: { backend, threads: 1 } }).candidates).toEqual([]);
    }
  });
});

test('without wasm its reason is told, and WebGL is what is begun with', () => {
  const device = deviceWith({ cores: 8, webgl, wasm: { available: false, threads: 1, reason: 'A policy.' } });
  for (const first of [undefined, { backend: 'webgl', threads: 1 } as const]) {
    expect(planned(device, first && { first })).toEqual({
      candidates: [],
      skipped: { 'wasm×1': 'A policy.' },
      reasons: [],
    });
  }
});
