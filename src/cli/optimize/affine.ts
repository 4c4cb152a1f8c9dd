import { floatAttribute, textAttribute, boolAttribute } from '../graph/attributes.js';
import type { GraphNode, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { canonical, parseTensorName } from '../graph/tensor-name.js';

/** `x × scale + offset` by constants: one for all, or one for each channel, which is the last axis. */
export interface Affine {
  readonly x: string;
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  /** Dimensions of the largest constant: `x` may not have fewer, or the result would have more than it. */
  readonly rank: number;
}

/** How a node scales and shifts; undefined where it does something else, or by what is not constant. */
export function affineOf(node: GraphNode, index: GraphIndex): Affine | undefined {
  if (index.isFixed(node.name)) return undefined;
  if (node.op.startsWith('FusedBatchNorm')) return batchNormOf(node, index);
  const [a, b] = node.inputs;
  if (a === undefined) return undefined;
  if (node.op === 'Neg') return isFloat(a, index) ? { x: a, scale: [-1], offset: [0], rank: 0 } : undefined;
  if (b === undefined) return undefined;
  const [left, right] = [index.weight(a), index.weight(b)];
  if (left && right) return undefined;
  const values = byChannel(left ?? right);
  if (!values) return undefined;
  const rank = (left ?? right)?.shape.length ?? 0;
  const x = left ? b : a;
  const one = values.map(() => 1);
  const zero = values.map(() => 0);
  switch (node.op) {
    case 'Mul':
      return { x, scale: values, offset: zero, rank };
    case 'Add':
    case 'AddV2':
    case 'BiasAdd':
      return { x, scale: one, offset: values, rank };
    case 'Sub':
      return left
        ? { x, scale: zero.map(() => -1), offset: values, rank }
        : { x, scale: one, offset: values.map((value) => -value), rank };
    case 'RealDiv':
    case 'Div':
      return left ? undefined : { x, scale: values.map((value) => 1 / value), offset: zero, rank };
    default:
      return undefined;
  }
}

/** The elements of a constant whose axes but the last are of size 1, so that it holds one for each channel or for all. */
export function byChannel(weight: Weight | undefined): number[] | undefined {
  if (weight?.dtype !== 'float32' || !weight.shape.slice(0, -1).every((size) => size === 1)) return undefined;
  return Array.from(weight.values as Float32Array);
}

/** TF.js always computes by the moving averages, whatever `is_training` says; other outputs than the first have no value. */
function batchNormOf(node: GraphNode, index: GraphIndex): Affine | undefined {
  const [x, ...names] = node.inputs;
  const [scale, offset, mean, variance] = names.map((name) => byChannel(index.weight(name)));
  if (x === undefined || !scale || !offset || !mean || !variance) return undefined;
  if (textAttribute(node, 'data_format', 'NHWC') !== 'NHWC' || boolAttribute(node, 'is_training')) return undefined;
  if (takesFurtherOutput(node.name, index)) return undefined;
  // TensorFlow's own default of the attribute differs from TF.js's, and TF.js is what the model runs on.
  const epsilon = floatAttribute(node, 'epsilon', 0.001);
  const factors = scale.map((value, i) => value / Math.sqrt((variance[i] ?? NaN) + epsilon));
  return {
    x,
    scale: factors,
    offset: offset.map((value, i) => value - (mean[i] ?? NaN) * (factors[i] ?? NaN)),
    rank: 1,
  };
}

function takesFurtherOutput(name: string, index: GraphIndex): boolean {
  const taken = [
    ...index.consumers(name).flatMap(({ inputs }) => inputs),
    ...index.graph.outputs.map(({ tensor }) => tensor),
  ];
  return taken.some((tensor) => parseTensorName(tensor).node === name && canonical(tensor) !== name);
}

function isFloat(tensor: string, index: GraphIndex): boolean {
  return index.facts(tensor).dtype === 'float32';
}

/** The same for each of so many channels. */
export function spread(values: readonly number[], channels: number): readonly number[] {
  return values.length === 1 ? Array.from({ length: channels }, () => values[0] ?? NaN) : values;
}
