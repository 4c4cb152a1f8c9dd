import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { recognisePrelus } from '../../../../src/cli/optimize/prelus.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = noise([2, 3, 2, 4]);
const slopes = float32([0.1, 0.25, -0.5, 2], [1, 1, 4]);

function withSlopes(build: (g: GraphBuilder) => void, weight = slopes) {
  return graphOf((g) => {
    g.input('x', 'float32', [null, 3, 2, 4]);
    g.weight('a', weight);
    g.node('relu', 'Relu', ['x'], float);
    g.node('neg', 'Neg', ['x'], float);
    g.node('other', 'Relu', ['neg'], float);
    build(g);
  });
}

describe('Prelu', () => {
  test.each([
    ['relu(x) + a · relu(−x)', 'AddV2', ['relu', 'slope']],
    ['a · relu(−x) + relu(x)', 'Add', ['slope', 'relu']],
    ['relu(x) − a · relu(−x)', 'Sub', ['relu', 'slope']],
  ])('%s', async (_, op, inputs) => {
    const graph = withSlopes((g) => {
      g.node('slope', 'Mul', ['a', 'other'], float);
      g.output('y', g.node('y', op, inputs, float));
    });
    const after = recognisePrelus.run(graph);
    expect(opsOf(after)).toEqual(['Prelu']);
    await expectSameAnswers(graph, after, { x }, 1e-6);
  });

  test('relu(x) + a · (x − |x|)', async () => {
    const graph = withSlopes((g) => {
      g.node('abs', 'Abs', ['x'], float);
      g.node('twice', 'Sub', ['x', 'abs'], float);
      g.node('slope', 'Mul', ['twice', 'a'], float);
      g.output('y', g.node('y', 'AddV2', ['relu', 'slope'], float));
    });
    const after = recognisePrelus.run(graph);
    expect(opsOf(after)).toEqual(['Prelu']);
    await expectSameAnswers(graph, after, { x }, 1e-6);
  });
});

describe('LeakyRelu', () => {
  test.each([
    ['x', 'slope'],
    ['slope', 'x'],
  ])('max(%s, %s)', async (...inputs) => {
    const graph = withSlopes((g) => {
      g.weight('b', float32([0.3], []));
      g.node('slope', 'Mul', ['x', 'b'], float);
      g.output('y', g.node('y', 'Maximum', inputs, float));
    });
    const after = recognisePrelus.run(graph);
    expect(opsOf(after)).toEqual(['LeakyRelu']);
    await expectSameAnswers(graph, after, { x }, 1e-6);
  });

  test('a slope above 1 or below 0 turns the maximum round', () => {
    for (const slope of [1.5, -0.1]) {
      const graph = withSlopes((g) => {
        g.weight('b', float32([slope], []));
        g.node('slope', 'Mul', ['x', 'b'], float);
        g.output('y', g.node('y', 'Maximum', ['x', 'slope'], float));
      });
      expect(opsOf(recognisePrelus.run(graph))).toContain('Maximum');
    }
  });
});

describe('left alone', () => {
  test('slopes that are not by channel', () => {
    const graph = withSlopes(
      (g) => {
        g.node('slope', 'Mul', ['a', 'other'], float);
        g.output('y', g.node('y', 'AddV2', ['relu', 'slope'], float));
      },
      noise([3, 2, 4]),
    );
    expect(recognisePrelus.run(graph)).toBe(graph);
  });

  test('relu(x) − … the other way round, and relu of something else', () => {
    const graph = withSlopes((g) => {
      g.node('slope', 'Mul', ['a', 'other'], float);
      g.node('square', 'Square', ['x'], float);
      g.node('unlike', 'Relu', ['square'], float);
      g.node('slope_2', 'Mul', ['a', 'other'], float);
      g.output('y', g.node('y', 'Sub', ['slope', 'relu'], float));
      g.output('z', g.node('z', 'AddV2', ['unlike', 'slope_2'], float));
    });
    expect(recognisePrelus.run(graph)).toBe(graph);
  });

  test('a product that is an output', () => {
    const graph = withSlopes((g) => {
      g.output('slope', g.node('slope', 'Mul', ['a', 'other'], float));
      g.output('y', g.node('y', 'AddV2', ['relu', 'slope'], float));
    });
    expect(recognisePrelus.run(graph)).toBe(graph);
  });
});
