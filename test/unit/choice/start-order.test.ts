import { expect, test } from 'vitest';
import { startOrder, type StartFacts } from '../../../src/choice/start-order.js';
import { nameOf } from '../../support/devices.js';

test.each<[StartFacts['asked'], StartFacts['threads'], boolean, string[]]>([
  ['auto', 'auto', false, ['wasm×1', 'webgl', 'cpu']],
  ['auto', 'auto', true, ['wasm×1', 'webgl', 'cpu']],
  ['auto', 4, true, ['wasm×4', 'wasm×1', 'webgl', 'cpu']],
  ['auto', 4, false, ['wasm×1', 'webgl', 'cpu']],
  ['auto', 1, true, ['wasm×1', 'webgl', 'cpu']],
  ['wasm', 'auto', true, ['wasm×1']],
  ['wasm', 3, true, ['wasm×3', 'wasm×1']],
  ['wasm', 3, false, ['wasm×1']],
  ['wasm', 8, true, ['wasm×8', 'wasm×1']],
  ['wasm', 9, true, ['wasm×8', 'wasm×1']],
  ['wasm', 64, true, ['wasm×8', 'wasm×1']],
  ['webgl', 'auto', true, ['webgl']],
  ['webgl', 4, true, ['webgl']],
  ['cpu', 4, true, ['cpu']],
])('%s with %s threads, isolated: %s, begins as %j', (asked, threads, isolated, names) => {
  expect(startOrder({ asked, threads, isolated }).map(nameOf)).toEqual(names);
});
