import { concat, cut, json, type Bytes } from './bytes.js';
import { storeWeight, type Storage, type StoredWeight } from './quantize.js';
import type { TestTensor } from './tensors.js';
import type { ModelFiles } from './types.js';

type DType = TestTensor['dtype'];
type AttributeValue = Record<string, unknown>;

const tensorFlowTypes = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL', string: 'DT_STRING' } as const;

/** Attributes as protobuf writes them in JSON: 64-bit integers are strings, byte strings are base64. */
export const attribute = {
  type: (dtype: DType | 'resource'): AttributeValue => ({
    type: dtype === 'resource' ? 'DT_RESOURCE' : tensorFlowTypes[dtype],
  }),
  shape: (shape: Shape): AttributeValue => ({ shape: tensorShape(shape) }),
  int: (value: number): AttributeValue => ({ i: String(value) }),
  bool: (value: boolean): AttributeValue => ({ b: value }),
  text: (value: string): AttributeValue => ({ s: btoa(value) }),
  func: (name: string): AttributeValue => ({ func: { name, attr: {} } }),
};

/** null for a free dimension, 'any' where even the rank is open. */
export type Shape = readonly (number | null)[] | 'any';

function tensorShape(shape: Shape): object {
  if (shape === 'any') return { unknownRank: true };
  // protobuf leaves an empty list out.
  return shape.length === 0 ? {} : { dim: shape.map((size) => ({ size: String(size ?? -1) })) };
}

export interface GraphNode {
  name: string;
  op: string;
  input?: readonly string[];
  attr: Record<string, AttributeValue>;
}

/** Weights that share files: their names, the files, and where the bytes are cut between files. */
export interface WeightGroup {
  weights: readonly string[];
  paths: readonly string[];
  cuts?: readonly number[];
}

interface SignatureEntry {
  name: string;
  dtype?: string;
  tensorShape?: object;
  resourceId?: number;
}

interface BuildOptions {
  /** Older converters put the signature into userDefinedMetadata. */
  signature?: 'top' | 'metadata' | 'none';
  /** Default: all weights in one file. */
  groups?: readonly WeightGroup[];
  /** Goes over the finished model.json. */
  extra?: Record<string, unknown>;
}

/** Builds a GraphModel's files: nodes and weights in the order of the calls, each call returning a name. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly #functions: object[] = [];
  readonly #weights = new Map<string, StoredWeight>();
  readonly #inputs: Record<string, SignatureEntry> = {};
  readonly #outputs: Record<string, SignatureEntry> = {};

  node(name: string, op: string, input: readonly string[], attr: Record<string, AttributeValue> = {}): string {
    this.nodes.push(input.length > 0 ? { name, op, input, attr } : { name, op, attr });
    return name;
  }

  /** A placeholder; `key` is its name in the signature where that differs from the node's. */
  input(name: string, dtype: DType, shape: Shape, key = name): string {
    this.#inputs[key] = {
      name: `${name}:0`,
      dtype: tensorFlowTypes[dtype],
      tensorShape: tensorShape(shape),
    };
    return this.node(name, 'Placeholder', [], { dtype: attribute.type(dtype), shape: attribute.shape(shape) });
  }

  /** An input of the signature that is no placeholder or carries more than a tensor. */
  declareInput(key: string, entry: SignatureEntry): void {
    this.#inputs[key] = entry;
  }

  weight(name: string, tensor: TestTensor, storage: Storage = 'plain'): string {
    this.storeWeight(name, tensor, storage);
    return this.node(name, 'Const', [], constant(tensor));
  }

  /** A weight for a Const that stands in a function or in the initializer. */
  storeWeight(name: string, tensor: TestTensor, storage: Storage = 'plain'): GraphNode {
    this.#weights.set(name, storeWeight(tensor, storage));
    return { name, op: 'Const', attr: constant(tensor) };
  }

  /** What a reader of the weight's file gets. */
  stored(name: string): TestTensor {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`no weight ${name}`);
    return weight.value;
  }

  /** `tensor` is a node's name, with `:1` and so on for its further outputs. */
  output(key: string, tensor: string): void {
    this.#outputs[key] = { name: tensor.includes(':') ? tensor : `${tensor}:0` };
  }

  /** A function of the library; its results are tensors inside it, as `node:output:0`. */
  function(
    name: string,
    inputs: Record<string, DType>,
    nodes: readonly GraphNode[],
    results: Record<string, { tensor: string; dtype: DType }>,
  ): void {
    this.#functions.push({
      signature: {
        name,
        inputArg: Object.entries(inputs).map(([arg, dtype]) => ({ name: arg, type: tensorFlowTypes[dtype] })),
        outputArg: Object.entries(results).map(([arg, { dtype }]) => ({ name: arg, type: tensorFlowTypes[dtype] })),
      },
      nodeDef: nodes,
      ret: Object.fromEntries(Object.entries(results).map(([arg, { tensor }]) => [arg, tensor])),
    });
  }

  build({ signature = 'top', groups = this.#oneGroup(), extra = {} }: BuildOptions = {}): ModelFiles {
    const named = { inputs: this.#inputs, outputs: this.#outputs };
    const model = {
      format: 'graph-model',
      generatedBy: '2.15.0',
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      ...(signature === 'top' ? { signature: named } : {}),
      ...(signature === 'metadata' ? { userDefinedMetadata: { signature: named } } : {}),
      modelTopology: {
        node: this.nodes,
        ...(this.#functions.length > 0 ? { library: { function: this.#functions } } : {}),
        versions: { producer: 1482 },
      },
      weightsManifest: groups.map(({ paths, weights }) => ({
        paths,
        weights: weights.map((name) => {
          const { value, quantization } = this.#weight(name);
          return { name, shape: value.shape, dtype: value.dtype, ...(quantization ? { quantization } : {}) };
        }),
      })),
      ...extra,
    };
    return new Map<string, Bytes>([
      ['model.json', json(model)],
      ...groups.flatMap(({ paths, weights, cuts = [] }) => {
        const shards = cut(concat(weights.map((name) => this.#weight(name).bytes)), cuts);
        if (shards.length !== paths.length) throw new Error(`${String(shards.length)} shards need as many paths`);
        return shards.map((bytes, i): [string, Bytes] => [paths[i] ?? '', bytes]);
      }),
    ]);
  }

  #weight(name: string): StoredWeight {
    const weight = this.#weights.get(name);
    if (!weight) throw new Error(`no weight ${name}`);
    return weight;
  }

  #oneGroup(): WeightGroup[] {
    const weights = [...this.#weights.keys()];
    return weights.length > 0 ? [{ weights, paths: ['group1-shard1of1.bin'] }] : [];
  }
}

function constant(tensor: TestTensor): Record<string, AttributeValue> {
  return {
    dtype: attribute.type(tensor.dtype),
    value: { tensor: { dtype: tensorFlowTypes[tensor.dtype], tensorShape: tensorShape(tensor.shape) } },
  };
}

/** A node outside the main graph. */
export function nodeOf(
  name: string,
  op: string,
  input: readonly string[],
  attr: Record<string, AttributeValue> = {},
): GraphNode {
  return { name, op, input, attr };
}
