import { serialization, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel, Sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { EdgewiseError } from '../errors.js';
import { isObject } from '../model/json.js';
import type { ModelJson } from '../model/model-json.js';
import type { DType, TensorSpec } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { artifactsOf } from './artifacts.js';
import type { OpenModel } from './open-model.js';

/** Opens a LayersModel on the current backend. */
export async function openLayersModel(model: VerifiedModel, json: ModelJson): Promise<OpenModel> {
  return openModelOf(await loadLayers(model, json));
}

/** TF.js's own model of layers, on the current backend. */
export async function loadLayers(model: VerifiedModel, json: ModelJson): Promise<LayersModel> {
  refuseUnknownLayers(json, model.url);
  const layers = await loadLayersModel({ load: () => Promise.resolve(artifactsOf(model, json)) });
  // A Sequential that was just loaded does not know the names of its inputs yet.
  if (layers instanceof Sequential) layers.build();
  return layers;
}

/** A model of layers as a session runs it; disposing of it disposes of the layers. */
export function openModelOf(layers: LayersModel): OpenModel {
  const weights = layers.weights.map((weight) => weight.read());
  const inputs = layers.inputs.map((input, i) => specOf(layers.inputNames[i] ?? input.name, input));
  const outputs = layers.outputs.map((output, i) => specOf(layers.outputNames[i] ?? output.name, output));
  return {
    inputs,
    outputs,
    execute: (fed) =>
      predict(
        layers,
        inputs.map(({ name }) => fed[name] as Tensor),
      ),
    weightIds: new Set(weights.map(({ id }) => id)),
    dispose: () => {
      layers.dispose();
      // TF.js forgets those of a layer that is used twice.
      for (const weight of weights) if (!weight.isDisposed) weight.dispose();
    },
  };
}

function predict(layers: LayersModel, inputs: Tensor[]): Tensor[] {
  return tidy(() => {
    // One batch of any size: `predict` would cut it into pieces of 32 and join their answers.
    const answer = layers.predictOnBatch(inputs.length === 1 ? (inputs[0] as Tensor) : inputs);
    return Array.isArray(answer) ? answer : [answer];
  });
}

function specOf(name: string, symbolic: { shape: (number | null)[]; dtype: string }): TensorSpec {
  const dtype: DType = symbolic.dtype === 'int32' || symbolic.dtype === 'bool' ? symbolic.dtype : 'float32';
  return { name, dtype, shape: symbolic.shape };
}

function refuseUnknownLayers(json: ModelJson, url: string): void {
  const known = serialization.SerializationMap.getMap().classNameMap;
  const ops = [...layerClasses(json.topology)].filter((name) => !Object.hasOwn(known, name));
  if (ops.length === 0) return;
  throw new EdgewiseError(
    'unsupported-op',
    `${url} uses layers that TF.js does not know: ${ops.join(', ')}. Convert it to a GraphModel with ` +
      `tensorflowjs_converter, which needs no layer classes.`,
    { url, ops: ops.sort() },
  );
}

/** The class of every layer, in nested models and wrappers too. */
export function* layerClasses(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* layerClasses(item);
  if (!isObject(value)) return;
  const { config, class_name: className, layers, layer } = value;
  if (isObject(value['model_config'])) yield* layerClasses(value['model_config']);
  if (typeof className === 'string' && isObject(config)) yield className;
  if (Array.isArray(layers)) yield* layerClasses(layers);
  if (isObject(layer)) yield* layerClasses(layer);
  if (Array.isArray(config)) yield* layerClasses(config);
  else if (isObject(config)) {
    yield* layerClasses({ layers: config['layers'], layer: config['layer'] });
  }
}
