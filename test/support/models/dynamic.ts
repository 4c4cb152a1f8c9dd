import { attribute, GraphBuilder } from './graph.js';
import { float32, int32 } from './tensors.js';
import type { TestModel } from './types.js';

/** The positive numbers and where they stand: as many as the data has. */
export function where(): TestModel {
  return positive('where', [-1, 5, 0, 7], [1, 3], [5, 7]);
}

/** The same model with nothing to find: outputs of zero elements. */
export function whereNone(): TestModel {
  return positive('where-none', [-1, 0], [], []);
}

function positive(name: string, x: number[], places: number[], values: number[]): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.weight('zero', float32([0], []));
  graph.node('greater', 'Greater', ['x', 'zero'], { T: attribute.type('float32') });
  graph.output('places', graph.node('where', 'Where', ['greater'], { T: attribute.type('bool') }));
  graph.output(
    'values',
    graph.node('gather', 'GatherNd', ['x', 'where'], {
      Tparams: attribute.type('float32'),
      Tindices: attribute.type('int32'),
    }),
  );
  return {
    name,
    kind: 'graph',
    asynchronous: true,
    files: graph.build(),
    inputs: { x: float32(x) },
    expected: { places: int32(places, [places.length, 1]), values: float32(values) },
  };
}

/** Three boxes, of which the second all but covers the first and has the lower score. */
const boxes = float32([0, 0, 10, 10, 0, 0, 10, 9, 20, 20, 30, 30], [3, 4]);
const scores = float32([0.9, 0.8, 0.7]);

export function nonMaxSuppression(): TestModel {
  const graph = suppression();
  graph.output('kept', graph.node('nms', 'NonMaxSuppressionV3', suppressionInputs, float));
  return {
    name: 'non-max-suppression',
    kind: 'graph',
    asynchronous: true,
    files: graph.build(),
    inputs: { boxes, scores },
    expected: { kept: int32([0, 2]) },
  };
}

/**
 * V4 answers by a promise as V3 does, but is missing from TF.js's list of dynamic ops. TF.js pads to the
 * number of boxes where that is below the greatest number asked for.
 */
export function paddedNonMaxSuppression(): TestModel {
  const graph = suppression();
  graph.node('nms', 'NonMaxSuppressionV4', suppressionInputs, {
    ...float,
    pad_to_max_output_size: attribute.bool(true),
  });
  graph.output('kept', 'nms:0');
  graph.output('count', 'nms:1');
  return {
    name: 'padded-non-max-suppression',
    kind: 'graph',
    asynchronous: true,
    files: graph.build(),
    inputs: { boxes, scores },
    expected: { kept: int32([0, 2, 0]), count: int32([2], []) },
  };
}

const float = { T: attribute.type('float32') };
const suppressionInputs = ['boxes', 'scores', 'most', 'overlap', 'threshold'];

function suppression(): GraphBuilder {
  const graph = new GraphBuilder();
  graph.input('boxes', 'float32', [null, 4]);
  graph.input('scores', 'float32', [null]);
  graph.weight('most', int32([5], []));
  graph.weight('overlap', float32([0.5], []));
  graph.weight('threshold', float32([0.1], []));
  return graph;
}
