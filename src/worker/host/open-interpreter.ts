import { EdgewiseError, messageOf } from '../../errors.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { VerifiedModel } from '../../model/verified-model.js';
import type { Interpreter } from './interpreter.js';
import { plainInterpreter } from './plain-interpreter.js';

type Declared = typeof import('../entry-transforms.js');

/** Where `transforms.js` lies, which only models with transforms need. Of one realm, as all of this is. */
let transformsUrl = '';

export function transformsFrom(url: string): void {
  transformsUrl = url;
}

/**
 * What lies before and behind a model, by what its package declares.
 *
 * @throws EdgewiseError `environment` where the library's own file cannot be loaded, `invalid-model` for transforms that do
 *   not fit the model
 */
export async function openInterpreter(specs: readonly TensorSpec[], model: VerifiedModel): Promise<Interpreter> {
  const transforms = model.manifest?.transforms;
  if (!transforms) return plainInterpreter(specs);
  const { declaredInterpreter } = await loadTransforms(transformsUrl);
  return declaredInterpreter(specs, transforms, model);
}

async function loadTransforms(url: string): Promise<Declared> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as Declared;
  } catch (error) {
    throw new EdgewiseError(
      'environment',
      `${url} could not be loaded: ${messageOf(error)}. It belongs beside the library's own file; where it lies elsewhere, ` +
        `call configure({ assets }).`,
      { url },
      error,
    );
  }
}
