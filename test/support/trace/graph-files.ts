import type { Graph, GraphNode } from '../../../src/cli/graph/graph.js';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { SignatureEntry } from '../../../src/model/signature.js';
import type { Tensors } from '../../../src/model/tensor.js';
import { concat, json, weightBytes, type Bytes } from '../models/bytes.js';
import type { ModelFiles } from '../models/types.js';
import { sourceOf } from '../source.js';

const dataTypes: Record<string, string> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };

/** A graph as the files of a GraphModel, with all weights as they are in memory. */
export function filesOfGraph(graph: Graph): ModelFiles {
  const weights = [...graph.weights].map(([name, { shape, dtype, values }]) => {
    return { spec: { name, shape, dtype }, bytes: weightBytes({ data: values as Float32Array, shape, dtype }) };
  });
  return new Map<string, Bytes>([
    [
      'model.json',
      json({
        format: 'graph-model',
        signature: { inputs: signatureOf(graph.inputs), outputs: signatureOf(graph.outputs) },
        modelTopology: { node: [...graph.nodes.values()].map(nodeDef), versions: {} },
        weightsManifest: [{ paths: ['weights.bin'], weights: weights.map(({ spec }) => spec) }],
      }),
    ],
    ['weights.bin', concat(weights.map(({ bytes }) => bytes))],
  ]);
}

function nodeDef({ name, op, inputs, attributes }: GraphNode) {
  return { name, op, input: inputs, attr: attributes };
}

function signatureOf(entries: readonly SignatureEntry[]) {
  return Object.fromEntries(
    entries.map(({ tensor, spec: { name, dtype, shape } }) => [
      name,
      {
        name: tensor,
        dtype: dataTypes[dtype],
        tensorShape: { dim: shape.map((size) => ({ size: String(size ?? -1) })) },
      },
    ]),
  );
}

/** What TF.js answers for a graph that was written to files and read from there. */
export async function runGraph(graph: Graph, inputs: Tensors): Promise<Tensors> {
  const runner = await openRunner(sourceOf(filesOfGraph(graph)));
  try {
    return await runner.run(inputs);
  } finally {
    runner.dispose();
  }
}
