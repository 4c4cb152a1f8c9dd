import { expect, test } from 'vitest';
import { tolerance, type Comparison } from '../../../src/cli/optimize/compare.js';
import { pack } from '../../../src/cli/pack/pack.js';
import { refuseDifference } from '../../../src/cli/pack/refuse-difference.js';
import { GraphBuilder } from '../../support/models/graph.js';
import { int32 } from '../../support/models/tensors.js';
import { temporaryFolder, writeFiles } from '../../support/pack/folder.js';

const compared = (difference: number, inputs = 2): Comparison => ({
  difference,
  inputs,
  outputs: [
    { output: 'right', difference: 0, at: [] },
    { output: 'wrong', difference, at: [] },
  ],
});
const check = (comparison: Comparison) => () => {
  refuseDifference(comparison, 'm/model.json');
};

test('what answers within the tolerance passes', () => {
  expect(check(compared(0))).not.toThrow();
  expect(check(compared(tolerance))).not.toThrow();
});

test.each([tolerance * 1.01, Infinity])(
  'a difference of %d is refused, with the output and what to do',
  (difference) => {
    expect(check(compared(difference))).toThrow(/m\/model\.json answers "wrong" .*--no-optimize/s);
  },
);

test('what could be compared on no input is refused', () => {
  expect(check(compared(0, 0))).toThrow(/cannot be shown.*--no-optimize/s);
});

test('pack writes no graph of which nothing could be compared', async () => {
  const g = new GraphBuilder();
  g.input('x', 'float32', [null, 3]);
  g.weight('shape', int32([7]));
  g.output('y', g.node('y', 'Reshape', ['x', 'shape'], {}));
  const folder = await temporaryFolder();
  const model = await writeFiles(`${folder}/model`, g.build());
  await expect(pack({ model, out: `${folder}/packed` })).rejects.toThrow(/cannot be shown/);
});
