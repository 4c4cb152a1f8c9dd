import { attribute, GraphBuilder } from './graph.js';
import { randomFloats } from './random.js';
import { at, float32, int32 } from './tensors.js';
import type { TestModel } from './types.js';

const elementsPerTensor = 1 << 18;

interface BigOptions {
  /** Files, as equal as can be; default one for each 4 MiB. */
  shards?: number;
  seed?: number;
}

/**
 * A model of about `bytes` bytes that costs nothing to run: y = x + the first four weights + the last
 * four, so that bytes lost, doubled or out of order show in the answer.
 */
export function bigModel(bytes: number, { shards = Math.ceil(bytes / 2 ** 22), seed = 1 }: BigOptions = {}): TestModel {
  const graph = new GraphBuilder();
  const float = { T: attribute.type('float32'), Index: attribute.type('int32') };
  const data = randomFloats(seed, Math.max(8, Math.round(bytes / 4)));
  graph.input('x', 'float32', [4]);
  const names: string[] = [];
  for (let start = 0; start < data.length; start += elementsPerTensor) {
    names.push(
      graph.weight(`weights_${String(names.length)}`, float32(data.subarray(start, start + elementsPerTensor))),
    );
  }
  const lastStart = (names.length - 1) * elementsPerTensor;
  // A last tensor of fewer than four would have no four to read.
  const last = data.length - lastStart >= 4 ? at(names, names.length - 1) : at(names, names.length - 2);
  const lastEnd = last === at(names, names.length - 1) ? data.length : lastStart;
  graph.weight('zero', int32([0]));
  graph.weight('four', int32([4]));
  graph.weight('fourth_last', int32([-4]));
  graph.weight('one', int32([1]));
  graph.node('head', 'StridedSlice', [at(names, 0), 'zero', 'four', 'one'], float);
  graph.node('tail', 'StridedSlice', [last, 'fourth_last', 'zero', 'one'], { ...float, end_mask: attribute.int(1) });
  graph.node('with_head', 'AddV2', ['x', 'head'], float);
  graph.output('y', graph.node('with_tail', 'AddV2', ['with_head', 'tail'], float));

  const total = data.byteLength + 16;
  const cuts = Array.from({ length: shards - 1 }, (_, i) => Math.floor((total * (i + 1)) / shards));
  const paths = Array.from({ length: shards }, (_, i) => `group1-shard${String(i + 1)}of${String(shards)}.bin`);
  const weights = ['zero', 'four', 'fourth_last', 'one', ...names];
  return {
    name: `big-${String(bytes)}`,
    kind: 'graph',
    files: graph.build({ groups: [{ weights, paths, cuts }] }),
    inputs: { x: float32([1, 2, 3, 4]) },
    expected: {
      y: float32(Array.from({ length: 4 }, (_, i) => i + 1 + at(data, i) + at(data, lastEnd - 4 + i))),
    },
  };
}
