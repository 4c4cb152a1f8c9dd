import { invalid } from '../invalid.js';
import { checkDescription } from './check-signature.js';
import type { Example } from './examples.js';
import type { ModelManifest } from './manifest.js';

/**
 * Holds golden examples against the manifest of their package: as many as it says, and each with inputs and
 * at least one output as they are described.
 *
 * @param url of the manifest, for errors
 * @throws EdgewiseError `invalid-model`
 */
export function checkExamples(manifest: ModelManifest, examples: readonly Example[], url: string): void {
  const count = manifest.examples?.count;
  if (examples.length !== count) {
    const what = `has an examples.count of ${count}, where the file of the examples holds ${examples.length}.`;
    throw invalid(url, 'examples.count', what, { expected: examples.length, actual: count });
  }
  for (const example of examples) {
    for (const side of ['inputs', 'outputs'] as const) {
      for (const [name, { dtype, shape }] of Object.entries(example[side])) {
        const i = manifest[side].findIndex((tensor) => tensor.name === name);
        const description = manifest[side][i];
        if (!description) throw invalid(url, side, `does not describe "${name}" in ${side}, which an example has.`);
        checkDescription(description, { name, dtype, shape }, `${side}[${i}]`, url);
      }
    }
    // Outputs that are large, or hang on rounding, need not be recorded; one has to be.
    if (Object.keys(example.outputs).length > 0) continue;
    throw invalid(url, 'examples', 'belongs to golden examples of which one records no output at all.');
  }
}
