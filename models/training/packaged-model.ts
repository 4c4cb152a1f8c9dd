import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { asVerified } from '../../src/cli/engine/runner.js';
import { readPackage } from '../../src/cli/package/read-package.js';
import { artifactsOf } from '../../src/runtime/artifacts.js';
import type { Network } from './predict.js';

/** The network of a `packaged` folder, of which every file was held against its manifest. */
export async function openPackaged(folder: string): Promise<Network> {
  const { model } = await readPackage(folder);
  const artifacts = artifactsOf(asVerified(model), model.json);
  return loadGraphModel({ load: () => Promise.resolve(artifacts) });
}
