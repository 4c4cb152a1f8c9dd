import type { Page } from 'playwright';
import type { LoadOptions } from '../../src/index.js';
import type { TestModel, TestTensor } from './models/index.js';
import type { TestServer } from './server.js';

/** The options that can be sent to a page. */
export type PlainLoadOptions = Omit<LoadOptions, 'signal' | 'onProgress' | 'requestInit'>;

/** What came of loading and predicting on a page, in a form that crosses to the test. */
export interface PageAnswer {
  outputs?: Record<string, TestTensor>;
  backend?: string;
  error?: { name: string; code: string; message: string; details: Record<string, unknown> };
}

/** Puts a model's files on the server, under a folder of its own. Answers the URL of its model.json. */
export function serveModel(
  server: TestServer,
  model: { name: string; files: Map<string, Uint8Array> },
  folder = model.name,
): string {
  for (const [path, body] of model.files) {
    server.files.set(new URL(path, `http://x/m/${folder}/`).pathname, { body });
  }
  return `/m/${folder}/model.json`;
}

/** Loads, predicts once and disposes, on the page. */
export async function predictWith(
  page: Page,
  url: string,
  inputs: TestModel['inputs'],
  options: PlainLoadOptions = {},
): Promise<PageAnswer> {
  const plain = Object.entries(inputs).map(([name, { data, ...rest }]) => [
    name,
    { ...rest, data: Array.from<number | string>(data) },
  ]);
  const answer = await page.evaluate(
    async ({ url, plain, options }) => {
      try {
        const model = await window.edgewise.loadModel(url, options);
        const { outputs, backend } = await model.predict(Object.fromEntries(plain) as Record<string, number[]>);
        await model.dispose();
        const packed = Object.entries(outputs).map(([name, { data, shape, dtype }]) => ({
          name,
          shape: [...shape],
          dtype,
          data: Array.from<number | string>(data),
        }));
        return { backend, packed };
      } catch (error) {
        const { name, code, message, details } = error as Required<PageAnswer>['error'];
        return { error: { name, code, message, details } };
      }
    },
    { url, plain, options },
  );
  if (!('packed' in answer) || !answer.packed) return answer;
  const outputs = answer.packed.map(({ name, data, shape, dtype }) => [
    name,
    { data: typed(data, dtype), shape, dtype },
  ]);
  return { backend: answer.backend, outputs: Object.fromEntries(outputs) as Record<string, TestTensor> };
}

function typed(data: (number | string)[], dtype: string): TestTensor['data'] {
  if (dtype === 'string') return data as string[];
  const numbers = data as number[];
  if (dtype === 'float32') return Float32Array.from(numbers);
  return dtype === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);
}
