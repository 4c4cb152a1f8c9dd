import { attribute, GraphBuilder } from './graph.js';
import { float32, strings } from './tensors.js';
import type { FaultyModel, TestModel } from './types.js';

const float = { T: attribute.type('float32') };

/** Two ops that TF.js has never heard of, in the way of the output. */
export function unknownOps(): FaultyModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.node('doubled', 'AddV2', ['x', 'x'], float);
  graph.node('fancy', 'FancyOp', ['doubled'], float);
  graph.node('fancy_again', 'FancyOp', ['fancy'], float);
  graph.output('y', graph.node('other', 'OtherOp', ['fancy_again'], float));
  return { name: 'unknown-ops', files: graph.build(), code: 'unsupported-op', ops: ['FancyOp', 'OtherOp'] };
}

/** The unknown op feeds no output, so TF.js never runs it: this model works. */
export function unusedUnknownOp(): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.node('fancy', 'FancyOp', ['x'], float);
  graph.output('y', graph.node('doubled', 'AddV2', ['x', 'x'], float));
  return {
    name: 'unused-unknown-op',
    kind: 'graph',
    files: graph.build(),
    inputs: { x: float32([1, 2]) },
    expected: { y: float32([2, 4]) },
  };
}

/** Two ops that cpu and webgl can do and wasm (4.22) cannot. */
export function opsThatWasmLacks(): TestModel {
  const graph = new GraphBuilder();
  graph.input('a', 'float32', [null, 2]);
  graph.input('words', 'string', [null]);
  graph.weight('b', float32([1, 2, 3, 4], [2, 2]));
  graph.node('einsum', 'Einsum', ['a', 'b'], {
    ...float,
    N: attribute.int(2),
    equation: attribute.text('ij,jk->ik'),
  });
  graph.node('replaced', 'StaticRegexReplace', ['words'], {
    pattern: attribute.text('[aeiou]'),
    rewrite: attribute.text('.'),
    replace_global: attribute.bool(true),
  });
  graph.output('product', 'einsum');
  graph.output('text', 'replaced');
  return {
    name: 'ops-that-wasm-lacks',
    kind: 'graph',
    files: graph.build(),
    inputs: { a: float32([1, 0, 1, 1], [2, 2]), words: strings(['banana', 'xyz']) },
    expected: { product: float32([1, 2, 4, 6], [2, 2]), text: strings(['b.n.n.', 'xyz']) },
    lacking: { wasm: ['Einsum', 'StaticRegexReplace'] },
  };
}
