import { dtypeAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { parseTensorName } from '../graph/tensor-name.js';
import { affineOf } from './affine.js';
import { forward } from './forward.js';
import { rewrite } from './rewrite.js';

/** Identity and its like, and whatever else answers what it takes: × 1, + 0, casts, reshapes and transposes to the same. */
export const dropNoOps: Pass = {
  name: 'drop what changes nothing',
  run: (graph) =>
    rewrite(graph, (node, index) => {
      const input = unchanged(node, index);
      if (input === undefined || parseTensorName(input).control) return undefined;
      return forward(node, input, index);
    }),
};

/** TF.js computes FakeQuant as Identity, and does not know CheckNumerics and PreventGradient at all. */
const identities: ReadonlySet<string> = new Set(
  'Identity StopGradient PreventGradient CheckNumerics Snapshot FakeQuantWithMinMaxVars'.split(' '),
);

/** The input that this node answers as it is. */
function unchanged(node: GraphNode, index: GraphIndex): string | undefined {
  const [x, second] = node.inputs;
  if (x === undefined) return undefined;
  if (identities.has(node.op)) return x;
  const ints = index.weight(second)?.values;
  const { shape, dtype } = index.facts(x);
  switch (node.op) {
    case 'Cast':
      return dtype !== undefined && dtype === dtypeAttribute(node, 'DstT') ? x : undefined;
    case 'Reshape':
      return shape && ints instanceof Int32Array && isSameShape(shape, ints) ? x : undefined;
    case 'Transpose':
      return ints instanceof Int32Array && ints.every((axis, i) => axis === i) ? x : undefined;
    case 'Pad':
    case 'PadV2':
      return ints instanceof Int32Array && ints.every((size) => size === 0) ? x : undefined;
    default:
      return unscaled(node, index);
  }
}

/** One size may be left open on both sides: it follows from the others. */
function isSameShape(shape: readonly (number | null)[], wanted: Int32Array): boolean {
  if (shape.length !== wanted.length || wanted.filter((size) => size === -1).length > 1) return false;
  return shape.every((size, axis) => size === wanted[axis] || wanted[axis] === -1);
}

function unscaled(node: GraphNode, index: GraphIndex): string | undefined {
  const affine = node.op.startsWith('FusedBatchNorm') ? undefined : affineOf(node, index);
  if (!affine || affine.scale.some((value) => value !== 1) || affine.offset.some((value) => value !== 0))
    return undefined;
  if (affine.rank === 0) return affine.x;
  const shape = index.facts(affine.x).shape;
  const { length } = affine.scale;
  return shape && shape.length >= affine.rank && (length === 1 || shape.at(-1) === length) ? affine.x : undefined;
}
