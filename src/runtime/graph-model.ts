import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../errors.js';
import type { ModelJson } from '../model/model-json.js';
import { freeWhereNegative, nodeName, readSignature } from '../model/signature.js';
import type { DType, TensorSpec } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { artifactsOf } from './artifacts.js';
import type { OpenModel } from './open-model.js';

type Graph = ReturnType<typeof loadGraphModelSync>;

/** What TF.js keeps of a node; `category` is undefined for an op that it does not know. */
interface GraphNode {
  name: string;
  op: string;
  category?: string;
  inputs: GraphNode[];
}
interface Nodes {
  nodes: Record<string, GraphNode>;
  outputs: GraphNode[];
}
interface Internals {
  executor: { graph: Nodes & { functions?: Record<string, Nodes> } };
}
interface TensorInfo {
  name: string;
  shape?: readonly number[];
  dtype?: string;
}

/** Opens a GraphModel on the current backend. */
export function openGraphModel(model: VerifiedModel, json: ModelJson): OpenModel {
  const graph = loadGraphModelSync(artifactsOf(model, json));
  refuseUnknownOps(graph, model.url);
  const outputs = outputsOf(graph);
  const names = outputs.map(({ name }) => name);
  const weightIds = new Set(
    Object.values(graph.weights)
      .flat()
      .map((weight) => weight.id),
  );
  const execute = executor(graph, names);
  return {
    inputs: inputsOf(graph),
    outputs,
    execute,
    weightIds,
    dispose: () => {
      graph.dispose();
    },
  };
}

/** An unknown op beside the way to the outputs does no harm, to TF.js neither. */
function refuseUnknownOps(graph: Graph, url: string): void {
  const { outputs, functions = {} } = internalsOf(graph);
  const needed = new Set([...outputs, ...Object.values(functions).flatMap((body) => body.outputs)]);
  for (const node of needed) for (const input of node.inputs) needed.add(input);
  const unknown = [...needed].filter(({ category }) => category === undefined);
  if (unknown.length === 0) return;
  const ops = [...new Set(unknown.map(({ op }) => op))].sort();
  throw new EdgewiseError(
    'unsupported-op',
    `${url} uses operations that TF.js does not know: ${ops.join(', ')}. Convert the model without them.`,
    { url, ops },
  );
}

function internalsOf(graph: Graph): Internals['executor']['graph'] {
  return (graph as unknown as Internals).executor.graph;
}

/**
 * Runs at once where it can. A graph whose control flow or shapes hang on values says so the first time,
 * before it computes anything, and is run step by step from then on.
 */
function executor(graph: Graph, outputs: string[]): OpenModel['execute'] {
  let dynamic = false;
  const list = (answer: Tensor | Tensor[]) => (Array.isArray(answer) ? answer : [answer]);
  return async (inputs) => {
    if (!dynamic) {
      try {
        return list(graph.execute(inputs, outputs));
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('executeAsync'))) throw error;
        dynamic = true;
      }
    }
    return list(await graph.executeAsync(inputs, outputs));
  };
}

/** Named as the signature names them; shaped as the graph's own placeholders, which TF.js holds inputs against. */
function inputsOf(graph: Graph): TensorSpec[] {
  const { nodes } = internalsOf(graph);
  const isResource = ({ dtype }: TensorInfo) => dtype !== undefined && !dtypes.has(dtype);
  const placeholders = new Map(
    (graph.inputs as TensorInfo[])
      .filter((info) => !isResource(info))
      .map((info) => {
        const optional = nodes[info.name]?.op === 'PlaceholderWithDefault';
        return [info.name, { ...specOf(info), ...(optional ? { optional } : {}) }];
      }),
  );
  const signature = readSignature(signatureOf(graph)?.inputs);
  if (signature.length === 0) return [...placeholders.values()];
  return signature.map(({ tensor, spec }) => {
    const placeholder = placeholders.get(nodeName(tensor));
    return placeholder && !placeholder.anyRank ? { ...placeholder, name: spec.name } : spec;
  });
}

const dtypes: ReadonlySet<string> = new Set<DType>(['float32', 'int32', 'bool', 'string']);

function outputsOf(graph: Graph): TensorSpec[] {
  const signature = readSignature(signatureOf(graph)?.outputs);
  if (signature.length > 0) return signature.map(({ spec }) => spec);
  const infos = graph.outputs as TensorInfo[];
  return graph.outputNodes.map((name, i) => ({ ...specOf({ ...infos[i], name }), name }));
}

function signatureOf(graph: Graph): { inputs?: unknown; outputs?: unknown } | undefined {
  return graph.modelSignature;
}

function specOf({ name, shape, dtype }: TensorInfo): TensorSpec {
  const known: DType = dtype === 'int32' || dtype === 'bool' || dtype === 'string' ? dtype : 'float32';
  if (!shape) return { name, dtype: known, shape: [], anyRank: true };
  return { name, dtype: known, shape: shape.map(freeWhereNegative) };
}
