import { EdgewiseError } from '../../errors.js';
import { isObject, type JsonObject } from '../../model/json.js';
import type { TableRow, TensorInput } from '../../model/input.js';
import type { TensorLike, TensorSpec } from '../../model/tensor.js';
import { isTensorInput } from '../../transform/tensors.js';

/** An input of a model, and the names of its last dimension's places where its package gives them. */
export interface LabelledInput extends TensorSpec {
  labels?: readonly string[];
}

/**
 * Samples as a person writes them in JSON, each as `predict` takes it:
 *
 * - numbers, flat or nested, for the only input; `{ "data": …, "shape": … }`
 * - an object by the names of the inputs, or by the labels of the only input (a row of a table)
 * - a list of such objects
 *
 * @throws EdgewiseError `input`
 */
export function jsonInputs(value: unknown, inputs: readonly LabelledInput[]): TensorInput[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) {
    return value.map((sample) => objectInput(sample, inputs));
  }
  return [isObject(value) ? objectInput(value, inputs) : tensorOf(value, inputs[0])];
}

function objectInput(sample: JsonObject, inputs: readonly LabelledInput[]): TensorInput {
  const [only, second] = inputs;
  const named = inputs.some(({ name }) => Object.hasOwn(sample, name));
  if ('data' in sample && !named) return tensorOf(sample, only);
  if (only?.labels && !second && !named) return rowOf(sample, only.labels, only);
  const tensors = Object.entries(sample).map(([name, value]): [string, TensorLike] => [
    name,
    tensorOf(
      value,
      inputs.find((input) => input.name === name),
    ),
  ]);
  return Object.fromEntries(tensors);
}

/**
 * As `jsonInputs`, for a package that declares a table: an object by the names of its fields is a record, which its
 * transform reads; a list of them is so many.
 */
export function jsonRecords(
  value: unknown,
  name: string,
  inputs: readonly LabelledInput[],
): (TensorInput | TableRow)[] {
  const list = Array.isArray(value) ? value : [value];
  if (!list.some(isObject) || list.some((one) => isObject(one) && isTensorInput(inputs, one))) {
    return jsonInputs(value, inputs);
  }
  return list.map((record, i) => {
    if (isObject(record)) return record as TableRow;
    throw new EdgewiseError('input', `${name}, row ${i + 1} is no object of fields.`, { row: i + 1, value: record });
  });
}

/** Values in the order of the labels. */
function rowOf(row: JsonObject, labels: readonly string[], spec: TensorSpec): TensorLike {
  const missing = labels.filter((label) => !Object.hasOwn(row, label));
  const unknown = Object.keys(row).filter((name) => !labels.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    const parts = [
      missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
      unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : '',
    ].filter((part) => part !== '');
    throw new EdgewiseError('input', `The row does not fit (${parts.join('; ')}). It needs: ${labels.join(', ')}.`, {
      input: spec.name,
      missing,
      unknown,
      expected: labels,
    });
  }
  return tensorOf(
    labels.map((label) => row[label]),
    spec,
  );
}

/** Nested lists become flat with their shape; where only the batch is missing before it, a batch of one. */
function tensorOf(value: unknown, spec: TensorSpec | undefined): TensorLike {
  if (isObject(value) && 'data' in value) {
    const { data, shape, ...rest } = value;
    // `prepareTensors` holds them against the model.
    return { ...tensorOf(data, spec), ...rest, ...(shape === undefined ? {} : { shape }) } as TensorLike;
  }
  if (!Array.isArray(value)) return { data: [value] as number[] };
  const shape = shapeOf(value);
  const data = value.flat(shape.length - 1) as number[];
  if (shape.length === 1) return { data };
  return { data, shape: spec?.shape.length === shape.length + 1 ? [1, ...shape] : shape };
}

function shapeOf(value: readonly unknown[]): number[] {
  const [first] = value;
  if (!Array.isArray(first)) return [value.length];
  const inner = shapeOf(first);
  const same = value.every((one) => Array.isArray(one) && shapeOf(one).join() === inner.join());
  if (!same)
    throw new EdgewiseError('input', 'The lists in the input have different lengths; a tensor needs one shape.');
  return [value.length, ...inner];
}
