import { expect, test } from 'vitest';
import { readGraph } from '../../../../src/cli/graph/read-graph.js';
import { compareGraphs, tolerance } from '../../../../src/cli/optimize/compare.js';
import { optimize } from '../../../../src/cli/optimize/optimize.js';
import { photographFor } from '../../../support/photograph-input.js';
import { humanModel, humanModels } from '../../../support/human-models.js';

test('all of them are there', () => {
  expect(humanModels.length).toBeGreaterThanOrEqual(11);
});

test.each(humanModels)('%s computes the same when it is optimised', async (name) => {
  const source = readGraph(humanModel(name));
  const { graph, applied } = optimize(source);
  expect(graph.nodes.size).toBeLessThanOrEqual(source.nodes.size);
  expect(applied.length).toBeGreaterThan(0);
  expect(graph.outputs).toEqual(source.outputs);
  expect(graph.inputs).toEqual(source.inputs);
  expect(optimize(graph)).toEqual({ graph, applied: [] });

  const { difference, outputs, inputs } = await compareGraphs(source, graph, [photographFor(source.inputs)]);
  const lines = outputs.map(
    (one) =>
      `  ${one.output}: ${one.difference.toExponential(1)}${one.at.length > 0 ? ` at ${one.at.join(', ')}` : ''}`,
  );
  console.log([`${name}: ${source.nodes.size} → ${graph.nodes.size} nodes`, ...lines].join('\n'));
  expect(inputs).toBeGreaterThanOrEqual(2);
  expect(outputs.map(({ output }) => output)).toEqual(source.outputs.map(({ spec }) => spec.name));
  expect(difference).toBeLessThanOrEqual(tolerance);
});
