import { runGraph } from '../engine/open-graph.js';
import { pictureSpec, type PictureInput } from '../evaluate/picture-inputs.js';
import { smoothPicture } from '../examples/smooth-picture.js';
import { readGraph } from '../graph/read-graph.js';
import { compareGraphs, type Comparison } from '../optimize/compare.js';
import type { TensorSpec } from '../../model/tensor.js';
import { optimize, type AppliedPass } from '../optimize/optimize.js';
import { graphStoring, layersStoring, type Storing } from '../quantize/storing.js';
import type { SourceModel } from '../source/source-model.js';
import { traceLayersModel } from '../trace/trace-layers-model.js';
import type { PackOptions } from './options.js';
import { withOutputDTypes } from './output-dtypes.js';
import type { Phases } from './phases.js';
import { refuseDifference } from './refuse-difference.js';

/** A source made ready to have its weights stored. */
export interface Prepared {
  storing: Storing;
  packed: 'graph' | 'layers';
  passes: readonly AppliedPass[];
  comparison: Comparison | null;
}

/**
 * From a model to an optimised graph that computes the same; a LayersModel is traced to a graph first, or stays as it is.
 *
 * @throws EdgewiseError `unsupported-op` for layers that become no graph, `invalid-model` where optimising changed answers
 */
export async function prepare(
  source: SourceModel,
  outputs: readonly TensorSpec[],
  pictures: readonly PictureInput[],
  { optimize: wished = true, keepLayers = false, shardBytes, range }: PackOptions,
  phases: Phases,
): Promise<Prepared> {
  if (source.json.kind === 'layers' && keepLayers) {
    return { storing: layersStoring(source, shardBytes), packed: 'layers', passes: [], comparison: null };
  }
  const read =
    source.json.kind === 'layers'
      ? await phases.run('trace', () => traceLayersModel(source, runGraph))
      : readGraph(source);
  const graph = withOutputDTypes(read, outputs);
  if (!wished) return { storing: graphStoring(graph, shardBytes), packed: 'graph', passes: [], comparison: null };
  const { graph: optimized, applied } = await phases.run('optimize', () => optimize(graph));
  const specs = graph.inputs.map(({ spec }) => spec);
  const spec = pictureSpec(specs);
  const further = pictures.slice(0, 2).map(({ inputs }) => inputs);
  const smooth = spec ? [{ [spec.name]: smoothPicture(spec, 1, range) }] : [];
  const comparison = await phases.run('compare', () => compareGraphs(graph, optimized, [...further, ...smooth]));
  refuseDifference(comparison, source.file);
  return { storing: graphStoring(optimized, shardBytes), packed: 'graph', passes: applied, comparison };
}
