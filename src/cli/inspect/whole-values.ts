import { intAttribute } from '../graph/attributes.js';
import type { GraphNode } from '../graph/graph.js';
import type { Shape } from '../graph/shapes.js';
import { sliceOf } from './strided-slice.js';

type Values = readonly number[];
type Rule = (
  node: GraphNode,
  values: readonly (Values | undefined)[],
  shapes: readonly (Shape | undefined)[],
) => Values | undefined;

const same: Rule = (_node, [x]) => x;

/** Element by element, a single one beside many. */
const binary =
  (of: (a: number, b: number) => number): Rule =>
  (_node, [a, b]) => {
    if (!a || !b) return undefined;
    const length = Math.max(a.length, b.length);
    if (![a, b].every((side) => side.length === length || side.length === 1)) return undefined;
    const at = (side: Values, i: number) => side[side.length === 1 ? 0 : i] ?? 0;
    return Array.from({ length }, (_, i) => of(at(a, i), at(b, i)));
  };

const joined: Rule = (_node, values) => (values.every((one) => one !== undefined) ? values.flat() : undefined);

/** Of tensors with one dimension at most, which is what shapes are computed with. */
const rules: Readonly<Record<string, Rule>> = {
  Identity: same,
  StopGradient: same,
  Cast: same,
  Reshape: same,
  Squeeze: same,
  ExpandDims: same,
  Neg: (_node, [x]) => x?.map((value) => -value),
  Add: binary((a, b) => a + b),
  AddV2: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  RealDiv: binary((a, b) => a / b),
  FloorDiv: binary((a, b) => Math.floor(a / b)),
  FloorMod: binary((a, b) => a - b * Math.floor(a / b)),
  Maximum: binary(Math.max),
  Minimum: binary(Math.min),
  Shape: (_node, _values, [x]) => (x?.every((size) => size !== null) ? x : undefined),
  Size: (_node, _values, [x]) => (x?.every((size) => size !== null) ? [x.reduce((a, b) => a * b, 1)] : undefined),
  Rank: (_node, _values, [x]) => x && [x.length],
  Pack: joined,
  ConcatV2: (node, values, shapes) => joined(node, values.slice(0, -1), shapes),
  Prod: (_node, [x]) => x && [x.reduce((a, b) => a * b, 1)],
  Fill: (_node, [dims, value]) =>
    dims && value && dims.length <= 1 && (dims[0] ?? 1) <= 64
      ? Array.from({ length: dims[0] ?? 1 }, () => value[0] ?? 0)
      : undefined,
  Range: (_node, [start, limit, delta]) => {
    const [from, to, step] = [start?.[0], limit?.[0], delta?.[0]];
    if (from === undefined || to === undefined || step === undefined || step === 0) return undefined;
    const length = Math.max(0, Math.ceil((to - from) / step));
    return length <= 64 ? Array.from({ length }, (_, i) => from + i * step) : undefined;
  },
  GatherV2: gathered,
  Gather: gathered,
  Slice: (_node, [x, begin, size]) => {
    const [start, length] = [begin?.[0], size?.[0]];
    if (!x || start === undefined || length === undefined || begin?.length !== 1) return undefined;
    return x.slice(start, length < 0 ? undefined : start + length);
  },
  StridedSlice: (node, [x, ...bounds]) => x && sliceOf(node, [x.length], bounds)?.places?.map((i) => x[i] ?? 0),
};

/** The values of a tensor of whole numbers, where they follow from shapes and constants. */
export function wholeValues(
  node: GraphNode,
  shapes: readonly (Shape | undefined)[],
  values: readonly (Values | undefined)[],
): Values | undefined {
  const known = rules[node.op]?.(node, values, shapes);
  return known?.every(Number.isInteger) ? known : undefined;
}

function gathered(node: GraphNode, [x, indices]: readonly (Values | undefined)[]): Values | undefined {
  if (!x || !indices || intAttribute(node, 'batch_dims') !== 0) return undefined;
  const found = indices.map((i) => x[i < 0 ? i + x.length : i]);
  return found.every((value) => value !== undefined) ? found : undefined;
}
