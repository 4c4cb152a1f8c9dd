import type { Tensors, TensorValue } from '../../src/model/tensor.js';
import { openPage } from './browser.js';
import type { View } from './human-views.js';
import type { TestServer } from './server.js';

export type Kind = 'photograph' | 'seeded';

interface PackedTensor {
  /** Base64, since playwright takes seconds over a million numbers. */
  bytes: string;
  shape: readonly number[];
  dtype: string;
}
type Answers = Partial<Record<Kind, Record<string, PackedTensor>>>;

declare global {
  interface Window {
    inputOf: (kind: Kind, view: View) => Promise<TensorValue>;
    pack: (data: TensorValue['data'], shape: readonly number[], dtype: string) => PackedTensor;
    tf: any;
  }
}

/** On both pages the same, so that megabytes of pixels need not travel. */
const inputs = `
  async function photograph(height, width) {
    const bitmap = await createImageBitmap(await (await fetch('/demo/photographs/astronaut.png')).blob());
    const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
    context.drawImage(bitmap, 0, 0, width, height);
    const rgba = context.getImageData(0, 0, width, height).data;
    return (pixel, channel) => rgba[pixel * 4 + channel] / 255;
  }
  function seeded() {
    let state = 2463534242;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    };
  }
  window.inputOf = async (kind, { size: [height, width, channels], range: [from, to], dtype = 'float32' }) => {
    const next = kind === 'photograph' ? await photograph(height, width) : seeded();
    const data = new (dtype === 'int32' ? Int32Array : Float32Array)(height * width * channels);
    for (let i = 0; i < data.length; i++) {
      data[i] = from + (to - from) * next(Math.floor(i / channels), i % channels);
    }
    return { data, shape: [1, height, width, channels], dtype };
  };
  window.pack = ({ buffer, byteOffset, byteLength }, shape, dtype) => {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return { bytes: btoa(text), shape, dtype };
  };
`;

export type Backend = 'wasm' | 'webgl';
export type Compared = Map<Kind, Tensors>;

export interface Question {
  /** Of a model.json, for ours also of a package. */
  url: string;
  view: View;
  backend: Backend;
  kinds: readonly Kind[];
}

export interface BothPages {
  /** What plain TF.js answers, by the names of the model's signature, else by its graph's. */
  askPlain: (question: Question) => Promise<Compared>;
  askOurs: (question: Question) => Promise<Compared>;
}

/** A page with plain TF.js and one with Edgewise, which are given the same inputs. */
export async function openBothPages(server: TestServer): Promise<BothPages> {
  server.files.set('/inputs.js', { body: inputs });
  const packages = ['core', 'converter', 'backend-cpu', 'backend-webgl', 'backend-wasm'];
  const scripts = packages.map((name) => `/node_modules/@tensorflow/tfjs-${name}/dist/tf-${name}.min.js`);
  const tags = (...files: string[]) => files.map((file) => `<script src="${file}"></script>`).join('');
  const plain = await openPage(server, { html: tags('/inputs.js', ...scripts), library: false });
  await plain.page.evaluate(() => {
    window.tf.wasm.setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  });
  const ours = await openPage(server, { html: tags('/inputs.js') });
  return {
    askPlain: async (question) => unpacked(await plain.page.evaluate(answerPlain, question)),
    askOurs: async (question) => unpacked(await ours.page.evaluate(answerOurs, question)),
  };
}

async function answerPlain({ url, view, kinds, backend }: Question): Promise<Answers> {
  const { tf, inputOf, pack } = window;
  await tf.setBackend(backend);
  const model = await tf.loadGraphModel(url);
  const signature = Object.entries<{ name: string }>(model.modelSignature?.outputs ?? {});
  const names: string[] = signature.length > 0 ? signature.map(([key]) => key) : model.outputNodes;
  const nodes: string[] = signature.length > 0 ? signature.map(([, info]) => info.name) : names;
  const answers: Answers = {};
  for (const kind of kinds) {
    const { data, shape, dtype } = await inputOf(kind, view);
    const input = tf.tensor(data, shape, dtype);
    const answer = await model.executeAsync({ [model.inputs[0].name]: input }, nodes);
    const tensors = Array.isArray(answer) ? answer : [answer];
    answers[kind] = Object.fromEntries(
      tensors.map((tensor, i) => [names[i], pack(tensor.dataSync(), tensor.shape, tensor.dtype)]),
    );
    tf.dispose([input, tensors]);
  }
  model.dispose();
  return answers;
}

async function answerOurs({ url, view, kinds, backend }: Question): Promise<Answers> {
  const model = await window.edgewise.loadModel(url, { backend });
  const answers: Answers = {};
  for (const kind of kinds) {
    const { outputs } = await model.predict(await window.inputOf(kind, view), { timeout: 200_000 });
    answers[kind] = Object.fromEntries(
      Object.entries(outputs).map(([name, { data, shape, dtype }]) => [name, window.pack(data, shape, dtype)]),
    );
  }
  await model.dispose();
  return answers;
}

function unpacked(answers: Answers): Compared {
  return new Map(
    Object.entries(answers).map(([kind, outputs]) => [
      kind as Kind,
      Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensorOf(tensor)])),
    ]),
  );
}

function tensorOf({ bytes, shape, dtype }: PackedTensor): TensorValue {
  const { buffer } = Uint8Array.from(Buffer.from(bytes, 'base64'));
  if (dtype === 'float32') return { data: new Float32Array(buffer), shape, dtype };
  if (dtype === 'int32') return { data: new Int32Array(buffer), shape, dtype };
  throw new Error(`No model here answers ${dtype}.`);
}
