import type { DType } from '../../model/tensor.js';
import type { Attribute } from '../graph/graph.js';
import { attribute } from '../graph/attributes.js';
import type { GraphBuilder } from './graph-builder.js';
import type { LayerPlace } from './layer-places.js';
import type { Shapes } from './program.js';
import type { Constant } from './recording.js';
import { sizeInGraph } from './sizes-in-graph.js';
import { refused } from './supported-layers.js';
import { baseOf, freeShape, type Value } from './values.js';

type Attributes = Readonly<Record<string, Attribute>>;
type Outputs = readonly { readonly shapes: Shapes; readonly dtype: DType }[];

/** What the rows of the kernel table make nodes with, for one step. */
export interface Emitter {
  /** A node with one output, named `layer/op`. */
  node(op: string, inputs: readonly Value[], output: Outputs[number], attributes?: Attributes): Value;
  nodes(op: string, inputs: readonly Value[], outputs: Outputs, attributes?: Attributes): Value[];
  /** The tensor itself, where the value may be a view of one. */
  real(value: Value): Value;
  constant(values: Constant['values'], dtype: Constant['dtype'], shape?: readonly number[]): Value;
  /** int32, one-dimensional unless a shape is given. */
  ints(values: readonly number[], shape?: readonly number[]): Value;
  /** Whole numbers that may hang on the inputs' sizes, one row for each recording. */
  sizes(rows: Shapes, what: string): Value;
  /** One such number, as a scalar. */
  size(values: readonly number[], what: string): Value;
  refuse(why: string): Error;
}

/** @param near values of the step, whose sizes are asked first */
export function createEmitter(
  builder: GraphBuilder,
  { layer, near, recordings }: { layer: LayerPlace; near: readonly Value[]; recordings: number },
): Emitter {
  const alike = <T>(of: T): T[] => Array.from({ length: recordings }, () => of);

  const nodes: Emitter['nodes'] = (op, inputs, outputs, attributes) =>
    builder.node(`${layer.path}/${op}`, op, inputs.map(real), outputs, attributes);

  const node: Emitter['node'] = (op, inputs, output, attributes) => nodes(op, inputs, [output], attributes)[0] as Value;

  const constant: Emitter['constant'] = (values, dtype, shape = [values.length]) => {
    const shapes = alike(shape);
    return { shapes, dtype, base: { constant: { shape, dtype, values }, shapes }, view: 'none' };
  };

  const ints: Emitter['ints'] = (values, shape) => constant(Int32Array.from(values), 'int32', shape);

  const refuse = (why: string) => refused(why, layer);

  const size: Emitter['size'] = (values, what) => {
    const [first = 0] = values;
    if (values.every((value) => value === first)) return ints([first], []);
    const found = sizeInGraph(values, near, builder);
    if (!found) throw refuse(`computes ${what} from the inputs’ sizes in a way that a graph cannot follow.`);
    const { tensor, axis, factor, addend } = found;
    return builder.once(`size ${builder.tensor(tensor)} ${axis} ${factor} ${addend}`, () => {
      const scalar: Outputs[number] = { shapes: alike([]), dtype: 'int32' };
      const T = { T: attribute.type('int32') };
      let answer = node('StridedSlice', [shapeOf(tensor), ints([axis]), ints([axis + 1]), ints([1])], scalar, {
        ...T,
        Index: attribute.type('int32'),
        ...Object.fromEntries(sliceMasks.map((mask) => [mask, attribute.int(0)])),
        shrink_axis_mask: attribute.int(1),
      });
      if (factor !== 1) answer = node('Mul', [answer, ints([factor], [])], scalar, T);
      return addend === 0 ? answer : node('AddV2', [answer, ints([addend], [])], scalar, T);
    });
  };

  const shapeOf = (tensor: Value): Value =>
    builder.once(`shape ${builder.tensor(tensor)}`, () => {
      const shapes = tensor.shapes.map(({ length }) => [length]);
      const types = { T: attribute.type(tensor.dtype), out_type: attribute.type('int32') };
      return node('Shape', [tensor], { shapes, dtype: 'int32' }, types);
    });

  const sizes: Emitter['sizes'] = (rows, what) => {
    const [first = []] = rows;
    if (rows.every((row) => row.join() === first.join())) return ints(first);
    const column = (i: number) => rows.map((row) => row[i] ?? 0);
    const each = first.map((_, i) => size(column(i), what));
    const attributes = { T: attribute.type('int32'), N: attribute.int(each.length), axis: attribute.int(0) };
    return node('Pack', each, { shapes: alike([each.length]), dtype: 'int32' }, attributes);
  };

  const real = (value: Value): Value => {
    const { shapes, dtype, view } = value;
    if (view === 'none') return value;
    const base = baseOf(value);
    return builder.once(`${view} ${builder.tensor(base)} ${JSON.stringify(shapes)}`, () => {
      if (view === 'reshape') {
        const types = { T: attribute.type(dtype), Tshape: attribute.type('int32') };
        return node('Reshape', [base, newShape(shapes)], { shapes, dtype }, types);
      }
      const times = shapes.map((shape, i) => shape.map((size, axis) => size / (base.shapes[i]?.[axis] ?? size)));
      const types = { T: attribute.type(dtype), Tmultiples: attribute.type('int32') };
      return node('Tile', [base, sizes(times, 'how often a tensor is repeated')], { shapes, dtype }, types);
    });
  };

  /** One size may be left open: it follows from the others. */
  const newShape = (shapes: Shapes): Value => {
    const free = freeShape(shapes);
    if (free.filter((size) => size === null).length > 1) return sizes(shapes, 'a shape');
    return ints(free.map((size) => size ?? -1));
  };

  return { node, nodes, real, constant, ints, sizes, size, refuse };
}

const sliceMasks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask'];
