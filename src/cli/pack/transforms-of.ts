import { EdgewiseError, isEdgewiseError } from '../../errors.js';
import type { JsonObject } from '../../model/json.js';
import { checkTransforms, parseTransforms, type Transforms } from '../../model/transforms/transforms.js';
import type { Runner } from '../engine/runner.js';
import { describeTensors } from './description.js';
import type { Description } from './options.js';

/**
 * The transforms that a description declares, held against the model.
 *
 * @throws EdgewiseError `input` with the field
 */
export function transformsOf(
  description: Description,
  { inputs, outputs }: Pick<Runner, 'inputs' | 'outputs'>,
): Transforms | undefined {
  if (description.transforms === undefined) return undefined;
  const url = 'The description of the package';
  try {
    const transforms = parseTransforms({ url, at: '', json: description as JsonObject }, 'transforms');
    checkTransforms(transforms, {
      url,
      inputs: describeTensors(inputs, 'inputs', description.inputs),
      outputs: describeTensors(outputs, 'outputs', description.outputs),
    });
    return transforms;
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    throw new EdgewiseError('input', error.message, error.details, error);
  }
}
