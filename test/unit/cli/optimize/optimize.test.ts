import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import type { Graph } from '../../../../src/cli/graph/graph.js';
import { optimize } from '../../../../src/cli/optimize/optimize.js';
import { relativeDifference } from '../../../../src/model/compare.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { answersOf, expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';
import { addLinear, linearKinds } from '../../../support/linear-nodes.js';
import { randomGraph } from '../../../support/random-graph.js';

const float = { T: attribute.type('float32') };

test('a block as Keras writes it becomes two nodes', async () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', linearKinds.Conv2D.shape);
    g.weight('pads', int32([0, 0, 1, 1, 1, 0, 0, 0], [4, 2]));
    g.weight('gamma', noise([4], 2));
    g.weight('variance', float32([0.5, 1, 2, 0.25]));
    g.weight('epsilon', float32([0.001], []));
    g.weight('mean', noise([4], 3));
    g.weight('beta', noise([4], 4));
    g.weight('six', float32([6], []));
    g.weight('zero', float32([0], []));
    g.node('padded', 'Pad', ['x', 'pads'], float);
    addLinear(g, 'Conv2D', { x: 'padded', padding: 'VALID' });
    g.node('deviation', 'AddV2', ['variance', 'epsilon'], float);
    g.node('root', 'Rsqrt', ['deviation'], float);
    g.node('scale', 'Mul', ['root', 'gamma'], float);
    g.node('scaled', 'Mul', ['linear', 'scale'], float);
    g.node('shift', 'Mul', ['mean', 'scale'], float);
    g.node('offset', 'Sub', ['beta', 'shift'], float);
    g.node('normal', 'AddV2', ['scaled', 'offset'], float);
    g.node('relu', 'Relu', ['normal'], float);
    g.node('min', 'Minimum', ['relu', 'six'], float);
    g.node('max', 'Maximum', ['min', 'zero'], float);
    g.node('dropout', 'Identity', ['max'], float);
    g.weight('unlike', noise([1, 1, 4, 2], 9));
    addLinear(g, 'Conv2D', { name: 'next', x: 'dropout', weight: 'unlike' });
    g.output('y', g.node('y', 'Identity', ['next'], float));
  });
  const { graph: after, applied } = optimize(graph);
  expect(opsOf(after)).toEqual(['_FusedConv2D', 'Conv2D']);
  expect(applied.map(({ pass }) => pass)).toEqual([
    'fold constants',
    'drop what changes nothing',
    'recognise Relu and Relu6',
    'fold padding into convolutions',
    'fold BatchNorm, scale and bias into weights',
    'fuse activations',
  ]);
  for (const { before, after } of applied) expect(after).toBeLessThan(before);
  await expectSameAnswers(graph, after, { x: noise([2, 5, 6, 3]) });
});

test('ten thousand nodes take seconds', { timeout: 60_000 }, () => {
  const blocks = 1700;
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null, 3]);
    for (const name of ['a', 'b', 'c']) g.weight(name, noise([3]));
    let last = 'x';
    g.weight('w', noise([3, 3]));
    for (let i = 0; i < blocks; i++) {
      last = g.node(`linear ${i}`, 'MatMul', [last, 'w'], float);
      last = g.node(`sub ${i}`, 'Sub', [last, 'a'], float);
      last = g.node(`mul ${i}`, 'Mul', [last, 'b'], float);
      last = g.node(`add ${i}`, 'Add', [last, 'c'], float);
      last = g.node(`relu ${i}`, 'Relu', [last], float);
      last = g.node(`identity ${i}`, 'Identity', [last], float);
    }
    g.output('y', last);
  });
  expect(graph.nodes.size).toBeGreaterThan(10_000);
  const start = performance.now();
  const ops = opsOf(optimize(graph).graph);
  expect(performance.now() - start).toBeLessThan(30_000);
  expect(new Set(ops)).toEqual(new Set(['_FusedMatMul']));
  expect(ops).toHaveLength(blocks);
});

describe('random graphs', () => {
  const x = noise([2, 6, 5, 3], 11);
  const numRuns = 300;

  test('answer the same when they are optimised', { timeout: 120_000 }, async () => {
    let fewer = 0;
    await fc.assert(
      fc.asyncProperty(randomGraph, async (graph) => {
        const { graph: after } = optimize(graph);
        if (after.nodes.size < graph.nodes.size) fewer++;
        const [expected, actual] = [await answersOf(graph, { x }), await answersOf(after, { x })];
        expect(relativeDifference(expected, actual)).toBeLessThanOrEqual(1e-4);
      }),
      { numRuns, seed: 1 },
    );
    expect(fewer).toBeGreaterThan(numRuns / 2);
  });

  test('keep the value that a name stands for', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (graph) => {
        const { graph: after } = optimize(graph);
        const names = [...after.nodes.values()].filter(
          ({ name, op }) => op !== 'Const' && op !== 'Placeholder' && graph.nodes.has(name),
        );
        const asked = (asked: Graph): Graph => ({
          ...asked,
          outputs: names.map(({ name }) => ({
            tensor: name,
            spec: { name, dtype: 'float32', shape: [], anyRank: true },
          })),
        });
        if (names.length === 0) return;
        const [expected, actual] = [await answersOf(asked(graph), { x }), await answersOf(asked(after), { x })];
        expect(relativeDifference(expected, actual)).toBeLessThanOrEqual(1e-4);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test('are left as they are by a second time', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const { graph: after } = optimize(graph);
        expect(optimize(after).applied).toEqual([]);
        expect(after.outputs).toEqual(graph.outputs);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
