import { concatenate } from '../../model/bytes.js';
import { parseModelJson } from '../../model/model-json.js';
import { version } from '../../version.js';
import { graphTopology } from '../graph/write-graph.js';
import type { StoredGraph } from '../quantize/quantize-graph.js';
import { specOf, type StoredTensor } from '../quantize/store-weight.js';
import type { SourceModel } from '../source/source-model.js';
import { cutShards } from './shards.js';
import { weightsInOrderOfUse } from './weight-order.js';

/** model.json and its weight files, ready to be written or to be opened as they are. */
export type PackedModel = Omit<SourceModel, 'folder'>;

const file = 'model.json';

/** A GraphModel as stock TF.js reads it. */
export async function graphModelFiles(graph: StoredGraph, shardBytes?: number): Promise<PackedModel> {
  const { modelTopology, signature, ...rest } = graphTopology(graph);
  const weights = weightsInOrderOfUse(graph).map((name) => [name, graph.weights.get(name)] as const);
  return modelFiles(
    { format: 'graph-model', topology: modelTopology, rest: { signature, ...rest } },
    weights,
    shardBytes,
  );
}

/** A LayersModel with its layers as they were, its weights in the order of the source. */
export async function layersModelFiles(
  { json }: SourceModel,
  weights: ReadonlyMap<string, StoredTensor>,
  shardBytes?: number,
): Promise<PackedModel> {
  const { topology, userDefinedMetadata } = json;
  const rest = userDefinedMetadata ? { userDefinedMetadata } : {};
  return modelFiles({ format: 'layers-model', topology, rest }, [...weights], shardBytes);
}

async function modelFiles(
  model: { format: string; topology: object; rest: object },
  weights: readonly (readonly [string, StoredTensor | undefined])[],
  shardBytes?: number,
): Promise<PackedModel> {
  const stored = weights.flatMap(([name, weight]) =>
    weight ? [{ spec: specOf(name, weight), bytes: weight.stored.bytes }] : [],
  );
  const { manifest, files } = await cutShards(stored, shardBytes);
  const text = JSON.stringify({
    format: model.format,
    generatedBy: 'edgewise',
    convertedBy: `edgewise ${version}`,
    ...model.rest,
    modelTopology: model.topology,
    weightsManifest: manifest,
  });
  const modelJson = concatenate([new TextEncoder().encode(text)]);
  // Read as a browser will read it: what is wrong, or over a limit, shows here.
  return { file, modelJson, json: parseModelJson(modelJson, file), shards: files };
}
