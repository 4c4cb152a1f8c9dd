import { sizeOf, type DType } from '../../../model/tensor.js';
import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import type { Shapes } from '../program.js';
import { baseOf, broadcastOf, constantAs, reshaped, sameShapes, type Value } from '../values.js';

/** Computes elementwise over operands that are broadcast, with as few of them reshaped or repeated as can be. */
export function combined(
  op: string,
  operands: readonly Value[],
  output: { readonly shapes: Shapes; readonly dtype: DType },
  make: Emitter,
): Value {
  const unchanged = op === 'Mul' || op === 'AddV2' ? beside(neutral[op], operands, output.shapes) : undefined;
  if (unchanged) return unchanged;
  const early = beforeReshape(operands, output.shapes);
  if (early) {
    const made = combined(op, early, { ...output, shapes: largest(early).shapes }, make);
    return reshaped(made, output.shapes);
  }
  const repeated = onlyOne(operands);
  if (repeated) {
    const early = operands.map((operand) => (operand === repeated ? baseOf(operand) : operand));
    const made = combined(op, early, { ...output, shapes: repeated.base.shapes }, make);
    return { ...made, shapes: repeated.shapes, view: 'repeat' };
  }
  const thin = unrepeated(operands, output.shapes);
  const bias = op === 'AddV2' && biasOf(thin, output.shapes);
  const T = { T: attribute.type(thin.at(-1)?.dtype ?? output.dtype) };
  return bias ? make.node('BiasAdd', bias, output, T) : make.node(op, thin, output, T);
}

const neutral = { Mul: 1, AddV2: 0 } as const;

/**
 * The operand that is left as it is: masks of ones where nothing is dropped, a first state of zeros. Weights count even
 * where they are nothing but zeros.
 */
function beside(neutral: number, operands: readonly Value[], shapes: Shapes): Value | undefined {
  const isNeutral = ({ base: { constant } }: Value) =>
    constant !== undefined && !constant.weight && constant.values.every((value) => value === neutral);
  const left = operands.filter((operand) => !isNeutral(operand));
  return left.length === 1 && left[0] && sameShapes(left[0].shapes, shapes) ? left[0] : undefined;
}

/** Adds a bias along the last dimension. */
export function withBias(x: Value, bias: Value, make: Emitter): Value {
  return combined('AddV2', [x, bias], x, make);
}

/**
 * The operands as they were before all that hang on the input got their shape, where that makes no difference: beside
 * them are only single numbers and vectors along the last dimension.
 */
function beforeReshape(operands: readonly Value[], shapes: Shapes): readonly Value[] | undefined {
  const views = operands.filter(({ view }) => view === 'reshape');
  const [first] = views;
  if (!first) return undefined;
  const early = operands.map((operand) => {
    if (operand.view === 'reshape') {
      const alike = sameShapes(operand.shapes, shapes) && sameShapes(operand.base.shapes, first.base.shapes);
      return alike ? baseOf(operand) : undefined;
    }
    const vector = asVector(operand);
    const [length] = vector?.shapes[0] ?? [];
    return length === 1 || first.base.shapes.every((shape) => shape.at(-1) === length) ? vector : undefined;
  });
  return early.every((operand) => operand !== undefined) ? early : undefined;
}

/** The one operand beside mere numbers, where it is repeated. */
function onlyOne(operands: readonly Value[]): Value | undefined {
  const tensors = operands.filter(({ shapes }) => shapes.some((shape) => sizeOf(shape) !== 1));
  return tensors.length === 1 && tensors[0]?.view === 'repeat' ? tensors[0] : undefined;
}

/** A constant that varies along its last dimension alone, without the others. */
function asVector(value: Value): Value | undefined {
  const shape = value.base.constant?.shape;
  return shape?.slice(0, -1).every((size) => size === 1) ? constantAs(value, [shape.at(-1) ?? 1]) : undefined;
}

function largest(values: readonly Value[]): Value {
  return values.find(({ base }) => !base.constant) ?? (values[0] as Value);
}

/** What operands are repeated from is broadcast as well, unless nothing else gives the answer its size. */
function unrepeated(operands: readonly Value[], shapes: Shapes): readonly Value[] {
  const thin = operands.map((operand) => (operand.view === 'repeat' ? baseOf(operand) : operand));
  for (const [i, operand] of operands.entries()) {
    const broadcast = broadcastOf(
      thin.map(({ shapes }) => shapes),
      shapes.length,
    );
    if (broadcast && sameShapes(broadcast, shapes)) return thin;
    thin[i] = operand;
  }
  return operands;
}

/** `x + vector`, where that is what TensorFlow calls a bias. */
function biasOf(operands: readonly Value[], shapes: Shapes): readonly [Value, Value] | undefined {
  const [a, b] = operands;
  if (!a || !b) return undefined;
  for (const [x, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const vector = asVector(other);
    const [length] = vector?.shapes[0] ?? [];
    const isWeight = other.base.constant?.weight !== undefined;
    const fits = sameShapes(x.shapes, shapes) && shapes.every((shape) => shape.length > 1 && shape.at(-1) === length);
    if (vector && isWeight && fits && !x.base.constant) return [x, vector];
  }
  return undefined;
}
