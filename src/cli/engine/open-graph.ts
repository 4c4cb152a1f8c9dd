import { parseModelJson } from '../../model/model-json.js';
import { concatenate } from '../../model/bytes.js';
import type { Tensors } from '../../model/tensor.js';
import type { Graph } from '../graph/graph.js';
import { plainBytes } from '../graph/weight-bytes.js';
import { graphTopology } from '../graph/write-graph.js';
import { openRunner, type Runner } from './runner.js';

const file = 'the graph';
const weightFile = 'weights';

/** Opens a graph that lies in no folder, with its weights as they are. */
export function openGraph(graph: Graph): Promise<Runner> {
  const weights = [...graph.weights].map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  const weightsManifest = weights.length > 0 ? [{ paths: [weightFile], weights }] : [];
  const text = JSON.stringify({ format: 'graph-model', ...graphTopology(graph), weightsManifest });
  const modelJson = new TextEncoder().encode(text).buffer;
  const bytes = concatenate([...graph.weights.values()].map(plainBytes));
  return openRunner({ file, modelJson, json: parseModelJson(modelJson, file), shards: new Map([[weightFile, bytes]]) });
}

/** What a graph answers, opened for this alone. */
export async function runGraph(graph: Graph, inputs: Tensors): Promise<Tensors> {
  const runner = await openGraph(graph);
  try {
    return await runner.run(inputs);
  } finally {
    runner.dispose();
  }
}
