import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { foldConstants } from '../../../../src/cli/optimize/fold-constants.js';
import { staticReshape } from '../../../../src/cli/optimize/static-reshape.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { float32, int32, type TestTensor } from '../../../support/models/tensors.js';
import { answersOf, expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const int = { T: attribute.type('int32') };
const masks = (...names: string[]) => Object.fromEntries(names.map((name) => [name, attribute.int(1)]));
const positive = float32([0.5, 2, 3, 0.25, 1, 7], [2, 3]);
const axis = (value: number) => int32([value], []);

/** Op, the constants it takes, its attributes. */
const cases: [string, TestTensor[], Record<string, object>?][] = [
  ...['Add', 'AddV2', 'Sub', 'Mul', 'Maximum', 'Minimum', 'SquaredDifference', 'RealDiv', 'Pow'].map(
    (op): [string, TestTensor[]] => [op, [positive, float32([2, 0.5, 3])]],
  ),
  ['Mul', [float32([2, 3], [2, 1]), positive]],
  ['Sub', [float32([1], []), positive]],
  ['Sub', [int32([7, 8]), int32([2, -9])], int],
  ...['Neg', 'Abs', 'Square', 'Sqrt', 'Rsqrt', 'Exp', 'Log', 'Reciprocal'].map((op): [string, TestTensor[]] => [
    op,
    [positive],
  ]),
  ['Cast', [positive], { SrcT: attribute.type('float32'), DstT: attribute.type('int32') }],
  ['Cast', [float32([-1.7, 1.7])], { SrcT: attribute.type('float32'), DstT: attribute.type('int32') }],
  ['Cast', [int32([3, -4])], { SrcT: attribute.type('int32'), DstT: attribute.type('float32') }],
  ['Reshape', [positive, int32([3, -1])]],
  ['ExpandDims', [positive, axis(-1)]],
  ['ExpandDims', [positive, axis(1)]],
  ['Squeeze', [float32([1, 2], [1, 2, 1])], { squeeze_dims: attribute.ints([0]) }],
  ['Squeeze', [float32([1, 2], [1, 2, 1])], { squeeze_dims: attribute.ints([]) }],
  ['Transpose', [positive, int32([1, 0])]],
  ['Transpose', [noise([2, 3, 4]), int32([2, 0, 1])]],
  ['Pack', [float32([1, 2]), float32([3, 4])], { axis: attribute.int(0), N: attribute.int(2) }],
  ['ConcatV2', [positive, float32([9, 9, 9], [1, 3]), axis(0)], { N: attribute.int(2) }],
  ['StridedSlice', [float32([1, 2, 3, 4]), int32([1]), int32([3]), int32([1])], {}],
  ['StridedSlice', [float32([1, 2, 3, 4]), int32([-2]), int32([9]), int32([1])], {}],
  ['StridedSlice', [float32([1, 2, 3, 4]), int32([3]), int32([4]), int32([1])], masks('shrink_axis_mask')],
  ['StridedSlice', [float32([1, 2, 3, 4]), int32([2]), int32([3]), int32([1])], masks('begin_mask', 'end_mask')],
];

describe('computed as TF.js computes it', () => {
  test.each(cases)('%s %#', async (op, tensors, attributes = {}) => {
    const graph = graphOf((g) => {
      const names = tensors.map((tensor, i) => g.weight(`w${String(i)}`, tensor));
      g.node('folded', op, names, { ...float, ...attributes });
      // Of a constant alone nothing would be computed, and an output has to be.
      g.output('y', g.node('y', 'Identity', ['folded'], float));
    });
    const after = foldConstants.run(graph);
    expect(after.nodes.get('folded')?.op).toBe('Const');
    expect([...after.weights.keys()]).toEqual(['folded']);
    await expectSameAnswers(graph, after, {}, 1e-6);
    const { y } = await answersOf(graph, {});
    expect(after.weights.get('folded')).toMatchObject({ dtype: y?.dtype, shape: y?.shape });
  });

  test('the shape of an input that has but one', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [2, 3]);
      g.node('shape', 'Shape', ['x'], {});
      g.output('y', g.node('y', 'Identity', ['shape'], int));
    });
    const after = foldConstants.run(graph);
    expect(after.weights.get('shape')?.values).toEqual(Int32Array.of(2, 3));
    await expectSameAnswers(graph, after, { x: noise([2, 3]) });
  });

  test('one after the other, and a weight keeps the scheme that it was stored by', () => {
    const graph = graphOf((g) => {
      g.weight('w', noise([3, 4]), 'float16');
      g.weight('s', noise([4], 2));
      g.node('scaled', 'Mul', ['w', 's'], float);
      g.node('negative', 'Neg', ['scaled'], float);
      g.output('y', g.node('y', 'Identity', ['negative'], float));
    });
    const after = foldConstants.run(graph);
    expect(opsOf(after)).toEqual(['Identity']);
    expect(after.weights.get('negative')).toMatchObject({ scheme: 'float16', shape: [3, 4] });
  });
});

describe('left alone', () => {
  test.each([
    [
      'an output',
      (g: GraphBuilder) => {
        g.output('y', g.node('y', 'Neg', ['w'], float));
      },
    ],
    [
      'chance',
      (g: GraphBuilder) => {
        g.output('y', g.node('y', 'RandomUniform', ['n'], { dtype: attribute.type('float32') }));
      },
    ],
    [
      'an op unknown here',
      (g: GraphBuilder) => {
        g.node('a', 'Erf', ['w'], float);
        g.output('y', g.node('y', 'Identity', ['a'], float));
      },
    ],
    [
      'what waits for another',
      (g: GraphBuilder) => {
        g.node('a', 'Neg', ['w', '^n'], float);
        g.output('y', g.node('y', 'Identity', ['a'], float));
      },
    ],
    [
      'a result much larger than what it is made from',
      (g: GraphBuilder) => {
        g.weight('column', noise([40, 1]));
        g.weight('row', noise([40]));
        g.node('a', 'Mul', ['column', 'row'], float);
        g.output('y', g.node('y', 'Identity', ['a'], float));
      },
    ],
    [
      'a shape that is not known',
      (g: GraphBuilder) => {
        g.input('x', 'float32', [null, 2]);
        g.node('a', 'Shape', ['x'], {});
        g.output('y', g.node('y', 'Identity', ['a'], int));
      },
    ],
  ])('%s', (_, build) => {
    const graph = graphOf((g) => {
      g.weight('w', noise([3]));
      g.weight('n', int32([3]));
      build(g);
      g.output('kept', 'w');
      g.output('kept_too', 'n');
    });
    expect(foldConstants.run(graph)).toBe(graph);
  });
});

describe('a Reshape to sizes that are computed', () => {
  /** Keras's Flatten and Reshape: the size of the batch is read from the input. */
  const flatten = (shape: (number | null)[], size = 12) =>
    graphOf((g) => {
      g.input('x', 'float32', shape);
      g.weight('0', int32([0]));
      g.weight('1', int32([1]));
      g.weight('size', int32([size], []));
      g.node('shape', 'Shape', ['x'], {});
      g.node('batch', 'StridedSlice', ['shape', '0', '1', '1'], { ...int, ...masks('shrink_axis_mask') });
      g.node('sizes', 'Pack', ['batch', 'size'], { ...int, N: attribute.int(2), axis: attribute.int(0) });
      g.output('y', g.node('y', 'Reshape', ['x', 'sizes'], float));
    });

  test('is to constant ones, with one left open', async () => {
    const graph = flatten([null, 3, 4]);
    const after = staticReshape.run(graph);
    expect(opsOf(after)).toEqual(['Reshape']);
    expect(after.weights.get('y/shape')?.values).toEqual(Int32Array.of(-1, 12));
    for (const batch of [1, 2]) await expectSameAnswers(graph, after, { x: noise([batch, 3, 4]) }, 0);
  });

  test('stays where two are open, or where one is 0', () => {
    const two = graphOf((g) => {
      g.input('x', 'float32', [null, null, 4]);
      g.node('shape', 'Shape', ['x'], {});
      g.output('y', g.node('y', 'Reshape', ['x', 'shape'], float));
    });
    for (const graph of [two, flatten([null, 0, 4], 0)]) expect(staticReshape.run(graph)).toBe(graph);
  });
});
