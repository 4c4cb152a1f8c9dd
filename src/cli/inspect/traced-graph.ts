import { runGraph } from '../engine/open-graph.js';
import type { Graph } from '../graph/graph.js';
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
