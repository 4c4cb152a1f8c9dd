import { describe, expect, test } from 'vitest';
import { checkOptions, plainRequestInit, type LoadOptions } from '../../src/page/load-options.js';

const failure = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) as object }) as Error;

test('what is allowed passes', () => {
  const options: LoadOptions[] = [
    {},
    { backend: 'auto', cache: 'reload', threads: 'auto', timeout: 1 },
    { backend: 'webgl', threads: 4, timeout: Infinity },
    { backend: undefined, cache: undefined, threads: undefined, timeout: undefined },
  ];
  for (const one of options) {
    checkOptions(one);
  }
});

test.each<[string, unknown]>([
  ['backend', 'webgpu'],
  ['backend', null],
  ['cache', 'force-cache'],
  ['threads', 0],
  ['threads', 1.5],
  ['threads', '2'],
  ['timeout', 0],
  ['timeout', -5],
  ['timeout', NaN],
  ['timeout', '100'],
])('%s: %j is refused', (field, value) => {
  expect(() => {
    checkOptions({ [field]: value });
  }).toThrow(failure('input', field));
});

describe('requestInit', () => {
  test('is brought to what a worker can be sent', () => {
    const signal = new AbortController().signal;
    const init: RequestInit = {
      ...{ headers: new Headers({ 'X-A': '1' }), credentials: 'include', mode: 'cors', signal, cache: 'reload' },
    };
    expect(plainRequestInit(init)).toEqual({ headers: [['x-a', '1']], credentials: 'include', mode: 'cors' });
    expect(structuredClone(plainRequestInit(init))).toEqual(plainRequestInit(init));
    expect(plainRequestInit()).toEqual({});
  });

  test.each<object>([{ headers: { 'no good': '1' } }, { credentials: 'always' }, { mode: 'navigate' }])(
    '%j is refused',
    (init) => {
      expect(() => plainRequestInit(init as RequestInit)).toThrow(failure('input', 'requestInit'));
    },
  );
});
