import { EdgewiseError } from '../errors.js';
import type { TensorInput } from '../model/input.js';
import {
  emptyData,
  formatShape,
  sizeOf,
  type DType,
  type TensorLike,
  type Tensors,
  type TensorSpec,
  type TensorValue,
} from '../model/tensor.js';

type Numbers = ArrayLike<number> & { buffer?: ArrayBufferLike };

/**
 * Holds a person's input against the model's specs and copies it. With `transfer`, an array that has the right type and
 * its buffer to itself is taken as it is.
 *
 * @throws EdgewiseError `input`, with the input's name, what came and what is allowed
 */
export function prepareTensors(specs: readonly TensorSpec[], input: TensorInput, transfer: boolean): Tensors {
  return Object.fromEntries(
    [...byName(specs, input)].map(([spec, value]) => [spec.name, prepare(spec, value, transfer)]),
  );
}

function byName(specs: readonly TensorSpec[], input: TensorInput): Map<TensorSpec, TensorLike> {
  if (isTensorLike(input) && !isNamed(specs, input)) {
    const required = specs.filter(({ optional }) => !optional);
    const [only, second] = required.length > 0 ? required : specs;
    if (only && !second) return new Map([[only, input]]);
    throw inputError(
      `This model takes ${specs.length} inputs, so name them: { ${specs.map(({ name }) => name).join(', ')} }.`,
      { expected: specs.map(({ name }) => name) },
    );
  }
  // JavaScript callers pass what they like.
  const value: unknown = input;
  if (typeof value !== 'object' || value === null) {
    throw inputError(
      `The input is ${value === null ? 'null' : typeof value}; an array of numbers, { data, shape } or an object of those ` +
        `by input name is needed.`,
      { received: value === null ? 'null' : typeof value },
    );
  }
  const named = input as Record<string, TensorLike>;
  const names = specs.map(({ name }) => name);
  const missing = specs
    .filter(({ name, optional }) => !optional && !Object.hasOwn(named, name))
    .map(({ name }) => name);
  const unknown = Object.keys(named).filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    const parts = [
      missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
      unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : '',
    ].filter((part) => part !== '');
    throw inputError(`The inputs do not fit (${parts.join('; ')}). This model takes: ${names.join(', ')}.`, {
      missing,
      unknown,
      expected: names,
    });
  }
  const given = specs.filter(({ name }) => Object.hasOwn(named, name));
  return new Map(given.map((spec) => [spec, named[spec.name] as TensorLike]));
}

/** True for what can only be meant as tensors: numbers in a row, alone or by name. */
export function isTensorInput(specs: readonly TensorSpec[], input: unknown): input is TensorInput {
  if (isTensorLike(input)) return true;
  return (
    typeof input !== 'object' ||
    input === null ||
    specs.some(({ name }) => isTensorLike((input as Record<string, unknown>)[name]))
  );
}

/** True for `{ data: … }` where the model has an input of that very name among others. */
function isNamed(specs: readonly TensorSpec[], input: TensorLike): boolean {
  return specs.length > 1 && specs.some(({ name }) => name === 'data') && 'data' in input;
}

function isTensorLike(input: unknown): input is TensorLike {
  if (isArrayLike(input)) return true;
  return typeof input === 'object' && input !== null && 'data' in input && isArrayLike(input.data);
}

function isArrayLike(value: unknown): value is ArrayLike<number> | string[] {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function prepare(spec: TensorSpec, value: TensorLike, transfer: boolean): TensorValue {
  if (!isTensorLike(value)) {
    throw wrong(spec, 'is no array of numbers and no { data, shape }', { received: typeof value });
  }
  const { data, shape, dtype } = 'data' in value ? { shape: undefined, dtype: undefined, ...value } : { data: value };
  if (dtype !== undefined && dtype !== spec.dtype) {
    throw wrong(spec, `takes ${spec.dtype}, not ${dtype}`, { expected: spec.dtype, actual: dtype });
  }
  refuseDetached(spec, data);
  refuseNested(spec, data);
  const full = shape === undefined ? inferShape(spec, data.length) : checkShape(spec, shape, data.length);
  return { data: convert(spec, data, transfer), shape: full, dtype: spec.dtype };
}

function refuseDetached(spec: TensorSpec, data: ArrayLike<unknown> & { buffer?: ArrayBufferLike }): void {
  if (data.length > 0 || !(data.buffer instanceof ArrayBuffer) || data.buffer.byteLength > 0) return;
  // An array over a transferred buffer looks empty; an array that never held anything has a live buffer.
  try {
    new Uint8Array(data.buffer);
  } catch {
    throw wrong(spec, 'was handed over before (its memory is gone); copy it, or leave { transfer: true } out', {
      received: 'transferred',
    });
  }
}

/** Before lengths are compared: that [[1, 2]] has one element would explain nothing. */
function refuseNested(spec: TensorSpec, data: ArrayLike<unknown>): void {
  const first = data[0];
  if (!isArrayLike(first)) return;
  throw wrong(spec, 'holds arrays; pass the numbers flat, with their shape: { data, shape }', {
    index: 0,
    received: 'nested',
  });
}

function checkShape(spec: TensorSpec, shape: readonly number[], length: number): readonly number[] {
  const facts = { expected: spec.shape, actual: shape };
  const given: unknown = shape; // JavaScript callers pass what they like
  if (!Array.isArray(given)) {
    throw wrong(spec, `got the shape ${JSON.stringify(shape)}; a list of whole numbers is needed`, facts);
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw wrong(spec, `got the shape ${formatShape(shape)}; whole numbers ≥ 0 are needed`, facts);
  }
  const fits =
    spec.anyRank ??
    (shape.length === spec.shape.length && spec.shape.every((size, axis) => size === null || size === shape[axis]));
  if (!fits) {
    throw wrong(spec, `takes the shape ${formatShape(spec.shape)}, not ${formatShape(shape)}`, facts);
  }
  if (sizeOf(shape) !== length) {
    throw wrong(
      spec,
      `got ${length} values for the shape ${formatShape(shape)}, which holds ${String(sizeOf(shape))}`,
      { ...facts, length },
    );
  }
  return shape.slice();
}

/** One free dimension follows from the length; of two, the first is a batch of one. */
function inferShape(spec: TensorSpec, length: number): number[] {
  const facts = { expected: spec.shape, length };
  if (spec.anyRank) throw wrong(spec, 'may have any shape, so say which: { data, shape }', facts);
  const free = spec.shape.filter((size) => size === null).length;
  if (free > 2 || (free === 2 && spec.shape[0] !== null)) {
    throw wrong(spec, `takes the shape ${formatShape(spec.shape)}; say which with { data, shape }`, facts);
  }
  const start = free === 2 ? [1, ...spec.shape.slice(1)] : [...spec.shape];
  const known = sizeOf(start.filter((size) => size !== null));
  const shape = start.map((size) => size ?? length / known);
  if (sizeOf(shape) !== length || !shape.every(Number.isInteger) || (free > 0 && length === 0)) {
    const needed = free > 0 ? `a multiple of ${known}` : String(known);
    throw wrong(spec, `got ${length} values; the shape ${formatShape(spec.shape)} needs ${needed}`, facts);
  }
  return shape;
}

function convert(spec: TensorSpec, data: ArrayLike<number> | string[], transfer: boolean): TensorValue['data'] {
  if (spec.dtype === 'string') return strings(spec, data);
  const numbers = data as Numbers;
  const out = emptyData(spec.dtype, 0) as Exclude<TensorValue['data'], string[]>;
  if (numbers.constructor === out.constructor && spec.dtype !== 'bool') {
    const typed = numbers as typeof out;
    const alone = typed.buffer instanceof ArrayBuffer && typed.byteLength === typed.buffer.byteLength;
    return transfer && alone ? typed : typed.slice();
  }
  return converted(spec, numbers);
}

function converted(spec: TensorSpec, numbers: Numbers): TensorValue['data'] {
  const out = emptyData(spec.dtype, numbers.length) as Float32Array;
  for (let i = 0; i < numbers.length; i++) {
    const value: unknown = numbers[i];
    const number = typeof value === 'boolean' && spec.dtype === 'bool' ? Number(value) : value;
    if (typeof number !== 'number' || !allowed[spec.dtype].test(number)) {
      throw wrong(spec, `takes ${allowed[spec.dtype].words}; element ${i} is ${describe(value)}`, {
        index: i,
        value,
        expected: spec.dtype,
      });
    }
    out[i] = number;
  }
  return out;
}

const allowed: Record<DType, { test: (value: number) => boolean; words: string }> = {
  float32: { test: () => true, words: 'numbers' },
  int32: {
    test: (value) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31,
    words: 'whole numbers of 32 bits',
  },
  bool: { test: (value) => value === 0 || value === 1, words: 'true, false, 0 and 1' },
  string: { test: () => false, words: 'strings' },
};

function strings(spec: TensorSpec, data: ArrayLike<unknown>): string[] {
  return Array.from(data, (value, i) => {
    if (typeof value === 'string') return value;
    throw wrong(spec, `takes strings; element ${i} is ${describe(value)}`, {
      index: i,
      value,
      expected: 'string',
    });
  });
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array: pass the numbers flat, with { data, shape }';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function wrong(spec: TensorSpec, what: string, facts: Record<string, unknown>): EdgewiseError {
  return inputError(`The input "${spec.name}" ${what}.`, { input: spec.name, ...facts });
}

function inputError(message: string, details: Record<string, unknown>): EdgewiseError {
  return new EdgewiseError('input', message, details);
}
