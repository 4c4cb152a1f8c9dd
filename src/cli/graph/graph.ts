import type { Quantization } from '../../model/weights.js';
import type { SignatureEntry } from '../../model/signature.js';
import type { JsonObject } from '../../model/json.js';

/** An attribute of a node as TensorFlow's `AttrValue` in JSON: `{ type }`, `{ s }`, `{ list: { i } }`, … */
export type Attribute = Readonly<JsonObject>;

/** A node of a TensorFlow GraphDef. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1` for a further output, `^node` for a mere order. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type WeightValues = Float32Array | Int32Array | Uint8Array | readonly string[];

/** The value of a `Const` node, by whose name it goes. */
export interface Weight {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string';
  readonly values: WeightValues;
  /** As the source stored it; a pass that changes the values leaves it out. */
  readonly stored?: StoredWeight;
  /** How the source stored what this was made from, to store it so again. */
  readonly scheme?: Quantization['dtype'];
}

export interface StoredWeight {
  readonly quantization?: Quantization;
  readonly bytes: Uint8Array;
}

/**
 * A model as the passes see it: plain data that nobody changes. A pass takes one and answers another; what it does not
 * touch is shared between both.
 */
export interface Graph {
  /** In no particular order. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Of all `Const` nodes, those within functions included. */
  readonly weights: ReadonlyMap<string, Weight>;
  readonly inputs: readonly SignatureEntry[];
  readonly outputs: readonly SignatureEntry[];
  /** What a model.json has besides, kept as it is: functions (`library`), `versions`, initializers, metadata. */
  readonly rest: GraphRest;
}

export interface GraphRest {
  /** GraphDef.library: the functions that control flow calls. Passes leave them alone. */
  readonly library?: JsonObject;
  readonly versions?: JsonObject;
  /** Inputs of the signature that no caller supplies but the initializer: entries with a `resourceId`. */
  readonly capturedInputs?: JsonObject;
  readonly userDefinedMetadata?: JsonObject;
  readonly modelInitializer?: JsonObject;
  readonly initializerSignature?: JsonObject;
}

/** From the graph given to one that computes the same, up to rounding. */
export interface Pass {
  /** As `inspect` and `pack` name it: a few words. */
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}
