import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter';
import { io, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { startEngine } from '../../src/cli/engine/engine.js';
import type { DType, Tensors, TensorValue } from '../../src/model/tensor.js';

/** Files as TF.js itself reads them from a server. */
export function stockHandler(read: (file: string) => Promise<Uint8Array> | Uint8Array): io.IOHandler {
  return {
    load: async () => {
      const json = JSON.parse(new TextDecoder().decode(await read('model.json'))) as io.ModelJSON;
      return io.getModelArtifactsForJSON(json, async (manifest) => {
        const files = await Promise.all(manifest.flatMap(({ paths }) => paths).map(async (file) => read(file)));
        const specs = manifest.flatMap(({ weights }) => weights);
        return [specs, new Uint8Array(Buffer.concat(files)).buffer];
      });
    },
  };
}

const fromFolder = (folder: string) => stockHandler((file) => readFile(path.join(folder, file)));

/** What plain TF.js makes of a folder, on wasm. */
export async function openStock(folder: string): Promise<GraphModel> {
  await startEngine();
  return loadGraphModel(fromFolder(folder));
}

export async function openStockLayers(folder: string): Promise<LayersModel> {
  await startEngine();
  return loadLayersModel(fromFolder(folder));
}

/** The answers by output name, as the model's signature names them. */
export async function runStock(model: GraphModel, inputs: Tensors): Promise<Tensors> {
  const signature = (model.modelSignature as { outputs: Record<string, { name: string }> }).outputs;
  const fed = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape, dtype }]) => [name, tensor(data, [...shape], dtype)]),
  );
  const answers = model.execute(fed, Object.keys(signature));
  const list = Array.isArray(answers) ? answers : [answers];
  return Object.fromEntries(
    await Promise.all(Object.keys(signature).map(async (name, i) => [name, await read(list[i]!)])),
  );
}

async function read(value: Tensor): Promise<TensorValue> {
  return { data: await value.data(), shape: value.shape, dtype: value.dtype as DType };
}
