import { describe, expect, test } from 'vitest';
import { attribute, boolAttribute } from '../../../../src/cli/graph/attributes.js';
import { mergeAffine } from '../../../../src/cli/optimize/merge-affine.js';
import { mergeShapes } from '../../../../src/cli/optimize/merge-shapes.js';
import { storeTransposed } from '../../../../src/cli/optimize/untranspose.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = noise([2, 3, 4]);

function shaped(build: (g: GraphBuilder) => void) {
  return graphOf((g) => {
    g.input('x', 'float32', [null, 3, 4]);
    g.weight('flat', int32([-1, 12]));
    g.weight('back', int32([-1, 3, 4]));
    g.weight('order', int32([1, 2, 0]));
    g.weight('other', int32([0, 2, 1]));
    build(g);
  });
}

describe('shapes', () => {
  test.each([
    ['Reshape', ['x', 'flat']],
    ['ExpandDims', ['x', 'axis']],
  ])('Reshape after %s', async (op, inputs) => {
    const graph = shaped((g) => {
      g.weight('axis', int32([1], []));
      g.node('first', op, inputs, float);
      g.output('y', g.node('y', 'Reshape', ['first', 'back'], float));
    });
    const after = mergeShapes.run(graph);
    expect(opsOf(after)).toEqual(['Reshape']);
    await expectSameAnswers(graph, after, { x }, 0);
  });

  test('a Reshape that others take too stays for them', async () => {
    const graph = shaped((g) => {
      g.node('first', 'Reshape', ['x', 'flat'], float);
      g.output('y', g.node('y', 'Reshape', ['first', 'back'], float));
      g.output('z', g.node('z', 'Neg', ['first'], float));
    });
    const after = mergeShapes.run(graph);
    expect(after.nodes.get('y')?.inputs).toEqual(['x', 'back']);
    await expectSameAnswers(graph, after, { x }, 0);
  });

  test('Transpose after Transpose', async () => {
    const graph = shaped((g) => {
      g.node('first', 'Transpose', ['x', 'order'], float);
      g.output('y', g.node('y', 'Transpose', ['first', 'other'], float));
    });
    const after = mergeShapes.run(graph);
    expect(opsOf(after)).toEqual(['Transpose']);
    await expectSameAnswers(graph, after, { x }, 0);
  });

  test('Transposes that others take too stay', () => {
    const graph = shaped((g) => {
      g.node('first', 'Transpose', ['x', 'order'], float);
      g.output('y', g.node('y', 'Transpose', ['first', 'other'], float));
      g.output('z', g.node('z', 'Neg', ['first'], float));
    });
    expect(mergeShapes.run(graph)).toBe(graph);
  });
});

describe('scales and shifts', () => {
  const twice = (op: string, first = noise([4], 2), second = noise([1, 4], 3) as ReturnType<typeof float32>) =>
    shaped((g) => {
      g.weight('a', first);
      g.weight('b', second);
      g.node('first', op, ['x', 'a'], float);
      g.output('y', g.node('y', op, ['b', 'first'], float));
    });

  test.each(['Mul', 'AddV2'])('two of %s', async (op) => {
    for (const second of [noise([4], 3), float32([3], [])]) {
      const graph = twice(op, noise([4], 2), second);
      const after = mergeAffine.run(graph);
      expect(opsOf(after)).toEqual([op]);
      await expectSameAnswers(graph, after, { x });
    }
  });

  test('two of Sub, constants of unlike shapes, and what is taken twice stay', () => {
    const unlike = twice('Mul', noise([4], 2), noise([3, 1], 3));
    const subtracted = twice('Sub');
    const taken = shaped((g) => {
      g.weight('a', noise([4], 2));
      g.node('first', 'Mul', ['x', 'a'], float);
      g.output('y', g.node('y', 'Mul', ['first', 'a'], float));
      g.output('z', g.node('z', 'Neg', ['first'], float));
    });
    for (const graph of [unlike, subtracted, taken]) expect(mergeAffine.run(graph)).toBe(graph);
  });
});

test('a weight that is always transposed is stored transposed', async () => {
  const graph = graphOf((g) => {
    g.input('x', 'float32', [null, 3]);
    g.weight('w', noise([5, 3]), 'float16');
    g.output('y', g.node('y', 'MatMul', ['x', 'w'], { ...float, transpose_b: attribute.bool(true) }));
  });
  const after = storeTransposed.run(graph);
  const [weight] = after.weights.values();
  expect(weight).toMatchObject({ shape: [3, 5], scheme: 'float16' });
  expect(boolAttribute(after.nodes.get('y')!, 'transpose_b')).toBe(false);
  await expectSameAnswers(graph, after, { x: noise([2, 3]) });
});
