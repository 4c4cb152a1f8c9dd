import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { dropDead } from '../../../../src/cli/optimize/drop-dead.js';
import { shareEqual } from '../../../../src/cli/optimize/share.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = noise([5]);

test('equal constants and equal nodes become one', async () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null]);
    for (const name of ['a', 'b']) {
      g.weight(`${name}/two`, float32([2], []));
      g.node(`${name}/twice`, 'Mul', ['x', `${name}/two`], float);
      g.node(`${name}/abs`, 'Abs', [`${name}/twice:0`], float);
    }
    g.output('y', g.node('y', 'Add', ['a/abs', 'b/abs'], float));
  });
  const after = shareEqual.run(graph);
  expect(opsOf(after)).toEqual(['Mul', 'Abs', 'Add']);
  expect([...after.weights.keys()]).toEqual(['a/two']);
  await expectSameAnswers(graph, after, { x }, 0);
});

describe('left alone', () => {
  test.each([
    [
      'unlike values',
      (g: GraphBuilder) => {
        g.weight('a', float32([1, 2]));
        g.weight('b', float32([1, 3]));
      },
    ],
    [
      'unlike shapes',
      (g: GraphBuilder) => {
        g.weight('a', float32([1, 2]));
        g.weight('b', float32([1, 2], [2, 1]));
      },
    ],
    [
      'unlike types',
      (g: GraphBuilder) => {
        g.weight('a', float32([0, 0]));
        g.weight('b', int32([0, 0]));
      },
    ],
    [
      '0 and -0',
      (g: GraphBuilder) => {
        g.weight('a', float32([0]));
        g.weight('b', float32([-0]));
      },
    ],
    [
      'unlike forms',
      (g: GraphBuilder) => {
        g.weight('a', float32([1, 2]));
        g.weight('b', float32([1, 2]), 'float16');
      },
    ],
    [
      'outputs',
      (g: GraphBuilder) => {
        g.output('out_a', g.weight('a', float32([1])));
        g.output('out_b', g.weight('b', float32([1])));
      },
    ],
    [
      'chance',
      (g: GraphBuilder) => {
        g.weight('n', int32([3]));
        g.node('a', 'RandomUniform', ['n'], {});
        g.node('b', 'RandomUniform', ['n'], {});
      },
    ],
    [
      'unlike attributes',
      (g: GraphBuilder) => {
        g.node('a', 'LeakyRelu', ['x'], { alpha: attribute.float(0.1) });
        g.node('b', 'LeakyRelu', ['x'], { alpha: attribute.float(0.2) });
      },
    ],
    [
      'the other way round',
      (g: GraphBuilder) => {
        g.node('r', 'Relu', ['x'], float);
        g.node('a', 'Sub', ['x', 'r'], float);
        g.node('b', 'Sub', ['r', 'x'], float);
      },
    ],
    [
      'those that wait',
      (g: GraphBuilder) => {
        g.node('a', 'Relu', ['x'], float);
        g.node('b', 'Relu', ['x', '^x'], float);
      },
    ],
    [
      'two outputs',
      (g: GraphBuilder) => {
        g.output('out_a', g.node('a', 'Relu', ['x'], float));
        g.output('out_b', g.node('b', 'Relu', ['x'], float));
      },
    ],
  ])('%s', (_, build) => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null]);
      build(g);
      g.output('y', g.node('y', 'AddN', ['a', 'b'], float));
    });
    expect(shareEqual.run(graph)).toBe(graph);
  });
});

test('dead nodes and weights go, inputs stay', () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null]);
    g.input('unused', 'float32', [null]);
    g.weight('dead', float32([1]));
    g.weight('waited', float32([1]));
    g.node('nobody', 'Add', ['x', 'dead'], float);
    g.output('y', g.node('y', 'Relu', ['x', '^waited'], float));
  });
  const after = dropDead(graph);
  expect([...after.nodes.keys()]).toEqual(['x', 'unused', 'waited', 'y']);
  expect([...after.weights.keys()]).toEqual(['waited']);
  expect(dropDead(after)).toBe(after);
});
