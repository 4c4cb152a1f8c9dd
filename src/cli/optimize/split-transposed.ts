import { attribute, intsAttribute, textAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { affineOf, spread } from './affine.js';
import { leakyAlpha, linearOf, type Activation, type Linear } from './linear.js';
import { freshName } from './names.js';
import { phaseFilter, phasesOf, type Phases } from './phases.js';
import { rewrite, type Change } from './rewrite.js';
import { vector } from './scaled.js';
import { sizesOf } from './static-reshape.js';

/**
 * A transposed convolution that makes an image `s` times as large becomes a convolution that answers the `s × s` pixels of
 * each place as channels, which are then laid out. TF.js computes it five to twenty times as fast on wasm so; and a bias
 * and an activation behind it, which TF.js cannot fuse into a transposed one, go into the convolution.
 */
export const splitTransposed: Pass = {
  name: 'compute transposed convolutions as convolutions',
  run: (graph) => rewrite(graph, split),
};

/** Elements that the filter may have, where zeros are to be filled in and it grows. */
const smallFilter = 65_536;

interface Tail {
  readonly linear: Linear;
  readonly offset: readonly number[];
  readonly activation?: { readonly name: Activation; readonly alpha?: number };
}

function split(node: GraphNode, index: GraphIndex): Change | undefined {
  const tail = tailOf(node, index);
  if (!tail) return undefined;
  // Where more can go into the convolution, it goes in from there.
  const [next] = index.consumers(node.name);
  if (next && index.usedOnce(node.name) && tailOf(next, index)) return undefined;
  const phases = phasesOfNode(tail.linear, index);
  if (!phases) return undefined;
  const filter = phaseFilter(tail.linear.filter, phases);
  if (filter.values.length > Math.max(tail.linear.filter.values.length, smallFilter)) return undefined;
  return laidOut(node.name, tail, phases, filter, index);
}

/** This node as the end of a transposed convolution, a shift of its channels, and an activation: the last two may lack. */
function tailOf(node: GraphNode, index: GraphIndex): Tail | undefined {
  if (index.isFixed(node.name)) return undefined;
  const activation = activationOf(node);
  const shifted = activation ? usedOnce(index.producer(node.inputs[0]), index) : node;
  const affine = shifted && affineOf(shifted, index);
  const shift = affine && affine.rank <= 4 && affine.scale.every((value) => value === 1) ? affine : undefined;
  const last = shift ? usedOnce(index.producer(shift.x), index) : shifted;
  const linear = linearOf(last, index);
  if (linear?.kind !== 'transposed') return undefined;
  const offset = shift?.offset ?? [0];
  if (offset.length !== 1 && offset.length !== linear.channels) return undefined;
  return { linear, offset: spread(offset, linear.channels), ...(activation && { activation }) };
}

function usedOnce(node: GraphNode | undefined, index: GraphIndex): GraphNode | undefined {
  return node && index.usedOnce(node.name) ? node : undefined;
}

function activationOf(node: GraphNode): Tail['activation'] {
  switch (node.op) {
    case 'Relu':
    case 'Relu6':
    case 'Elu':
    case 'Sigmoid':
      return { name: node.op };
    case 'LeakyRelu':
      return { name: node.op, alpha: leakyAlpha(node) };
    default:
      return undefined;
  }
}

/** Along both axes; undefined where a size is not known, or is not that of the input times the stride. */
function phasesOfNode({ node, filter, x }: Linear, index: GraphIndex): Phases | undefined {
  const [strides, dilations] = [intsAttribute(node, 'strides'), intsAttribute(node, 'dilations')];
  const [, stride = 1, other] = strides;
  const padding = textAttribute(node, 'padding');
  if (stride < 2 || stride !== other || dilations.some((size) => size !== 1)) return undefined;
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  const [input, output] = [index.facts(x).shape, sizesOf(node.inputs[0], index)];
  const axes = [1, 2].map((axis) => {
    const [size, wanted, window] = [input?.[axis], output?.[axis], filter.shape[axis - 1]];
    if (typeof size !== 'number' || wanted !== size * stride || window === undefined) return undefined;
    return { ...phasesOf(window, stride, padding === 'SAME' ? Math.max(0, window - stride) >> 1 : 0), size };
  });
  const [rows, columns] = axes;
  return rows && columns && { stride, rows, columns };
}

function laidOut(
  name: string,
  { linear, offset, activation }: Tail,
  { stride, rows, columns }: Phases,
  filter: Weight,
  { graph }: GraphIndex,
): Change {
  const fresh = (part: string) => freshName(graph, `${name}/${part}`);
  const constants = new Map<string, Weight>();
  const add = (part: string, weight: Weight) => {
    const made = fresh(part);
    constants.set(made, weight);
    return made;
  };
  const ints = (values: number[]): Weight => ({
    shape: [values.length],
    dtype: 'int32',
    values: Int32Array.from(values),
  });
  const float = { T: attribute.type('float32') };
  const biased = activation !== undefined || offset.some((value) => value !== 0);
  const bias = Array.from({ length: stride * stride }, () => offset).flat();
  const pads = [0, 0, rows.before, rows.after, columns.before, columns.after, 0, 0];
  const convolution = {
    name: fresh('convolution'),
    op: biased ? '_FusedConv2D' : 'Conv2D',
    inputs: [linear.x, add('filter', filter), ...(biased ? [add('bias', vector(bias))] : [])],
    attributes: {
      ...float,
      strides: attribute.ints([1, 1, 1, 1]),
      dilations: attribute.ints([1, 1, 1, 1]),
      data_format: attribute.text('NHWC'),
      padding: attribute.text(pads.some((pad) => pad > 0) ? 'EXPLICIT' : 'VALID'),
      explicit_paddings: attribute.ints(pads.some((pad) => pad > 0) ? pads : []),
      ...(biased && {
        fused_ops: attribute.texts(['BiasAdd', ...(activation ? [activation.name] : [])]),
        num_args: attribute.int(1),
      }),
      ...(activation?.alpha !== undefined && { leakyrelu_alpha: attribute.float(activation.alpha) }),
    },
  };
  // Rows of an image × its columns × rows of a phase × the rest: the middle two change places. TF.js's DepthToSpace does
  // the same thirty times slower on wasm.
  const apart = [-1, columns.size, stride, stride * linear.channels];
  const whole = [-1, rows.size * stride, columns.size * stride, linear.channels];
  const reshaped = {
    name: fresh('phases'),
    op: 'Reshape',
    inputs: [convolution.name, add('apart', ints(apart))],
    attributes: float,
  };
  const turned = {
    name: fresh('turned'),
    op: 'Transpose',
    inputs: [reshaped.name, add('order', ints([0, 2, 1, 3]))],
    attributes: float,
  };
  const last = { name, op: 'Reshape', inputs: [turned.name, add('whole', ints(whole))], attributes: float };
  return { nodes: [convolution, reshaped, turned, last], constants };
}
