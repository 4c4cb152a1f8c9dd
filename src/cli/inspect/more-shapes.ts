import { boolAttribute, intAttribute, intsAttribute, shapeAttribute, textAttribute } from '../graph/attributes.js';
import type { GraphNode } from '../graph/graph.js';
import { shapeRules, type Shape } from '../graph/shapes.js';
import { sliceOf } from './strided-slice.js';

type Rule = (typeof shapeRules)[string];
type Inputs = readonly (Shape | undefined)[];
type Ints = (input: number) => readonly number[] | undefined;
type Outputs = (Shape | undefined)[];

const each = (ops: string, rule: Rule) => Object.fromEntries(ops.split(' ').map((op) => [op, rule]));
/** As an op that is known. */
const as =
  (op: string): Rule =>
  (node, inputs, ints) =>
    shapeRules[op]?.(node, inputs, ints) ?? [];

/** Shapes that only looking at a model needs, and no pass: beside, and before, those of `graph/shapes.ts`. */
export const moreShapeRules: Readonly<Record<string, Rule>> = {
  PlaceholderWithDefault: (node, [x]) => [shapeAttribute(node, 'shape') ?? x],
  ...each(
    'Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Sign Log1p Expm1 LogSoftmax Cumsum Cumprod ReverseV2 ' +
      'Reverse LRN ZerosLike OnesLike IsNan IsInf IsFinite Round Rint',
    (_node, [x]) => [x],
  ),
  ...each('DivNoNan Mod Atan2 TruncateMod LogicalXor BitwiseAnd', as('Add')),
  SelectV2: (node, [condition, a, b], ints) => {
    const [answer] = as('Add')(node, [a, b], ints);
    return as('Add')(node, [condition, answer], ints);
  },
  Select: (_node, [, a]) => [a],
  ...each('BatchMatMul BatchMatMulV2', batchMultiplied),
  Einsum: (node, inputs) => [einsumShape(textAttribute(node, 'equation'), inputs)],
  Concat: (node, [, ...inputs], ints) =>
    as('ConcatV2')(node, [...inputs, []], (i) => (i === inputs.length ? ints(0) : undefined)),
  Split: (node, [, x], ints) => split(x, ints(0)?.[0], intAttribute(node, 'num_split')),
  SplitV: (_node, [x], ints) => {
    const [lengths, axis] = [ints(1), ints(2)?.[0]];
    if (!x || !lengths || axis === undefined) return [];
    const rest = (x.at(axis) ?? 0) - lengths.filter((length) => length >= 0).reduce((a, b) => a + b, 0);
    return lengths.map((length) => withSize(x, axis, length < 0 ? rest : length));
  },
  Unpack: (node, [x]) => {
    const axis = intAttribute(node, 'axis');
    const one = x?.filter((_, i) => i !== (axis < 0 ? axis + x.length : axis));
    return Array.from({ length: intAttribute(node, 'num') }, () => one);
  },
  Slice: (_node, [x], ints) => {
    const [begin, size] = [ints(1), ints(2)];
    return [
      x && begin && size && x.map((all, i) => ((size[i] ?? -1) < 0 ? (all ?? 0) - (begin[i] ?? 0) : (size[i] ?? 0))),
    ];
  },
  StridedSlice: (node, [x], ints) => [
    x?.every((size) => size !== null) ? sliceOf(node, x, [ints(1), ints(2), ints(3)])?.shape : undefined,
  ],
  Tile: (_node, [x], ints) => [x && ints(1) && x.map((size, i) => (size ?? 0) * (ints(1)?.[i] ?? 1))],
  ...each('Gather GatherV2', (_node, [x, indices], ints) => {
    const axis = ints(2)?.[0] ?? 0;
    return [x && indices && replaced(x, axis < 0 ? axis + x.length : axis, 1, ...indices)];
  }),
  GatherNd: (_node, [x, indices]) => [
    x && indices && [...indices.slice(0, -1), ...x.slice(indices[indices.length - 1] ?? x.length)],
  ],
  ScatterNd: (_node, _inputs, ints) => [ints(2)],
  Fill: (_node, _inputs, ints) => [ints(0)],
  BroadcastTo: (_node, _inputs, ints) => [ints(1)],
  Range: (_node, _inputs, ints) => {
    const [from, to, step] = [ints(0)?.[0], ints(1)?.[0], ints(2)?.[0]];
    if (from === undefined || to === undefined || step === undefined || step === 0) return [];
    return [[Math.max(0, Math.ceil((to - from) / step))]];
  },
  ...each('Rank Size', () => [[]]),
  ...each('All Any', as('Sum')),
  ...each('ArgMax ArgMin', (_node, [x], ints) => {
    const axis = ints(1)?.[0] ?? 0;
    return [x?.filter((_, i) => i !== (axis < 0 ? axis + x.length : axis))];
  }),
  ...each('TopKV2 TopK', (_node, [x], ints) => {
    const k = ints(1)?.[0];
    const top = x && k !== undefined ? withSize(x, -1, k) : undefined;
    return [top, top];
  }),
  OneHot: (node, [x], ints) => {
    const depth = ints(1)?.[0];
    const axis = intAttribute(node, 'axis', -1);
    return [x && depth !== undefined ? replaced(x, axis < 0 ? axis + x.length + 1 : axis, 0, depth) : undefined];
  },
  Squeeze: (node, inputs, ints) => {
    const [x] = inputs;
    const named = intsAttribute(node, 'squeeze_dims').length > 0;
    return named ? as('Squeeze')(node, inputs, ints) : [x?.filter((size) => size !== 1)];
  },
  DepthToSpace: (node, [x]) => [rearranged(x, intAttribute(node, 'block_size', 1))],
  SpaceToDepth: (node, [x]) => [rearranged(x, 1 / intAttribute(node, 'block_size', 1))],
  SpaceToBatchND: (_node, [x], ints) => [blocked(x, ints(1), ints(2), (size, block, pads) => (size + pads) / block, 1)],
  BatchToSpaceND: (_node, [x], ints) => [blocked(x, ints(1), ints(2), (size, block, pads) => size * block - pads, -1)],
  CropAndResize: (_node, [x, boxes], ints) => {
    const [height, width] = ints(3) ?? [];
    if (!boxes || height === undefined || width === undefined) return [];
    return [[boxes[0] ?? null, height, width, x?.[3] ?? null]];
  },
  // What a loop gathered: as many elements of one shape.
  TensorListStack: (node, _inputs, ints) => {
    const element = ints(1);
    return [element && [intAttribute(node, 'num_elements', -1), ...element]];
  },
  TensorArrayGatherV3: (node, [, indices]) => {
    const element = shapeAttribute(node, 'element_shape');
    return [element && indices && [...indices, ...element]];
  },
  IdentityN: (_node, inputs) => [...inputs],
  MaxPoolWithArgmax: (node, inputs, ints) => {
    const [pooled] = as('MaxPool')(node, inputs, ints);
    return [pooled, pooled];
  },
};

function replaced(shape: Shape, axis: number, count: number, ...sizes: readonly (number | null)[]): Shape {
  return [...shape.slice(0, axis), ...sizes, ...shape.slice(axis + count)];
}

function withSize(shape: Shape, axis: number, size: number): Shape {
  return replaced(shape, axis < 0 ? axis + shape.length : axis, 1, size);
}

function split(x: Shape | undefined, axis: number | undefined, parts: number): Outputs {
  const size = axis === undefined ? undefined : x?.at(axis);
  if (!x || axis === undefined || typeof size !== 'number') return [];
  return Array.from({ length: parts }, () => withSize(x, axis, size / parts));
}

function batchMultiplied(node: GraphNode, [a, b]: Inputs, ints: Ints): Outputs {
  if (!a || !b || a.length < 2 || b.length < 2) return [];
  const [batch] = as('Add')(node, [a.slice(0, -2), b.slice(0, -2)], ints);
  const rows = a.at(boolAttribute(node, 'adj_x') ? -1 : -2);
  const columns = b.at(boolAttribute(node, 'adj_y') ? -2 : -1);
  return [batch && [...batch, rows ?? null, columns ?? null]];
}

/** Of `ij,jk->ik`; ellipses are not known here. */
export function einsumSizes(equation: string, inputs: Inputs): Map<string, number> | undefined {
  const [left = ''] = equation.replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, letters] of left.split(',').entries()) {
    if (letters.length !== inputs[i]?.length) return undefined;
    Array.from(letters).forEach((letter, axis) => sizes.set(letter, inputs[i]?.[axis] ?? 0));
  }
  return sizes;
}

function einsumShape(equation: string, inputs: Inputs): Shape | undefined {
  const sizes = einsumSizes(equation, inputs);
  const right = equation.replaceAll(' ', '').split('->')[1];
  return right === undefined || !sizes ? undefined : Array.from(right, (letter) => sizes.get(letter) ?? null);
}

function rearranged(x: Shape | undefined, block: number): Shape | undefined {
  const [batch = null, height, width, channels] = x ?? [];
  if (typeof height !== 'number' || typeof width !== 'number' || typeof channels !== 'number') return undefined;
  return [batch, height * block, width * block, channels / block ** 2];
}

/** Blocks of the first dimensions behind the batch move into the batch (`power` 1), or out of it (-1). */
function blocked(
  x: Shape | undefined,
  blocks: readonly number[] | undefined,
  pads: readonly number[] | undefined,
  size: (size: number, block: number, pads: number) => number,
  power: 1 | -1,
): Shape | undefined {
  const [batch, ...rest] = x ?? [];
  if (typeof batch !== 'number' || !blocks || !pads) return undefined;
  const all = blocks.reduce((a, b) => a * b, 1);
  const moved = blocks.map((block, i) => size(rest[i] ?? 0, block, (pads[2 * i] ?? 0) + (pads[2 * i + 1] ?? 0)));
  return [batch * all ** power, ...moved, ...rest.slice(blocks.length)];
}
