import type { Attribute, Graph, GraphNode, StoredWeight, Weight } from '../graph/graph.js';
import { sizeOf, type DType } from '../../model/tensor.js';
import { constantNode } from '../graph/constant.js';
import { createNames } from './names.js';
import type { Shapes } from './program.js';
import type { Constant } from './recording.js';
import type { Base, Value } from './values.js';

type Attributes = Readonly<Record<string, Attribute>>;
type Made = readonly { readonly shapes: Shapes; readonly dtype: DType }[];

/** Nodes and weights of a graph, as they come to be. */
export interface GraphBuilder {
  /** Adds a node that takes these tensors as they are; answers its outputs. */
  node(name: string, op: string, inputs: readonly Value[], outputs: Made, attributes?: Attributes): Value[];
  /** The tensor of the graph that a value is: `node`, or `node:1`. */
  tensor(value: Value): string;
  /** What is made under this key the first time, and found there afterwards. */
  once(key: string, make: () => Value): Value;
  /** Where nodes stand so far, latest first, for whoever looks for one of a certain size. */
  made(): Iterable<Base & { node: string }>;
  finish(): Pick<Graph, 'nodes' | 'weights'>;
}

/** @param stored how the source stored its weights, by their names in the model */
export function createGraphBuilder(stored: ReadonlyMap<string, StoredWeight>): GraphBuilder {
  const nodes = new Map<string, GraphNode>();
  const weights = new Map<string, Weight>();
  const named = createNames();
  const tensors: (Base & { node: string })[] = [];
  const kept = new Map<string, Value>();
  const constants = new Map<unknown, Map<string, string>>();

  const tensor = ({ base, view }: Value): string => {
    if (view !== 'none') throw new Error('A view is no tensor of the graph.');
    return base.constant ? constant(base.constant) : base.node;
  };

  /** One node for the same values in the same shape. */
  const constant = (value: Constant): string => {
    const { shape, dtype, values, weight } = value;
    const key = values.length <= shortest && !weight ? `${dtype} ${values.join()}` : values;
    const inShapes = constants.get(key) ?? new Map<string, string>();
    constants.set(key, inShapes);
    const known = inShapes.get(shape.join());
    if (known !== undefined) return known;
    const name = named(weight?.name ?? nameOfConstant(value));
    inShapes.set(shape.join(), name);
    const kept: Weight = { shape, dtype, values, ...storageOf(value, stored) };
    nodes.set(name, constantNode(name, kept));
    weights.set(name, kept);
    return name;
  };

  return {
    node: (wanted, op, inputs, outputs, attributes = {}) => {
      const name = named(wanted);
      nodes.set(name, { name, op, inputs: inputs.map(tensor), attributes });
      return outputs.map(({ shapes, dtype }, i) => {
        const base = { node: i === 0 ? name : `${name}:${i}`, shapes };
        tensors.push(base);
        return { shapes, dtype, base, view: 'none' };
      });
    },
    tensor,
    once: (key, make) => {
      const value = kept.get(key) ?? make();
      kept.set(key, value);
      return value;
    },
    made: () => [...tensors].reverse(),
    finish: () => ({ nodes, weights }),
  };
}

/** Shapes and axes are told by their numbers, not by the array that holds them. */
const shortest = 16;

/** A weight that only changed its shape is stored as it was; one that was cut or turned, by the same scheme. */
function storageOf({ weight }: Constant, stored: ReadonlyMap<string, StoredWeight>): Pick<Weight, 'stored' | 'scheme'> {
  const source = weight && stored.get(weight.name);
  if (!source) return {};
  const scheme = source.quantization?.dtype;
  return { ...(scheme && { scheme }), ...(weight.unchanged && { stored: source }) };
}

/** A few whole numbers tell by themselves what they are: `constants/1x-1x32`. */
function nameOfConstant({ shape, dtype, values }: Constant): string {
  const short = dtype === 'int32' && sizeOf(shape) > 0 && sizeOf(shape) <= 8;
  return short ? `constants/${[...values].join('x')}` : `constants/${shape.length === 0 ? 'scalar' : 'values'}`;
}
