import type { EdgewiseError } from '../../../errors.js';
import { invalid, overLimit } from '../../invalid.js';
import { limits } from '../../limits.js';
import { nearest } from '../../nearest.js';
import { formatShape } from '../../tensor.js';
import type { DescribedModel } from '../described-model.js';
import { namesIn } from './derived.js';
import { widthOf, type TableColumn } from './columns.js';
import type { TableField } from './fields.js';
import type { TableTransform } from './transform.js';

const at = 'transforms.input';

/**
 * Holds a table against itself and the model: names resolve, each stands for one thing, nothing is derived from what
 * comes after it, and the columns fill the input.
 *
 * @throws EdgewiseError `invalid-model` with the field in `details.field`, `limit`
 */
export function checkTableTransform(table: TableTransform, model: DescribedModel): void {
  const wrong = (field: string, what: string) => invalid(model.url, `${at}.${field}`, `has ${what}.`);
  const quantities = new Map<string, TableField | undefined>();
  table.fields.forEach((field, i) => {
    if (quantities.has(field.name)) throw wrong(`fields[${i}].name`, `two fields of the name "${field.name}"`);
    quantities.set(field.name, field);
  });
  (table.derived ?? []).forEach((derived, i) => {
    const field = `derived[${i}]`;
    if (quantities.has(derived.name))
      throw wrong(`${field}.name`, `a derived quantity of a name that is taken: "${derived.name}"`);
    for (const name of namesIn(derived)) {
      if (isQuantity(name, quantities)) continue;
      throw wrong(field, `${at}.${field}, "${derived.name}", made of "${name}", ${whyNot(name, quantities, table)}`);
    }
    quantities.set(derived.name, undefined);
  });
  table.columns.forEach((column, i) => {
    const problem = problemOf(column, quantities, table);
    if (problem) throw wrong(`columns[${i}].of`, `${at}.columns[${i}], ${column.kind}, of "${column.of}", ${problem}`);
  });
  checkInput(table, placesOf(table), model);
}

/** How many places of the input its columns fill. */
export function placesOf({ fields, columns }: TableTransform): number {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return columns.reduce((sum, column) => sum + widthOf(column, byName.get(column.of)), 0);
}

type Quantities = ReadonlyMap<string, TableField | undefined>;

function isQuantity(name: string, quantities: Quantities): boolean {
  return quantities.has(name) && quantities.get(name)?.kind !== 'category';
}

/** Why a column cannot be of what it names. */
function problemOf(column: TableColumn, quantities: Quantities, table: TableTransform): string | undefined {
  const field = quantities.get(column.of);
  switch (column.kind) {
    case 'quantity':
      return isQuantity(column.of, quantities) ? undefined : whyNot(column.of, quantities, table);
    case 'one-hot':
      return field?.kind === 'category' ? undefined : 'which is no category field';
    case 'missing':
      if (!field) return 'which is no field';
      return field.typical === undefined ? 'which may never be null: give it a typical value' : undefined;
  }
}

function whyNot(name: string, quantities: Quantities, { derived = [] }: TableTransform): string {
  if (quantities.has(name)) return 'which is a category';
  if (derived.some((one) => one.name === name)) return 'which is not derived before it';
  const near = nearest(name, quantities.keys());
  return `which is no field and no derived quantity${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}

function checkInput({ input }: TableTransform, places: number, { url, inputs }: DescribedModel): void {
  const refuse = (what: string): EdgewiseError =>
    invalid(url, `${at}.input`, `has a table for the input "${input}", ${what}.`);
  if (places > limits.columns) throw overLimit(url, 'columns', places);
  const tensor = inputs.find(({ name }) => name === input);
  if (!tensor) throw refuse(`which the model does not have: it has ${inputs.map(({ name }) => name).join(', ')}`);
  if (tensor.dtype !== 'float32') throw refuse(`which is ${tensor.dtype}; float32 is needed`);
  const { shape = [] } = tensor;
  const one = shape.slice(0, -1).every((size) => size === null || size === 1);
  if (shape.at(-1) === places && one) return;
  throw refuse(
    `whose shape is ${formatShape(shape)}; its columns fill ${places} places, so [null, ${places}] is needed`,
  );
}
