import { EdgewiseError } from '../../errors.js';
import type { TableRow } from '../../model/input.js';
import type { FieldProfile, Profile } from '../../model/profile/profile.js';
import { typicalOf } from '../../model/profile/typical.js';
import type { TableField } from '../../model/transforms/table.js';

/**
 * What a field is held against: what its profile says is typical (the median of a number, the most frequent category),
 * as far as the model takes it; else what the transform takes for it where it is not known.
 *
 * @throws EdgewiseError `input` where neither says anything
 */
export function referenceOf(field: TableField, profile: Profile | null): NonNullable<TableRow[string]> {
  const seen = profile?.inputs.find(({ name }) => name === field.name);
  const reference = (seen && takenBy(field, seen)) ?? field.typical;
  if (reference !== undefined) return reference;
  throw new EdgewiseError(
    'input',
    `What is typical of ${field.name} is not known, so that nothing can be explained against it: the model's package has ` +
      `neither a profile of it nor a typical value. Pack the model with samples that have rows, or name other { fields }.`,
    { field: field.name },
  );
}

function takenBy(field: TableField, seen: FieldProfile): NonNullable<TableRow[string]> | undefined {
  const typical = typicalOf(seen);
  switch (field.kind) {
    case 'number': {
      const { min = -Infinity, max = Infinity } = field;
      return typeof typical === 'number' ? Math.min(max, Math.max(min, typical)) : undefined;
    }
    case 'category':
      return field.values.some(({ value }) => value === typical) ? typical : undefined;
    case 'boolean':
      return typical === 'true' || typical === 'false' ? typical === 'true' : undefined;
  }
}
