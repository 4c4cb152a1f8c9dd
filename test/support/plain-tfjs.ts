import type { Browser, Page } from 'playwright';
import { openPage } from './browser.js';
import { injection, knownAnswers } from './known-answers.js';
import type { TestServer } from './server.js';

const packages = ['core', 'converter', 'backend-cpu', 'backend-webgl', 'backend-wasm'];
const scripts = packages.map((name) => `/node_modules/@tensorflow/tfjs-${name}/dist/tf-${name}.min.js`);
let workers = 0;

/** A worker with plain TF.js, as an application would write one: what a fault does where nobody takes care. */
export class PlainTensorFlow {
  private constructor(readonly page: Page) {}

  /** @param patch runs first in the worker, as the library's own workers run it */
  static async open(server: TestServer, patch = '', wasm?: string, browser?: Browser): Promise<PlainTensorFlow> {
    const file = `/plain-worker-${String(++workers)}.js`;
    const { page } = await openPage(server, { library: false, init: injection, ...(browser && { browser }) });
    server.files.set(file, {
      body: `{${patch}}
        importScripts(...${JSON.stringify(scripts)});
        tf.wasm.setWasmPaths(${JSON.stringify(wasm ?? '/node_modules/@tensorflow/tfjs-backend-wasm/dist/')});
        ${knownAnswers}
        addEventListener('message', async ({ data: { id, steps } }) => {
          if (!steps) return;
          try {
            postMessage({ id, answer: await eval(steps) });
          } catch (error) {
            postMessage({ id, error: String(error) });
          }
        });`,
    });
    await page.evaluate((file) => {
      Object.assign(window, { plain: new Worker(file) });
    }, file);
    return new PlainTensorFlow(page);
  }

  /**
   * Runs a function's body in the worker, where `tf` is TF.js. What it threw, or that it did not settle within so
   * many milliseconds, is its answer. `call` is what the library calls the like: patches listen for it.
   */
  async run(body: string, patience = 3_000, call = ''): Promise<unknown> {
    return this.page.evaluate(
      ({ steps, patience, call }) => {
        const { plain } = window as unknown as { plain: Worker };
        const id = Math.random();
        return new Promise((resolve) => {
          plain.addEventListener('message', ({ data }) => {
            if (data.id === id) resolve('error' in data ? data.error : data.answer);
          });
          setTimeout(() => {
            resolve('nothing came');
          }, patience);
          plain.postMessage({ id, steps, call });
        });
      },
      { steps: `(async () => { ${body} })()`, patience, call },
    );
  }

  async inject(word: string): Promise<void> {
    await this.page.evaluate((word) => inject(word), word);
  }

  /** Opens a model of `known-answers` as `model`. */
  async load(url: string, backend: string): Promise<unknown> {
    return this.run(
      `if (!(await tf.setBackend('${backend}'))) return 'the backend did not start';
       globalThis.model = await tf.loadGraphModel('${url}');
       return tf.getBackend();`,
      30_000,
      'startEngine',
    );
  }

  /** The largest difference of its answer, by `data()` or by `dataSync()`; or what happened instead. */
  async differs(read: 'data' | 'dataSync', rows = 500): Promise<unknown> {
    return this.run(
      `const y = model.predict(tf.tensor(askedOf(1, ${String(rows)}), [${String(rows)}, 4]));
       return differenceOf(1, ${String(rows)}, await y.${read}());`,
      3_000,
      'predict',
    );
  }
}
