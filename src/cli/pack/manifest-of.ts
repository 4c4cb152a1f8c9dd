import { manifestFormat, schemaVersion, type Artifact, type ModelManifest } from '../../model/manifest/manifest.js';
import type { Runner } from '../engine/runner.js';
import type { EvaluationModule } from '../evaluate/evaluation-module.js';
import { exampleTolerance } from '../examples/golden-examples.js';
import { describeTensors } from './description.js';
import type { Description } from './options.js';

/** What a manifest is made of, beside the files. */
export interface ManifestFacts extends Pick<ModelManifest, 'name' | 'release' | 'task' | 'quantization'> {
  evaluation: ModelManifest['evaluation'] | undefined;
  description: Description;
  transforms: ModelManifest['transforms'];
  /** Of the model that is packed. */
  tensors: Pick<Runner, 'inputs' | 'outputs'>;
  /** Its labels belong to the output that holds the answer, where the description gives none. */
  answer: { module: EvaluationModule; output: string } | undefined;
  examples: number;
}

export function manifestOf(facts: ManifestFacts, artifacts: readonly Artifact[]): ModelManifest {
  const { description, transforms, tensors, answer, examples, quantization, evaluation, ...identity } = facts;
  const { inputs, outputs = {}, version = '1.0.0', transforms: _, ...said } = description;
  const own = answer && outputs[answer.output];
  const labels = own?.labels ?? answer?.module.labels;
  const meanings = answer && labels ? { ...outputs, [answer.output]: { ...own, labels } } : outputs;
  return {
    ...said,
    ...identity,
    format: manifestFormat,
    schemaVersion,
    version,
    artifacts,
    inputs: describeTensors(tensors.inputs, 'inputs', inputs),
    outputs: describeTensors(tensors.outputs, 'outputs', meanings),
    quantization,
    ...(evaluation ? { evaluation } : {}),
    ...(transforms ? { transforms } : {}),
    ...(examples > 0 ? { examples: { count: examples, tolerance: exampleTolerance } } : {}),
  };
}
