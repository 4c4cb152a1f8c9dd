import { describe, expect, test } from 'vitest';
import { optimize } from '../../../../src/cli/optimize/optimize.js';
import { supportedLayers } from '../../../../src/cli/trace/supported-layers.js';
import { imageCases } from '../../../support/trace/cases/images.js';
import { modelCases } from '../../../support/trace/cases/models.js';
import { sequenceCases } from '../../../support/trace/cases/sequences.js';
import { tableCases } from '../../../support/trace/cases/tables.js';
import { compared, traced } from '../../../support/trace/traced.js';

const covered = new Set<string>();

describe.each([
  ['images', imageCases],
  ['tables', tableCases],
  ['sequences', sequenceCases],
  ['models', modelCases],
])('layers of %s answer as a graph what they answer themselves', (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { build, draw, keras = false, has = [], lacks = [] }) => {
      const { source, graph, difference, leaked, ops, classes } = await traced(build, draw, { keras });
      for (const name of classes) covered.add(name);
      expect(difference).toBeLessThanOrEqual(1e-5);
      expect(leaked).toBe(0);
      expect(ops).toEqual(expect.arrayContaining([...has]));
      expect(ops.filter((op) => lacks.includes(op))).toEqual([]);
      // The passes find in it what they look for, and break nothing.
      expect(await compared(source, optimize(graph).graph, draw)).toBeLessThanOrEqual(1e-5);
    },
  );
});

test('every layer that is named as supported is among them, and no other', () => {
  expect([...covered].sort()).toEqual([...supportedLayers].sort());
});
