import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { Graph } from '../../../src/cli/graph/graph.js';
import { readGraph } from '../../../src/cli/graph/read-graph.js';
import { inferSizes } from '../../../src/cli/inspect/infer-sizes.js';
import { needed } from '../../../src/cli/inspect/op-support.js';
import { graphModelFiles } from '../../../src/cli/package/model-files.js';
import { quantizeGraph } from '../../../src/cli/quantize/quantize-graph.js';
import { readSourceModel } from '../../../src/cli/source/read-source-model.js';
import { seededInputs } from '../../../src/model/seeded-inputs.js';
import { writeModel } from '../../support/command.js';
import { attribute, GraphBuilder } from '../../support/models/graph.js';
import { bool, float32, int32 } from '../../support/models/tensors.js';
import type { ModelFiles } from '../../support/models/types.js';

const require = createRequire(import.meta.url);
const humans = path.join(path.dirname(require.resolve('@vladmandic/human')), '../models');

/** The sizes that are inferred beside those that TF.js computes, of all tensors on the way to the outputs. */
async function compared(graph: Graph): Promise<{ inferred: Record<string, string>; computed: Record<string, string> }> {
  const { sizes } = inferSizes(graph);
  const names = [...needed(graph)].filter(({ op }) => op !== 'Const').map(({ name }) => name);
  const outputs = names.map((name, i) => ({
    tensor: name,
    spec: { name: `o${i}`, dtype: 'float32' as const, shape: [] },
  }));
  const all = quantizeGraph({ ...graph, outputs }, 'keep').graph;
  const runner = await openRunner(await graphModelFiles(all));
  const answers = await runner.run(seededInputs(graph.inputs.map(({ spec }) => spec)));
  runner.dispose();
  const shown = (shapeOf: (name: string, i: number) => readonly number[] | undefined) =>
    Object.fromEntries(names.map((name, i) => [name, String(shapeOf(name, i)?.join('×'))]));
  return {
    inferred: shown((name) => sizes.get(name)),
    computed: shown((_, i) => answers[`o${i}`]?.shape),
  };
}

test.each([
  ...['antispoof', 'blazeface', 'centernet', 'emotion', 'facemesh', 'faceres'],
  ...['handlandmark-lite', 'iris', 'liveness', 'movenet-lightning'],
])('every tensor of %s has the inferred size', async (name) => {
  const { inferred, computed } = await compared(readGraph(await readSourceModel(path.join(humans, `${name}.json`))));
  expect(Object.keys(computed).length).toBeGreaterThan(10);
  expect(inferred).toEqual(computed);
});

const ints = (...values: number[]) => int32(values, [values.length]);
const float = { T: attribute.type('float32') };

/** A graph of the ops that real models of this repository do not use, each on a path of its own. */
function manyOps(): ModelFiles {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [null, 6, 8, 4]);
  const rows = graph.input('rows', 'float32', [null, 5]);
  let next = 0;
  const constant = (tensor: ReturnType<typeof int32>) => graph.weight(`c${next++}`, tensor);
  const out = (name: string, op: string, inputs: string[], attributes: Record<string, object> = {}) => {
    graph.output(`${name}_out`, graph.node(name, op, inputs, { ...float, ...(attributes as object) }));
    return name;
  };
  const axis = (value: number) => constant(int32([value], []));
  out('split', 'Split', [axis(-1), x], { num_split: attribute.int(2) });
  out('split_v', 'SplitV', [x, constant(ints(1, -1)), axis(3)], { num_split: attribute.int(2) });
  out('unpack', 'Unpack', [x], { num: attribute.int(6), axis: attribute.int(1) });
  out('slice', 'Slice', [x, constant(ints(0, 1, 2, 0)), constant(ints(-1, 3, -1, 2))]);
  out('strided', 'StridedSlice', [x, constant(ints(0, 1, 0)), constant(ints(0, -1, 8)), constant(ints(1, 2, 3))], {
    begin_mask: attribute.int(1),
    end_mask: attribute.int(1),
  });
  out('strided_back', 'StridedSlice', [x, constant(ints(0, 0)), constant(ints(1, 0)), constant(ints(1, 1))], {
    ellipsis_mask: attribute.int(1),
    shrink_axis_mask: attribute.int(2),
  });
  out('strided_new', 'StridedSlice', [rows, constant(ints(0, 0)), constant(ints(0, 0)), constant(ints(1, 1))], {
    new_axis_mask: attribute.int(2),
    begin_mask: attribute.int(1),
    end_mask: attribute.int(1),
  });
  out('tile', 'Tile', [rows, constant(ints(2, 3))]);
  out('gather', 'GatherV2', [x, constant(ints(2, 0, 1)), axis(2)]);
  out('one_hot', 'OneHot', [constant(ints(1, 0, 2)), axis(4), constant(float32([1], [])), constant(float32([0], []))]);
  out('arg_max', 'ArgMax', [x, axis(-1)]);
  out('top', 'TopKV2', [rows, axis(2)], { sorted: attribute.bool(true) });
  out('transposed', 'BatchMatMulV2', [x, x], { adj_y: attribute.bool(true) });
  out('depth', 'DepthToSpace', [x], { block_size: attribute.int(2), data_format: attribute.text('NHWC') });
  const pads = constant(int32([0, 0, 1, 1], [2, 2]));
  const batches = out('to_batch', 'SpaceToBatchND', [x, constant(ints(2, 2)), pads]);
  out('from_batch', 'BatchToSpaceND', [batches, constant(ints(2, 2)), constant(int32([0, 0, 0, 1], [2, 2]))]);
  out('mirrored', 'MirrorPad', [rows, constant(int32([0, 0, 1, 2], [2, 2]))], { mode: attribute.text('REFLECT') });
  out('reduced', 'Mean', [x, constant(ints(1, -1))], { keep_dims: attribute.bool(true) });
  out('squeezed', 'Squeeze', [graph.node('wide', 'ExpandDims', [rows, axis(1)], float)]);
  const condition = constant(bool([true, false, true, true, false], [1, 5]));
  out('selected', 'SelectV2', [condition, rows, constant(float32([0], []))]);
  out('concatenated', 'ConcatV2', [rows, rows, axis(1)], { N: attribute.int(2) });
  out('packed', 'Pack', [rows, rows], { N: attribute.int(2), axis: attribute.int(1) });
  // A shape that is computed: [batch, -1] from the tensor itself.
  const shape = graph.node('shape', 'Shape', [x], float);
  const batch = graph.node('batch', 'StridedSlice', [shape, constant(ints(0)), constant(ints(1)), constant(ints(1))], {
    shrink_axis_mask: attribute.int(1),
  });
  out('flat', 'Reshape', [x, graph.node('to', 'Pack', [batch, axis(-1)], { N: attribute.int(2) })]);
  out('filled', 'Fill', [
    graph.node('pair', 'Pack', [batch, axis(7)], { N: attribute.int(2) }),
    constant(float32([1], [])),
  ]);
  out('doubled', 'ResizeBilinear', [
    x,
    graph.node('twice', 'Mul', [constant(ints(6, 8)), constant(ints(2, 2))], float),
  ]);
  return graph.build();
}

test('sizes of many ops are inferred as TF.js computes them', async () => {
  const { inferred, computed } = await compared(readGraph(await readSourceModel(writeModel(manyOps()))));
  expect(Object.keys(computed).length).toBeGreaterThan(25);
  expect(inferred).toEqual(computed);
});
