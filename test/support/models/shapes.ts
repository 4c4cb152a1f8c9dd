import { attribute, GraphBuilder, type Shape } from './graph.js';
import { float32, int32 } from './tensors.js';
import type { TestModel } from './types.js';

const float = { T: attribute.type('float32') };

/** [null, null, 3] → its mean over axis 1: no single free dimension that a length could tell. */
export function twoFreeDimensions(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null, null, 3]);
  graph.weight('axis', int32([1]));
  graph.output('y', graph.node('mean', 'Mean', ['x', 'axis'], { ...float, keep_dims: attribute.bool(false) }));
  return {
    name: 'two-free-dimensions',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([1, 2, 3, 3, 6, 9], [1, 2, 3]) },
    expected: { y: float32([2, 4, 6], [1, 3]) },
  };
}

export function scalar(): TestModel {
  return doubled('scalar', [], [4], []);
}

/** A placeholder that takes a tensor of any number of dimensions. */
export function anyRank(): TestModel {
  return doubled('any-rank', 'any', [1, -2, 3, 0.5], [2, 1, 2]);
}

function doubled(name: string, declared: Shape, values: readonly number[], shape: readonly number[]): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', declared);
  graph.weight('two', float32([2], []));
  graph.output('y', graph.node('product', 'Mul', ['x', 'two'], float));
  return {
    name,
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32(values, shape) },
    expected: {
      y: float32(
        values.map((value) => value * 2),
        shape,
      ),
    },
  };
}
