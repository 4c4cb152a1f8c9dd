import { EdgewiseError } from '../../errors.js';
import { isObject, type JsonObject } from '../../model/json.js';
import { readSignature, type SignatureEntry } from '../../model/signature.js';
import type { ModelJson } from '../../model/model-json.js';
import type { SourceModel } from '../source/source-model.js';
import { dtypeAttribute, shapeAttribute } from './attributes.js';
import type { Attribute, Graph, GraphNode, GraphRest } from './graph.js';
import { readWeights } from './read-weights.js';
import { parseTensorName } from './tensor-name.js';

/**
 * A GraphModel as the passes see it. What TF.js takes for inputs and outputs where the signature names none (all
 * placeholders; all nodes that nobody takes) is named here.
 *
 * @throws EdgewiseError `input` for a LayersModel, `unsupported-op` for complex64 weights
 */
export function readGraph(source: SourceModel): Graph {
  const { json, file } = source;
  if (json.kind !== 'graph') {
    throw new EdgewiseError('input', `${file} is a LayersModel. It has to be traced to a graph first.`, { file });
  }
  const nodes = new Map((json.topology['node'] as JsonObject[]).map(readNode).map((node) => [node.name, node]));
  const signature = signatureOf(json);
  const inputs = readSignature(signature['inputs']).map((entry) => asPlaceholder(entry, nodes));
  const outputs = readSignature(signature['outputs']);
  return {
    nodes,
    weights: readWeights(source),
    inputs: inputs.length > 0 ? inputs : placeholders(nodes),
    outputs: outputs.length > 0 ? outputs : unread(nodes),
    rest: restOf(json, signature),
  };
}

function readNode(node: JsonObject): GraphNode {
  return {
    name: node['name'] as string,
    op: node['op'] as string,
    inputs: (node['input'] ?? []) as string[],
    attributes: (node['attr'] ?? {}) as Record<string, Attribute>,
  };
}

/** Older converters put it among the metadata, and TF.js prefers it there. */
function signatureOf({ signature, userDefinedMetadata }: ModelJson): JsonObject {
  const inMetadata = userDefinedMetadata?.['signature'];
  return isObject(inMetadata) ? inMetadata : (signature ?? {});
}

/** TF.js holds inputs against the placeholder's own shape. */
function asPlaceholder(entry: SignatureEntry, nodes: Graph['nodes']): SignatureEntry {
  const node = nodes.get(parseTensorName(entry.tensor).node);
  const { name, dtype, anyRank } = entry.spec;
  const shape = (node && shapeAttribute(node, 'shape')) ?? (anyRank ? undefined : entry.spec.shape);
  const optional = node?.op === 'PlaceholderWithDefault' ? { optional: true as const } : {};
  return { ...entry, spec: { name, dtype, ...shapeSpec(shape), ...optional } };
}

function placeholders(nodes: Graph['nodes']): SignatureEntry[] {
  return [...nodes.values()].flatMap((node) => {
    const dtype = dtypeAttribute(node, 'dtype');
    if (!node.op.startsWith('Placeholder') || dtype === undefined) return [];
    return [asPlaceholder({ tensor: node.name, spec: { name: node.name, dtype, shape: [], anyRank: true } }, nodes)];
  });
}

function unread(nodes: Graph['nodes']): SignatureEntry[] {
  const read = new Set([...nodes.values()].flatMap(({ inputs }) => inputs.map((input) => parseTensorName(input).node)));
  return [...nodes.values()].flatMap((node) => {
    const dtype = dtypeAttribute(node, 'dtype') ?? dtypeAttribute(node, 'T') ?? 'float32';
    if (read.has(node.name)) return [];
    return [{ tensor: node.name, spec: { name: node.name, dtype, shape: [], anyRank: true as const } }];
  });
}

function shapeSpec(shape: readonly (number | null)[] | undefined) {
  return shape ? { shape } : { shape: [], anyRank: true as const };
}

function restOf({ topology, ...json }: ModelJson, signature: JsonObject): GraphRest {
  const { signature: _, ...metadata } = json.userDefinedMetadata ?? {};
  const captured = Object.entries(isObject(signature['inputs']) ? signature['inputs'] : {}).filter(
    ([, info]) => isObject(info) && (info['resourceId'] ?? null) !== null,
  );
  return {
    ...(isObject(topology['library']) && { library: topology['library'] }),
    ...(isObject(topology['versions']) && { versions: topology['versions'] }),
    ...(captured.length > 0 && { capturedInputs: Object.fromEntries(captured) }),
    ...(Object.keys(metadata).length > 0 && { userDefinedMetadata: metadata }),
    ...(json.modelInitializer && { modelInitializer: json.modelInitializer }),
    ...(json.initializerSignature && { initializerSignature: json.initializerSignature }),
  };
}
