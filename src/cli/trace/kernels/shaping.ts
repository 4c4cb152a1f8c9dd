import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import { baseOf, freeShape, reshaped, sameShapes, type Value } from '../values.js';
import { each, fixed, input, list, numbers, type KernelCall, type Row } from './row.js';

const index = attribute.type('int32');

/** Kernels that compute nothing: they move, cut, join and repeat. */
export const shaping: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['Identity', (call) => input(call, 'x')],
  ['Reshape', (call, make) => inNewShape(input(call, 'x'), call, make)],
  ['ExpandDims', (call, make) => inNewShape(input(call, 'input'), call, make)],
  [
    'Transpose',
    (call, make) => {
      const perm = numbers(fixed(call, 'perm', make));
      if (perm.every((axis, i) => axis === i)) return input(call, 'x');
      return make.node('Transpose', [input(call, 'x'), make.ints(perm)], call.output, {
        ...typeOf(call),
        Tperm: index,
      });
    },
  ],
  ['Slice', sliced],
  [
    'PadV2',
    (call, make) => {
      const paddings = fixed(call, 'paddings', make) as number[][];
      if (fixed(call, 'constantValue', make) !== 0) throw make.refuse('pads by other numbers than zero.');
      const amounts = make.ints(paddings.flat(), [paddings.length, 2]);
      return make.node('Pad', [input(call, 'x'), amounts], call.output, { ...typeOf(call), Tpaddings: index });
    },
  ],
  [
    'Tile',
    (call, make) => {
      const x = unrepeated(input(call, 'x'), make);
      const single = x.shapes.every((shape, i) =>
        shape.every((size, axis) => size === 1 || size === call.output.shapes[i]?.[axis]),
      );
      if (single && x.view === 'none') return { ...x, shapes: call.output.shapes, view: 'repeat' };
      const times = make.sizes(each(call, 'reps'), 'how often a tensor is repeated');
      return make.node('Tile', [x, times], call.output, { ...typeOf(call), Tmultiples: index });
    },
  ],
  [
    'Concat',
    (call, make) => {
      const [axis = 0] = numbers(fixed(call, 'axis', make));
      const tensors = list(call);
      const attributes = { ...typeOf(call), N: attribute.int(tensors.length), Tidx: index };
      return make.node('ConcatV2', [...tensors, make.ints([axis], [])], call.output, attributes);
    },
  ],
  [
    'Pack',
    (call, make) => {
      const [axis = 0] = numbers(fixed(call, 'axis', make));
      const attributes = { ...typeOf(call), N: attribute.int(list(call).length), axis: attribute.int(axis) };
      return make.node('Pack', list(call), call.output, attributes);
    },
  ],
  [
    'Unpack',
    (call, make) => {
      const [axis = 0] = numbers(fixed(call, 'axis', make));
      const { outputs } = call.step;
      const attributes = { ...typeOf(call), num: attribute.int(outputs.length), axis: attribute.int(axis) };
      return make.nodes('Unpack', [input(call, 'value')], outputs, attributes);
    },
  ],
  [
    'SplitV',
    (call, make) => {
      const [axis = 0] = numbers(fixed(call, 'axis', make));
      const { outputs } = call.step;
      const attributes = { ...typeOf(call), num_split: attribute.int(outputs.length) };
      if (typeof fixed(call, 'numOrSizeSplits', make) !== 'number') throw make.refuse('splits into unequal parts.');
      return make.nodes('Split', [make.ints([axis], []), input(call, 'x')], outputs, attributes);
    },
  ],
  [
    'Reverse',
    (call, make) => {
      const axes = make.ints(numbers(fixed(call, 'dims', make)));
      return make.node('ReverseV2', [input(call, 'x'), axes], call.output, { ...typeOf(call), Tidx: index });
    },
  ],
  ['GatherV2', gathered],
]);

function typeOf({ output }: KernelCall) {
  return { T: attribute.type(output.dtype) };
}

function inNewShape(value: Value, { output }: KernelCall, make: Emitter): Value {
  return reshaped(unrepeated(value, make), output.shapes);
}

function unrepeated(value: Value, make: Emitter): Value {
  return value.view === 'repeat' ? make.real(value) : value;
}

/** -1 takes all that there is behind the beginning, whatever its size. */
function sliced(call: KernelCall, make: Emitter): Value {
  const x = input(call, 'x');
  if (sameShapes(x.shapes, call.output.shapes)) return x;
  const begins = each(call, 'begin');
  const free = freeShape(call.output.shapes);
  const toTheEnd = free.map((_, axis) =>
    x.shapes.every((all, i) => (begins[i]?.[axis] ?? 0) + (call.output.shapes[i]?.[axis] ?? 0) === all[axis]),
  );
  const sizes = call.output.shapes.map((shape) =>
    shape.map((size, axis) => (free[axis] === null && toTheEnd[axis] ? -1 : size)),
  );
  const rank = x.shapes[0]?.length ?? 0;
  const full = begins.map((begin) => Array.from({ length: rank }, (_, axis) => begin[axis] ?? 0));
  const cut = [make.sizes(full, 'where a slice begins'), make.sizes(sizes, 'the size of a slice')];
  return make.node('Slice', [x, ...cut], call.output, { ...typeOf(call), Index: index });
}

/** Rows of a table are looked up before their places are reshaped, so that neither is. */
function gathered(call: KernelCall, make: Emitter): Value {
  const [table, places] = [input(call, 'x'), input(call, 'indices')];
  const [axis = 0] = numbers(fixed(call, 'axis', make));
  const [batchDims = 0] = numbers(fixed(call, 'batchDims', make));
  const early = axis === 0 && batchDims === 0 && places.view === 'reshape';
  const asked = early ? baseOf(places) : places;
  const shapes = early
    ? asked.shapes.map((shape, i) => [...shape, ...(table.shapes[i]?.slice(1) ?? [])])
    : call.output.shapes;
  const found = make.node(
    'GatherV2',
    [table, asked, make.ints([axis], [])],
    { ...call.output, shapes },
    {
      Tparams: attribute.type(table.dtype),
      Tindices: attribute.type(places.dtype),
      Taxis: index,
      batch_dims: attribute.int(batchDims),
    },
  );
  return reshaped(found, call.output.shapes);
}
