import type { Tensors } from '../../model/tensor.js';
import { openRunner } from '../engine/runner.js';
import type { Graph } from '../graph/graph.js';
import { graphModelFiles } from '../package/model-files.js';
import { quantizeGraph } from '../quantize/quantize-graph.js';
import type { SourceModel } from '../source/source-model.js';
import { traceLayersModel } from '../trace/trace-layers-model.js';

/**
 * A LayersModel as the graph that packing would make of it.
 *
 * @throws EdgewiseError `unsupported-op` where it makes none
 */
export function tracedGraph(source: SourceModel): Promise<Graph> {
  return traceLayersModel(source, runGraph);
}

async function runGraph(graph: Graph, inputs: Tensors): Promise<Tensors> {
  const runner = await openRunner(await graphModelFiles(quantizeGraph(graph, 'keep').graph));
  try {
    return await runner.run(inputs);
  } finally {
    runner.dispose();
  }
}
