import type { EdgewiseError } from '../../../errors.js';
import { invalid } from '../../invalid.js';
import type { DescribedTensor } from '../../manifest/described-tensor.js';
import { formatShape } from '../../tensor.js';
import type { DescribedModel } from '../described-model.js';

/** What a decoder says that does not fit the model. `field` is below `transforms.output`. */
export function unfit(model: DescribedModel, field: string, what: string): EdgewiseError {
  return invalid(model.url, `transforms.output.${field}`, `has a transforms.output.${field} that ${what}`);
}

/** The output of numbers that a decoder names in `field`. */
export function outputAt(model: DescribedModel, field: string, name: string): DescribedTensor {
  const output = model.outputs.find((each) => each.name === name);
  if (!output) {
    const names = model.outputs.map((each) => `"${each.name}"`).join(', ');
    throw unfit(model, field, `names "${name}", which is none of the outputs ${names}.`);
  }
  if (output.dtype === 'string') throw unfit(model, field, `names "${name}", which holds texts instead of numbers.`);
  return output;
}

/**
 * Refuses an output that cannot have this shape. It begins with the samples, of which a decoder is given one at a time.
 * In `wanted`, null stands for any size; what the manifest leaves open agrees with anything.
 *
 * @param ranks others that are taken as well, for what is left out in the middle or at the end
 */
export function checkShape(
  model: DescribedModel,
  field: string,
  { name, shape }: DescribedTensor,
  ...wanted: readonly (readonly (number | null)[])[]
): void {
  if (!shape || wanted.some((each) => canBe(shape, each))) return;
  const needed = wanted.map(formatShape).join(' or ');
  throw unfit(model, field, `reads "${name}" of the shape ${formatShape(shape)}, where ${needed} is needed.`);
}

function canBe(shape: readonly (number | null)[], wanted: readonly (number | null)[]): boolean {
  return (
    shape.length === wanted.length &&
    shape.every((size, axis) => size === null || wanted[axis] === null || size === wanted[axis])
  );
}

/** How many numbers an output holds for one sample; null where that is left open. */
export function numbersIn({ shape }: DescribedTensor): number | null {
  return (
    shape?.slice(1).reduce<number | null>((all, size) => (all === null || size === null ? null : all * size), 1) ?? null
  );
}

/** Refuses an output of another count of numbers a sample, whatever its shape. */
export function checkNumbers(
  model: DescribedModel,
  field: string,
  output: DescribedTensor,
  ...allowed: readonly number[]
): void {
  const { name, shape = [] } = output;
  const rows = shape[0] ?? null;
  if (rows !== null && rows !== 1) {
    throw unfit(
      model,
      field,
      `reads "${name}" of the shape ${formatShape(shape)}, which answers ${rows} samples at once.`,
    );
  }
  const numbers = numbersIn(output);
  if (numbers === null || allowed.includes(numbers)) return;
  const needed = allowed.join(' or ');
  throw unfit(model, field, `reads "${name}" with ${numbers} numbers a sample, where ${needed} would fit.`);
}

/** The labels of an output, which what is answered is named by. */
export function labelsAt(model: DescribedModel, field: string, { name, labels }: DescribedTensor): readonly string[] {
  if (labels && labels.length > 0) return labels;
  throw unfit(model, field, `reads "${name}", for which no labels are described: its answer could not be named.`);
}
