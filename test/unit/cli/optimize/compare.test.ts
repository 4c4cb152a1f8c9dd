import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import type { Graph } from '../../../../src/cli/graph/graph.js';
import { compareGraphs, tolerance } from '../../../../src/cli/optimize/compare.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { graphOf, noise } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };

/** y = x · w, once with the weights as they are and once with all of them off by so much. */
function pair(off: number, build: (g: GraphBuilder) => void, shape: (number | null)[] = [null, 3]): [Graph, Graph] {
  const made = (added: number) =>
    graphOf((g) => {
      g.input('x', 'float32', shape);
      g.weight(
        'w',
        float32(
          noise([3, 4], 3).data.map((value) => value + added),
          [3, 4],
        ),
      );
      g.node('scores', 'MatMul', ['x', 'w'], float);
      build(g);
    });
  return [made(0), made(off)];
}

const plain = (g: GraphBuilder) => {
  g.output('y', g.node('y', 'Relu', ['scores'], float));
};

test('equal graphs do not differ, on a batch of one and of three', async () => {
  const [source] = pair(0, plain);
  expect(await compareGraphs(source, source)).toEqual({
    difference: 0,
    inputs: 2,
    outputs: [{ output: 'y', difference: 0, at: [] }],
  });
});

test('a source that answers to the first of three alone is held against on one', async () => {
  const first = (added: number) =>
    graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('begin', int32([0, 0], [2]));
      g.weight('size', int32([1, 3], [2]));
      g.weight('added', float32([added], []));
      const sliced = g.node('first', 'Slice', ['x', 'begin', 'size'], { ...float, Index: attribute.type('int32') });
      g.output('y', g.node('y', 'AddV2', [sliced, 'added'], float));
    });
  const each = graphOf((g) => {
    g.input('x', 'float32', [null, 3]);
    g.weight('added', float32([2], []));
    g.output('y', g.node('y', 'AddV2', ['x', 'added'], float));
  });
  expect(await compareGraphs(first(2), each)).toMatchObject({ difference: 0, inputs: 1 });
  expect((await compareGraphs(first(3), each)).difference).toBeGreaterThan(tolerance);
  // The other way round it lost two answers.
  expect((await compareGraphs(each, first(2))).difference).toBe(Infinity);
});

test('a batch that is fixed is not changed, and further inputs count', async () => {
  const [source] = pair(0, plain, [1, 3]);
  expect(await compareGraphs(source, source)).toMatchObject({ inputs: 1 });
  expect(await compareGraphs(source, source, [{ x: noise([1, 3]) }])).toMatchObject({ inputs: 2 });
});

test('the difference is that of the weights', async () => {
  const small = await compareGraphs(...pair(1e-6, plain));
  expect(small.difference).toBeGreaterThan(0);
  expect(small.difference).toBeLessThan(tolerance);
  expect((await compareGraphs(...pair(0.01, plain))).difference).toBeGreaterThan(tolerance);
});

test('a difference that only a further input shows', async () => {
  const withLimit = (limit: number) =>
    graphOf((g) => {
      g.input('x', 'float32', [null, 3]);
      g.weight('limit', float32([limit], []));
      g.output('y', g.node('y', 'Minimum', ['x', 'limit'], float));
    });
  expect(await compareGraphs(withLimit(5), withLimit(6))).toMatchObject({ difference: 0 });
  expect((await compareGraphs(withLimit(5), withLimit(6), [{ x: float32([1, 9, 2], [1, 3]) }])).difference).toBe(0.2);
});

test('another shape, and a graph that cannot be computed, differ without measure', async () => {
  const [source] = pair(0, plain);
  const [other] = pair(0, (g) => {
    g.weight('shape', int32([-1, 2]));
    g.output('y', g.node('y', 'Reshape', ['scores', 'shape'], float));
  });
  const [broken] = pair(0, (g) => {
    g.weight('shape', int32([-1, 7]));
    g.output('y', g.node('y', 'Reshape', ['scores', 'shape'], float));
  });
  expect(await compareGraphs(source, other)).toMatchObject({ difference: Infinity });
  expect(await compareGraphs(source, broken)).toMatchObject({ difference: Infinity });
  expect(await compareGraphs(broken, source)).toMatchObject({ inputs: 0 });
});

describe('what comes out of an op that jumps', () => {
  const best = (g: GraphBuilder) => {
    g.weight('one', int32([1], []));
    g.node('best', 'TopKV2', ['scores', 'one'], { ...float, sorted: attribute.bool(true) });
    g.output('place', 'best:1');
    g.output('value', g.node('value', 'Neg', ['best'], float));
    g.output('all', g.node('all', 'Relu', ['scores'], float));
  };
  const tie = { x: float32([1, 1, 1], [1, 3]) };

  /** The first two columns tie, and the smallest difference decides which is the best. */
  function tied(off: number): Graph {
    return graphOf((g) => {
      g.input('x', 'float32', [1, 3]);
      g.weight('w', float32([1, 1 + off, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0], [3, 4]));
      g.node('scores', 'MatMul', ['x', 'w'], float);
      best(g);
    });
  }

  test('is compared before it', async () => {
    const { outputs, difference } = await compareGraphs(tied(0), tied(1e-6), [tie]);
    expect(difference).toBeLessThan(1e-6);
    expect(outputs.map(({ output, at }) => [output, at])).toEqual([
      ['place', ['scores']],
      ['value', ['scores']],
      ['all', []],
    ]);
  });

  test('and differs where what goes in does', async () => {
    expect((await compareGraphs(...pair(0.01, best))).difference).toBeGreaterThan(tolerance);
  });

  test('is compared itself where what goes in is the same to the bit', async () => {
    const [source, same] = pair(0, best);
    const other = { ...same, nodes: new Map([...same.nodes, ['value', { ...same.nodes.get('value')!, op: 'Abs' }]]) };
    const { outputs } = await compareGraphs(source, other);
    expect(outputs.map(({ output, at, difference }) => [output, at, difference > 0])).toEqual([
      ['place', [], false],
      ['value', [], true],
      ['all', [], false],
    ]);
  });

  test('what else goes into the same output is compared too', async () => {
    const [source, optimized] = [0, 0.01].map((off) =>
      graphOf((g) => {
        g.input('x', 'float32', [1, 3]);
        g.weight('w', noise([3, 4], 3));
        g.weight(
          'v',
          float32(
            noise([3, 4], 5).data.map((value) => value + off),
            [3, 4],
          ),
        );
        g.weight('tiny', float32([1 + off / 1e5], []));
        g.weight('axis', int32([1], []));
        g.node('plain', 'MatMul', ['x', 'w'], float);
        g.node('scores', 'Mul', ['plain', 'tiny'], float);
        g.node('values', 'MatMul', ['x', 'v'], float);
        g.node('best', 'ArgMax', ['scores', 'axis'], { ...float, output_type: attribute.type('int32') });
        g.output('y', g.node('y', 'GatherV2', ['values', 'best', 'axis'], { Tparams: attribute.type('float32') }));
      }),
    );
    const { outputs } = await compareGraphs(source!, optimized!);
    expect([...(outputs[0]?.at ?? [])].sort()).toEqual(['scores', 'values']);
    expect(outputs[0]?.difference).toBeGreaterThan(tolerance);
  });
});
