import { parseProfile } from '../../model/profile/parse-profile.js';
import type { Profile } from '../../model/profile/profile.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { Transforms } from '../../model/transforms/transforms.js';
import type { VerifiedModel } from '../../model/verified-model.js';
import { decoder } from '../../transform/decode.js';
import { explain } from '../../transform/explain/explain.js';
import { preparer } from '../../transform/prepare.js';
import type { Interpreter } from './interpreter.js';
import { decodedInput } from './picture.js';

/**
 * Of a model whose package declares transforms.
 *
 * @throws EdgewiseError `invalid-model` for transforms that do not fit the model
 */
export function declaredInterpreter(
  specs: readonly TensorSpec[],
  { input, output }: Transforms,
  { manifest, profile, tokenizer, url }: Pick<VerifiedModel, 'manifest' | 'profile' | 'tokenizer' | 'url'>,
): Interpreter {
  const outputs = manifest?.outputs ?? [];
  const prepare = preparer(specs, input, { owned: true, tokenizer });
  let parsed: Profile | null = null;
  const explainable = {
    ...{ specs, input, output, outputs, prepare },
    // Few ask for it, and those mostly more than once.
    profile: () => (parsed ??= profile && parseProfile(profile, url)),
  };
  return {
    prepare: async (given) => prepare(await decodedInput(given)),
    decode: output && decoder(output, outputs),
    explain: async (given, question, run) => explain(await decodedInput(given), question, explainable, run),
  };
}
