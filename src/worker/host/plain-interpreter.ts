import type { TensorSpec } from '../../model/tensor.js';
import { plainInputs, undeclared } from '../../transform/plain.js';
import { isDrawable } from './drawable.js';
import type { Interpreter } from './interpreter.js';

/** Of a model whose package declares no transforms. */
export function plainInterpreter(specs: readonly TensorSpec[]): Interpreter {
  return {
    prepare: (input) => {
      if (input instanceof Blob || isDrawable(input)) throw undeclared('a picture', specs);
      return { inputs: plainInputs(specs, input), placement: null };
    },
    explain: () => Promise.reject(undeclared('records and texts, which alone can be explained', specs)),
  };
}
