import { beforeAll, describe, expect, test } from 'vitest';
import { relativeDifference } from '../../src/model/compare.js';
import { humanViews, type View } from '../support/human-views.js';
import { openBothPages, type Backend, type BothPages, type Compared, type Kind } from '../support/real-models.js';
import { openServer } from '../support/server.js';

let pages: BothPages;
beforeAll(async () => {
  pages = await openBothPages(await openServer());
});

/** WebGL without a graphics card takes ten seconds for some of these. */
const kindsOn: Record<Backend, Kind[]> = { wasm: ['photograph', 'seeded'], webgl: ['photograph'] };

const urlOf = (name: string) => `/node_modules/@vladmandic/human/models/${name}.json`;

const known = new Map<string, Promise<Compared>>();

function expectedOf(name: string, view: View, asked: Backend): Promise<Compared> {
  const backend = view.reference === 'itself' ? asked : 'wasm';
  const key = `${name} on ${backend}`;
  const answers = known.get(key) ?? pages.askPlain({ url: urlOf(name), view, kinds: kindsOn[backend], backend });
  known.set(key, answers);
  return answers;
}

const list = Object.entries(humanViews);

describe.each([
  ['wasm', 1e-4],
  ['webgl', 1e-2],
] as const)('every real model agrees with plain TF.js on %s', (backend, tolerance) => {
  test.each(list)('%s', { timeout: 180_000 }, async (name, view) => {
    const wanted = await expectedOf(name, view, backend);
    const answers = await pages.askOurs({ url: urlOf(name), view, kinds: kindsOn[backend], backend });
    for (const kind of kindsOn[backend]) {
      const [reference, actual] = [wanted.get(kind) ?? {}, answers.get(kind) ?? {}];
      expect(Object.keys(reference)).not.toEqual([]);
      expect(Object.keys(actual)).toEqual(Object.keys(reference));
      for (const [output, tensor] of Object.entries(reference)) {
        const difference = relativeDifference({ [output]: tensor }, actual);
        expect.soft(difference, `${kind}, ${output}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });
});
