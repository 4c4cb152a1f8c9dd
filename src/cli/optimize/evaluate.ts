import { dtypeAttribute, intAttribute, intsAttribute } from '../graph/attributes.js';
import type { GraphNode, Weight } from '../graph/graph.js';
import { sizeOf } from '../../model/tensor.js';
import { binaryOps, combine, floatBinaryOps, floatUnaryOps, mapped, stepsOf } from './arithmetic.js';

/**
 * What a node answers to constants: by the arithmetic of IEEE 754, rounded to float32 after each op as TF.js rounds.
 * undefined for an op that is not known here. The result carries no `scheme`: it is no weight as the source stored it.
 */
export function evaluate(node: GraphNode, inputs: readonly Weight[]): Weight | undefined {
  const [a, b] = inputs;
  if (!a) return undefined;
  const binary = binaryOps[node.op] ?? (a.dtype === 'float32' ? floatBinaryOps[node.op] : undefined);
  if (binary) return a.dtype === b?.dtype ? combine(a, b, binary) : undefined;
  const unary = a.dtype === 'float32' ? floatUnaryOps[node.op] : undefined;
  if (unary) return mapped(a, unary);
  switch (node.op) {
    case 'Identity':
      return a;
    case 'Cast':
      return cast(a, node);
    case 'Reshape':
      return reshape(a, b);
    case 'ExpandDims':
      return expand(a, b);
    case 'Squeeze':
      return squeeze(a, intsAttribute(node, 'squeeze_dims'));
    case 'Transpose':
      return transpose(a, b);
    case 'Pack':
      return intAttribute(node, 'axis') === 0 ? joined(inputs, [inputs.length, ...a.shape]) : undefined;
    case 'ConcatV2':
      return concatenate(inputs.slice(0, -1), inputs.at(-1));
    case 'StridedSlice':
      return slice(node, inputs);
    default:
      return undefined;
  }
}

type Numbers = Float32Array | Int32Array;

function numbersOf(weight: Weight | undefined): Numbers | undefined {
  const values = weight?.values;
  return values instanceof Float32Array || values instanceof Int32Array ? values : undefined;
}

function cast(a: Weight, node: GraphNode): Weight | undefined {
  const values = numbersOf(a);
  const dtype = dtypeAttribute(node, 'DstT');
  if (!values || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
  // A typed array cuts fractions off, as TF.js does; what int32 cannot hold differs between backends.
  if (dtype === 'int32' && !values.every((value) => Math.abs(value) < 2 ** 31)) return undefined;
  return { shape: a.shape, dtype, values: dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values) };
}

function reshape(a: Weight, b: Weight | undefined): Weight | undefined {
  const sizes = numbersOf(b);
  if (!sizes) return undefined;
  const known = sizeOf([...sizes].filter((size) => size !== -1));
  const shape = Array.from(sizes, (size) => (size === -1 ? a.values.length / known : size));
  return sizeOf(shape) === a.values.length ? { ...a, shape } : undefined;
}

function expand(a: Weight, b: Weight | undefined): Weight | undefined {
  const axis = numbersOf(b)?.[0];
  if (axis === undefined) return undefined;
  const place = axis < 0 ? axis + a.shape.length + 1 : axis;
  return { ...a, shape: [...a.shape.slice(0, place), 1, ...a.shape.slice(place)] };
}

function squeeze(a: Weight, dims: readonly number[]): Weight {
  const axes = dims.map((axis) => (axis < 0 ? axis + a.shape.length : axis));
  return { ...a, shape: a.shape.filter((size, axis) => (axes.length > 0 ? !axes.includes(axis) : size !== 1)) };
}

function transpose(a: Weight, b: Weight | undefined): Weight | undefined {
  const [values, order] = [numbersOf(a), numbersOf(b)];
  if (!values || order?.length !== a.shape.length) return undefined;
  const shape = Array.from(order, (axis) => a.shape[axis] ?? 1);
  const [from, to] = [stepsOf(a.shape), stepsOf(shape)];
  const place = (i: number) =>
    to.reduce(
      (sum, step, axis) => sum + (Math.floor(i / step) % (shape[axis] ?? 1)) * (from[order[axis] ?? 0] ?? 0),
      0,
    );
  return { shape, dtype: a.dtype, values: values.map((_, i) => values[place(i)] ?? NaN) };
}

function concatenate(parts: readonly Weight[], axis: Weight | undefined): Weight | undefined {
  // Along the first axis the parts lie one behind the other.
  const [first] = parts;
  const along = numbersOf(axis)?.[0];
  if (!first || (along !== 0 && along !== -first.shape.length)) return undefined;
  return joined(parts, [parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0), ...first.shape.slice(1)]);
}

function joined(parts: readonly Weight[], shape: readonly number[]): Weight | undefined {
  const lists = parts.map(numbersOf);
  const [first] = parts;
  if (!first || !lists.every((list) => list !== undefined) || parts.some(({ dtype }) => dtype !== first.dtype))
    return undefined;
  const all = lists.flatMap((list) => Array.from(list));
  const values = first.dtype === 'float32' ? Float32Array.from(all) : Int32Array.from(all);
  return all.length === sizeOf(shape) ? { shape, dtype: first.dtype, values } : undefined;
}

/** A part of a vector by a step of one, or a single element of it. */
function slice(node: GraphNode, [a, ...bounds]: readonly Weight[]): Weight | undefined {
  const values = numbersOf(a);
  const [begin, end, step] = bounds.map((bound) => numbersOf(bound)?.[0]);
  if (!a || !values || a.shape.length !== 1 || begin === undefined || end === undefined || step !== 1) return undefined;
  const place = sliceOf(node, begin, end, values.length);
  if (!place) return undefined;
  const part = values.slice(place.begin, place.end);
  return { shape: place.single ? [] : [part.length], dtype: a.dtype, values: part };
}

/** Which part of a vector a StridedSlice of step one takes. */
export function sliceOf(node: GraphNode, begin: number, end: number, length: number) {
  if (intAttribute(node, 'ellipsis_mask') !== 0 || intAttribute(node, 'new_axis_mask') !== 0) return undefined;
  const at = (place: number) => Math.min(length, Math.max(0, place < 0 ? place + length : place));
  const from = intAttribute(node, 'begin_mask') & 1 ? 0 : at(begin);
  if (intAttribute(node, 'shrink_axis_mask') & 1) return { begin: from, end: from + 1, single: true };
  return { begin: from, end: intAttribute(node, 'end_mask') & 1 ? length : at(end), single: false };
}
