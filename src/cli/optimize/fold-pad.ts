import { attribute, intsAttribute, textAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { linearNode, linearOf, type Linear } from './linear.js';
import { rewrite, type Change } from './rewrite.js';

/**
 * A Pad of zeros around the image becomes the padding of the convolution behind it: SAME where that is the same, else
 * explicit paddings, which TF.js's kernels take on every backend.
 */
export const foldPad: Pass = {
  name: 'fold padding into convolutions',
  run: (graph) => rewrite(graph, fold),
};

function fold(node: GraphNode, index: GraphIndex): Change | undefined {
  const linear = linearOf(node, index);
  if (linear?.kind !== 'convolution' && linear?.kind !== 'depthwise') return undefined;
  const pad = index.producer(linear.x);
  const [x] = pad?.inputs ?? [];
  if (!pad || x === undefined || index.isFixed(pad.name) || !index.usedOnce(pad.name)) return undefined;
  const around = zerosAround(pad, index);
  const own = ownPadding(node);
  if (!around || !own) return undefined;
  const sums = around.map((size, i) => size + (own[i] ?? 0));
  const attributes = isSame(linear, sums, index.facts(x).shape)
    ? { padding: attribute.text('SAME'), explicit_paddings: attribute.ints([]) }
    : { padding: attribute.text('EXPLICIT'), explicit_paddings: attribute.ints(sums) };
  return { nodes: [linearNode(linear, { name: node.name, x, attributes })] };
}

/** Before and behind each axis; undefined where something else than height and width is padded, or not by zeros. */
function zerosAround(pad: GraphNode, index: GraphIndex): number[] | undefined {
  if (pad.op !== 'Pad' && pad.op !== 'PadV2') return undefined;
  if (pad.op === 'PadV2' && index.weight(pad.inputs[2])?.values[0] !== 0) return undefined;
  const paddings = index.weight(pad.inputs[1])?.values;
  if (!(paddings instanceof Int32Array) || paddings.length !== 8) return undefined;
  const [n0, n1, , , , , c0, c1] = paddings;
  const isAround = n0 === 0 && n1 === 0 && c0 === 0 && c1 === 0 && paddings.every((size) => size >= 0);
  return isAround ? [...paddings] : undefined;
}

function ownPadding(node: GraphNode): number[] | undefined {
  const padding = textAttribute(node, 'padding');
  if (padding === 'VALID') return [0, 0, 0, 0, 0, 0, 0, 0];
  const explicit = intsAttribute(node, 'explicit_paddings');
  return padding === 'EXPLICIT' && explicit.length === 8 ? explicit : undefined;
}

/** TensorFlow's SAME: as much as ceil(size ÷ stride) windows need, the odd one behind. */
function isSame(
  { node, filter }: Linear,
  pads: readonly number[],
  shape: readonly (number | null)[] | undefined,
): boolean {
  const [strides, dilations] = [intsAttribute(node, 'strides'), intsAttribute(node, 'dilations')];
  return [1, 2].every((axis) => {
    const [size, window] = [shape?.[axis], filter.shape[axis - 1]];
    if (typeof size !== 'number' || window === undefined) return false;
    const stride = strides[axis] ?? 1;
    const reach = (window - 1) * (dilations[axis] ?? 1) + 1;
    const needed = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
    const before = Math.floor(needed / 2);
    return pads[2 * axis] === before && pads[2 * axis + 1] === needed - before;
  });
}
