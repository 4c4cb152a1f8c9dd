import { invalid } from '../invalid.js';
import { formatShape, type Tensors } from '../tensor.js';
import type { Example } from './examples.js';
import type { DescribedTensor, ModelManifest } from './manifest.js';

/**
 * Holds golden examples against the manifest of their package: as many as it says, and each with inputs and
 * at least one output as they are described.
 *
 * @param url of the manifest, for errors
 * @throws EdgewiseError `invalid-model`
 */
export function checkExamples(manifest: ModelManifest, examples: readonly Example[], url: string): void {
  const { count } = manifest.examples ?? { count: 0 };
  if (examples.length !== count) {
    const what = `has an examples.count of ${count}, where the file of the examples holds ${examples.length}.`;
    throw invalid(url, 'examples.count', what, { expected: examples.length, actual: count });
  }
  for (const [i, { inputs, outputs }] of examples.entries()) {
    checkTensors(inputs, manifest.inputs, `the inputs of example ${i}`, url);
    checkTensors(outputs, manifest.outputs, `the outputs of example ${i}`, url);
    // Outputs of megabytes need not be recorded; one has to be.
    const missing = Object.keys(outputs).length === 0 ? manifest.outputs[0] : undefined;
    if (missing) throw invalid(url, 'examples', `describes an output "${missing.name}" that example ${i} lacks.`);
  }
}

function checkTensors(tensors: Tensors, described: readonly DescribedTensor[], what: string, url: string): void {
  for (const [name, { dtype, shape }] of Object.entries(tensors)) {
    const description = described.find((tensor) => tensor.name === name);
    if (!description) throw invalid(url, 'examples', `does not describe "${name}", which is among ${what}.`);
    const facts = { expected: description, actual: { dtype, shape } };
    if (description.dtype !== dtype) {
      throw invalid(url, 'examples', `describes "${name}" as ${description.dtype}; ${what} have ${dtype}.`, facts);
    }
    if (description.shape === undefined || fits(shape, description.shape)) continue;
    const shapes = `${formatShape(description.shape)}; ${what} have ${formatShape(shape)}`;
    throw invalid(url, 'examples', `describes "${name}" with the shape ${shapes}.`, facts);
  }
}

function fits(shape: readonly number[], described: NonNullable<DescribedTensor['shape']>): boolean {
  return (
    shape.length === described.length &&
    shape.every((size, axis) => described[axis] === null || described[axis] === size)
  );
}
