import type { LoadOptions, Model, PredictOptions } from '../../src/index.js';
import { bias, kernel, linearOf, type TestModel } from './models/index.js';

/** Enough that TF.js sends them to the GPU instead of computing small things itself. */
export const rows = 500;

/** y = x · kernel + bias: the first for any number of rows, the second always for 500, in its self-test too. */
export const anyRows = linearOf(null);
export const manyRows: TestModel = linearOf(rows);

/** What came of predictions whose answers are known. */
export interface Story {
  /** Backend of each right answer, in the order of the answers. */
  backends: string[];
  /** Answers that were wrong, as "backend: largest difference". */
  wrong: string[];
  /** Codes of errors that predictions rejected with. */
  failed: string[];
  /** Milliseconds of the slowest prediction, right or not. */
  slowest: number;
  /** The backend at the start, then every other one that a `backendchange` told. */
  changes: string[];
}

/** A model on the page that is asked what is known. */
export interface KnownModel {
  model: Model;
  story: Story;
  /** Asks something else each time. Settles in any case, and adds to the story. */
  predict: (options?: PredictOptions & { rows?: number }) => Promise<{ right: boolean; milliseconds: number }>;
  /** Resolves as soon as what `backend` says is so: now, or with one of the next `backendchange`s. */
  until: (is: (backend: Model['backend']) => boolean) => Promise<void>;
  /** Disposes of the model. Answers the story and the last reasons, in a form that crosses to the test. */
  end: () => Promise<Story & { reasons: string[] }>;
}

declare global {
  /** On pages of `openKnownPage`. */
  function loadKnown(url: string, options?: LoadOptions): Promise<KnownModel>;
  /** On such pages: how a promise failed, or null. */
  function errorOf(promise: Promise<unknown>): Promise<{ code: string; message: string; details: object } | null>;
  /** On such pages: makes a worker that was patched for this word do what it does at it; resolves when it was done. */
  function inject(word: string): Promise<void>;
  /** On such pages, and in workers of plain TF.js: an input of so many rows, another one for each seed. */
  function askedOf(seed: number, rows: number): Float32Array;
  /** The largest difference of an answer to that input; Infinity for one of another length. */
  function differenceOf(seed: number, rows: number, answer: ArrayLike<number>): number;
}

const affine = { kernel: Array.from(kernel.data as Float32Array), bias: Array.from(bias.data as Float32Array) };

/** Script that defines `inject`. */
export const injection = `
  globalThis.inject = (word) =>
    new Promise((resolve) => {
      const channel = new BroadcastChannel('faults');
      channel.onmessage = () => {
        channel.close();
        resolve();
      };
      channel.postMessage(word);
    });`;

/** Script that defines `askedOf` and `differenceOf`. */
export const knownAnswers = `
  globalThis.askedOf = (seed, rows) =>
    Float32Array.from({ length: rows * 4 }, (_, i) => ((seed * 7 + i * 5) % 23) / 4 - 2);
  globalThis.differenceOf = (seed, rows, answer) => {
    const { kernel, bias } = ${JSON.stringify(affine)};
    const x = askedOf(seed, rows);
    if (answer.length !== rows * 3) return Infinity;
    let worst = 0;
    for (let i = 0; i < answer.length; i++) {
      const [row, column] = [Math.floor(i / 3), i % 3];
      let sum = bias[column];
      for (let k = 0; k < 4; k++) sum += x[row * 4 + k] * kernel[k * 3 + column];
      const difference = Math.abs(sum - answer[i]);
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    return worst;
  };`;

/** Script that defines all that a page has of these. */
export const knownPage = `
  ${injection}
  ${knownAnswers}
  window.errorOf = (promise) =>
    promise.then(
      () => null,
      ({ code, message, details }) => ({ code, message, details }),
    );
  window.loadKnown = async (url, options) => {
    const model = await edgewise.loadModel(url, options);
    const story = { backends: [], wrong: [], failed: [], slowest: 0, changes: [model.backend.name] };
    model.addEventListener('backendchange', () => {
      const { name } = model.backend;
      if (name !== story.changes.at(-1)) story.changes.push(name);
    });
    let seed = 0;
    const predict = async ({ rows = ${String(rows)}, ...options } = {}) => {
      const own = ++seed;
      const began = performance.now();
      let right = false;
      try {
        const { outputs, backend } = await model.predict({ x: { data: askedOf(own, rows), shape: [rows, 4] } }, options);
        const difference = differenceOf(own, rows, outputs.y.data);
        right = difference < (backend === 'webgl' ? 1e-3 : 1e-5);
        if (right) story.backends.push(backend);
        else story.wrong.push(backend + ': ' + difference);
      } catch (error) {
        story.failed.push(error.code ?? String(error));
      }
      const milliseconds = performance.now() - began;
      story.slowest = Math.max(story.slowest, milliseconds);
      return { right, milliseconds };
    };
    const until = (is) =>
      new Promise((resolve) => {
        const look = () => {
          if (!is(model.backend)) return;
          model.removeEventListener('backendchange', look);
          resolve();
        };
        model.addEventListener('backendchange', look);
        look();
      });
    const end = async () => {
      const reasons = [...model.backend.reasons];
      await model.dispose();
      return { ...story, reasons };
    };
    return { model, story, predict, until, end };
  };`;
