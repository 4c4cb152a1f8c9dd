import { attribute, GraphBuilder } from './graph.js';
import type { Storage } from './quantize.js';
import { bool, float32, int32, strings } from './tensors.js';
import type { TestModel } from './types.js';

/** Three inputs and three outputs of three dtypes, with a weight of each. */
export function mixed(name = 'mixed', intStorage: Storage = 'plain'): TestModel {
  const graph = new GraphBuilder();
  graph.input('a', 'float32', [null, 2]);
  graph.input('b', 'int32', [null, 2]);
  graph.input('c', 'bool', [null, 2]);
  graph.weight('factor', float32([0.5, 2]));
  graph.weight('times', int32([-3, 7]), intStorage);
  graph.weight('always', bool([true, false]));
  graph.node('b_float', 'Cast', ['b'], { SrcT: attribute.type('int32'), DstT: attribute.type('float32') });
  graph.node('added', 'AddV2', ['a', 'b_float'], { T: attribute.type('float32') });
  graph.output('sum', graph.node('scaled', 'Mul', ['added', 'factor'], { T: attribute.type('float32') }));
  graph.output('product', graph.node('multiplied', 'Mul', ['b', 'times'], { T: attribute.type('int32') }));
  graph.node('not_c', 'LogicalNot', ['c']);
  graph.output('either', graph.node('or', 'LogicalOr', ['not_c', 'always']));
  return {
    name,
    kind: 'graph',
    files: graph.build(),
    inputs: {
      a: float32([0.5, 1.5, -2, 4], [2, 2]),
      b: int32([1, -2, 3, 2_000_000], [2, 2]),
      c: bool([true, true, false, false], [2, 2]),
    },
    expected: {
      sum: float32([0.75, -1, 0.5, 4_000_008], [2, 2]),
      product: int32([-3, -14, -9, 14_000_000], [2, 2]),
      either: bool([true, false, true, true], [2, 2]),
    },
  };
}

/** An int32 weight may be quantized too. */
export function mixedQuantized(): TestModel {
  return mixed('mixed-uint8', 'uint8');
}

/** A string input, a string weight (one of them empty, one beyond ASCII), strings made by an op. */
export function text(): TestModel {
  const graph = new GraphBuilder();
  graph.input('text', 'string', [null]);
  graph.weight('labels', strings(['cat', '', 'köpek 🐕']));
  graph.weight('space', strings([' '], []));
  graph.output('echo', graph.node('echo', 'Identity', ['text'], { T: attribute.type('string') }));
  graph.output('labels', graph.node('labels_read', 'Identity', ['labels'], { T: attribute.type('string') }));
  graph.node('split', 'StringSplit', ['text', 'space'], { skip_empty: attribute.bool(true) });
  graph.output('words', 'split:1');
  graph.output('rows', 'split:0');
  return {
    name: 'text',
    kind: 'graph',
    files: graph.build(),
    inputs: { text: strings(['to  be', 'été']) },
    expected: {
      echo: strings(['to  be', 'été']),
      labels: strings(['cat', '', 'köpek 🐕']),
      words: strings(['to', 'be', 'été']),
      rows: int32([0, 0, 0, 1, 1, 0], [3, 2]),
    },
  };
}
