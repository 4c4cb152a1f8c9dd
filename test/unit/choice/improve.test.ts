import { describe, expect, test } from 'vitest';
import { planImprovement, type ImproveRequest } from '../../../src/choice/improve.js';
import type { Configuration } from '../../../src/model/backend.js';
import type { DeviceReport } from '../../../src/model/device.js';
import type { KeptChoice } from '../../../src/model/kept-choice.js';

const wasm: Configuration = { backend: 'wasm', threads: 1 };
const webgl: Configuration = { backend: 'webgl', threads: 1 };
const device: DeviceReport = {
  webgl: { available: true, renderer: 'A card', software: false, float32: true, maxTextureSize: 16_384 },
  wasm: { available: true, simd: true, relaxedSimd: true, threads: 1 },
  worker: { available: true },
  storage: { kind: 'indexeddb' },
  ...{ isolated: false, secure: true, cores: 8, memory: 8 },
};
const kept: KeptChoice = {
  ...{ library: '1.0.0', device: 'this one', renderer: 'A card', at: 0 },
  ...{ chosen: webgl, first: wasm, measurements: [], reasons: [], answer: null },
};
const request: ImproveRequest = {
  ...{ asked: 'auto', threads: 'auto', location: 'worker', stored: true },
  model: { bytes: 1_000_000, largestTensor: 1000 },
  ...{ first: wasm, kept: null },
};

describe('with nothing known', () => {
  test('what there is races, and what comes of it is kept', () => {
    expect(planImprovement(device, request)).toEqual({
      candidates: [webgl],
      racing: true,
      outdated: false,
      keep: true,
    });
  });

  test.each<[string, Partial<ImproveRequest>]>([
    ['a backend', { asked: 'wasm' }],
    ['threads', { threads: 1 }],
    ['the page itself', { location: 'page' }],
  ])('what was found for one who asked for %s is kept for nobody', (_, asked) => {
    expect(planImprovement(device, { ...request, ...asked }).keep).toBe(false);
  });
});

describe('with a choice that was kept', () => {
  test('it comes back without a race, and is not kept once more', () => {
    expect(planImprovement(device, { ...request, kept })).toEqual({
      candidates: [webgl],
      racing: false,
      outdated: false,
      keep: false,
    });
  });

  test('nothing is tried where it runs already', () => {
    expect(planImprovement(device, { ...request, kept, first: webgl }).candidates).toEqual([]);
  });

  test('another renderer outdates it: all is asked anew', () => {
    const old = { ...kept, renderer: 'Another card' };
    expect(planImprovement(device, { ...request, kept: old })).toEqual({
      candidates: [webgl],
      racing: true,
      outdated: true,
      keep: true,
    });
  });

  test('begun on webgl by an outdated choice, wasm has its chance, and the next start asks again', () => {
    const old = { ...kept, renderer: 'Another card' };
    expect(planImprovement(device, { ...request, kept: old, first: webgl })).toEqual({
      candidates: [wasm],
      racing: true,
      outdated: true,
      keep: false,
    });
  });
});

describe('a backend that was asked for, and lost', () => {
  test('has to agree, not to win', () => {
    expect(planImprovement(device, { ...request, asked: 'webgl' })).toMatchObject({
      candidates: [webgl],
      racing: false,
    });
  });

  test('is not tried where it runs', () => {
    expect(planImprovement(device, { ...request, asked: 'webgl', first: webgl }).candidates).toEqual([]);
  });
});
