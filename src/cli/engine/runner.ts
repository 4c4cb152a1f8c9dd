import type { ModelJson } from '../../model/model-json.js';
import type { VerifiedBytes } from '../../model/digest.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { VerifiedModel } from '../../model/verified-model.js';
import { compute } from '../../runtime/compute.js';
import { openGraphModel } from '../../runtime/graph-model.js';
import { openLayersModel } from '../../runtime/layers-model.js';
import type { SourceModel } from '../source/source-model.js';
import { startEngine } from './engine.js';

/** A model that answers. Whoever opens it disposes of it. */
export interface Runner {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** @param inputs by input name, already of the right shapes and dtypes */
  run(inputs: Tensors): Promise<Tensors>;
  dispose(): void;
}

/** Opens a model by the code that opens it in a browser. */
export async function openRunner(source: Omit<SourceModel, 'folder'>): Promise<Runner> {
  await startEngine();
  const { json } = source;
  const open = json.kind === 'graph' ? openGraphModel : openLayersModel;
  const model = await open(asVerified(source), json);
  return {
    inputs: model.inputs,
    outputs: model.outputs,
    run: (inputs) => compute(model, inputs),
    dispose: () => {
      model.dispose();
    },
  };
}

/** A developer's own files, read whole and checked, stand for bytes that passed their digest. */
export function asVerified({ file, modelJson, json, shards }: Omit<SourceModel, 'folder'>): VerifiedModel {
  const verified = (bytes: ArrayBuffer) => bytes as VerifiedBytes;
  return {
    url: file,
    name: file,
    version: null,
    digest: '',
    kind: json.kind satisfies ModelJson['kind'],
    manifest: null,
    modelJson: verified(modelJson),
    shards: [...shards].map(([path, bytes]) => ({ path, bytes: verified(bytes) })),
    examples: null,
    profile: null,
    tokenizer: null,
    origin: { bytes: 0, downloadedBytes: 0, fromCache: false, stored: false, warnings: [] },
    kept: null,
  };
}
