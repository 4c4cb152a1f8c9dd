import { attribute, GraphBuilder } from './graph.js';
import { float32, int32 } from './tensors.js';
import type { TestModel } from './types.js';

const float = { T: attribute.type('float32') };

/** No signature at all: inputs are the placeholders, outputs the nodes that nothing reads. */
export function withoutSignature(): TestModel {
  const graph = new GraphBuilder();
  graph.input('left', 'float32', [null]);
  graph.input('right', 'float32', [null]);
  graph.node('model/sum', 'AddV2', ['left', 'right'], float);
  graph.node('model/double', 'AddV2', ['model/sum', 'model/sum'], float);
  graph.node('model/difference', 'Sub', ['left', 'right'], float);
  return {
    name: 'without-signature',
    kind: 'graph',
    files: graph.build({ signature: 'none' }),
    inputs: { left: float32([1, 2, 3]), right: float32([10, 20, 30]) },
    expected: { 'model/double': float32([22, 44, 66]), 'model/difference': float32([-9, -18, -27]) },
  };
}

/** Two outputs of one node. TF.js's `outputNodes` then names the last key twice; `execute` by key is right. */
export function twoOutputsOfOneNode(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null, 4]);
  graph.weight('axis', int32([1], []));
  graph.node('split', 'Split', ['axis', 'x'], { ...float, num_split: attribute.int(2) });
  graph.output('first', 'split:0');
  graph.output('second', 'split:1');
  return {
    name: 'two-outputs-of-one-node',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]) },
    expected: { first: float32([1, 2, 5, 6], [2, 2]), second: float32([3, 4, 7, 8], [2, 2]) },
  };
}

/** Two names for the same tensor: who disposes by name disposes twice. */
export function oneOutputTwice(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.node('doubled', 'AddV2', ['x', 'x'], float);
  graph.output('y', 'doubled');
  graph.output('z', 'doubled');
  return {
    name: 'one-output-twice',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([1, -2]) },
    expected: { y: float32([2, -4]), z: float32([2, -4]) },
  };
}

/** Outputs that belong to someone else: a weight itself, the input itself, a clone of the input. */
export function borrowedOutputs(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.weight('anchors', float32([0.25, 0.5]));
  graph.output('anchors', 'anchors');
  graph.output('same', 'x');
  graph.output('echo', graph.node('echo', 'Identity', ['x'], float));
  return {
    name: 'borrowed-outputs',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([3, 4, 5]) },
    expected: { anchors: float32([0.25, 0.5]), same: float32([3, 4, 5]), echo: float32([3, 4, 5]) },
  };
}

/** An input with a default may be left out. */
export function defaultInput(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.weight('usual', float32([3], []));
  graph.node('factor', 'PlaceholderWithDefault', ['usual'], {
    dtype: attribute.type('float32'),
    shape: attribute.shape([]),
  });
  graph.declareInput('factor', { name: 'factor:0', dtype: 'DT_FLOAT', tensorShape: {} });
  graph.output('y', graph.node('product', 'Mul', ['x', 'factor'], float));
  return {
    name: 'default-input',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([1, 2]) },
    expected: { y: float32([3, 6]) },
  };
}
