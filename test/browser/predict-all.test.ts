import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model, PredictInput } from '../../src/index.js';
import { linear, scalar, whileLoop } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
let page: Page;

type Options = Parameters<Model['predictAll']>[1];

declare global {
  var line: Model;
  var fixed: Model;
  var slow: Model;
  /** The first output of every prediction. */
  function collect(source: unknown, options?: Options): Promise<number[][]>;
  /** Inputs 0, 1, 2, …, and what became of the source. */
  function counting(limit?: number): { source: AsyncGenerator<number[]>; pulled: number; ended: boolean };
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  await page.evaluate(
    async ([a, b, c]) => {
      [globalThis.line, globalThis.fixed, globalThis.slow] = await Promise.all([
        window.edgewise.loadModel(a),
        window.edgewise.loadModel(b),
        window.edgewise.loadModel(c),
      ]);
      globalThis.collect = async (source, options) => {
        const all: number[][] = [];
        for await (const { outputs } of line.predictAll(source as Iterable<PredictInput>, options)) {
          all.push([...(outputs['y']?.data as Float32Array)]);
        }
        return all;
      };
      globalThis.counting = (limit = Infinity) => {
        const state: ReturnType<typeof counting> = { source: generate(), pulled: 0, ended: false };
        async function* generate(): AsyncGenerator<number[]> {
          try {
            while (state.pulled < limit) {
              const i = state.pulled++;
              yield await Promise.resolve([i, 0, 0, 1]);
            }
          } finally {
            state.ended = true;
          }
        }
        return state;
      };
    },
    [serveModel(server, linear()), serveModel(server, scalar()), serveModel(server, whileLoop())] as const,
  );
});

/** linear's answer to [i, 0, 0, 1]. */
const answerTo = (i: number) =>
  [0, 1, 2].map((k) => expect.closeTo((i * (k - 4)) / 7 + (9 + k - 4) / 7 + [0.1, -0.2, 0.3][k]!, 4) as number);
const answers = (count: number) => Array.from({ length: count }, (_, i) => answerTo(i));

describe('sources', () => {
  test('arrays, generators, asynchronous generators and streams, in their order', async () => {
    const all = await page.evaluate(async () => {
      const inputs = Array.from({ length: 5 }, (_, i) => [i, 0, 0, 1]);
      function* generator() {
        yield* inputs;
      }
      const streamOf = (values: number[][]) =>
        new ReadableStream<number[]>({
          start: (controller) => {
            for (const value of values) controller.enqueue(value);
            controller.close();
          },
        });
      return Promise.all([
        collect(inputs),
        collect(generator()),
        collect(new Set(inputs)),
        collect(inputs.map((input) => Promise.resolve(input))),
        collect(counting(5).source),
        collect(streamOf(inputs)),
        collect(inputs, { batchSize: 2 }),
        collect(counting(5).source, { batchSize: 5 }),
        collect(streamOf(inputs), { batchSize: 100 }),
      ]);
    });
    expect(all).toHaveLength(9);
    for (const one of all) expect(one).toEqual(answers(5));
    expect(await page.evaluate(() => Promise.all([collect([]), collect([], { batchSize: 3 })]))).toEqual([[], []]);
  });

  test.each([
    ['nothing', 'undefined'],
    ['null', 'null'],
    ['a number', '5'],
    ['an object', '({})'],
    ['text', '"abc"'],
  ])('%s is none', async (_, source) => {
    const failure = await page.evaluate((source) => failureOf(collect((0, eval)(source))), source);
    expect(failure).toMatchObject({ edgewise: true, code: 'input' });
    expect(failure?.message).toMatch(/predictAll takes an array/);
  });

  test('are read no faster than the answers are taken', async () => {
    const pulled = await page.evaluate(async () => {
      const count = counting();
      const iterator = line.predictAll(count.source)[Symbol.asyncIterator]();
      const pulled = [count.pulled];
      for (let i = 0; i < 3; i++) {
        await iterator.next();
        await new Promise((resolve) => setTimeout(resolve)); // time for one too many
        pulled.push(count.pulled);
      }
      await iterator.return?.();
      return pulled;
    });
    expect(pulled).toEqual([0, 1, 2, 3]);
  });

  test('a batch pulls no more than it holds', async () => {
    const pulled = await page.evaluate(async () => {
      const count = counting();
      const iterator = line.predictAll(count.source, { batchSize: 4 })[Symbol.asyncIterator]();
      const pulled = [];
      for (let i = 0; i < 5; i++) {
        await iterator.next();
        pulled.push(count.pulled);
      }
      await iterator.return?.();
      return pulled;
    });
    expect(pulled).toEqual([4, 4, 4, 4, 8]);
  });

  test('may fill the same array again, batched or not', async () => {
    const all = await page.evaluate(() => {
      const reusing = async function* () {
        const input = new Float32Array([0, 0, 0, 1]);
        for (let i = 0; i < 5; i++) {
          input[0] = i;
          yield await Promise.resolve(input);
        }
      };
      return Promise.all([collect(reusing()), collect(reusing(), { batchSize: 3 })]);
    });
    expect(all).toEqual([answers(5), answers(5)]);
  });
});

describe('batchSize', () => {
  test('runs so many as one, the last batch as it is', async () => {
    const ids = await page.evaluate(async () => {
      const ids: string[] = [];
      for await (const { id, outputs, value } of line.predictAll(counting(5).source, { batchSize: 2 })) {
        ids.push(`${id.replace(/^.*-/, '')} ${String(outputs['y']?.shape)} ${String(value === outputs)}`);
      }
      return ids;
    });
    const runs = ids.map((id) => Number(id.split('.')[0]));
    expect(runs.map((run) => run - runs[0]!)).toEqual([0, 0, 1, 1, 2]);
    expect(ids.map((id) => id.split('.')[1])).toEqual([
      '0 1,3 true',
      '1 1,3 true',
      '0 1,3 true',
      '1 1,3 true',
      '0 1,3 true',
    ]);
  });

  test('keeps inputs of several rows together', async () => {
    const shapes = await page.evaluate(async () => {
      const shapes = [];
      const inputs = [new Float32Array(4), new Float32Array(12), new Float32Array(8)];
      for await (const { outputs } of line.predictAll(inputs, { batchSize: 3 })) shapes.push(outputs['y']?.shape);
      return shapes;
    });
    expect(shapes).toEqual([
      [1, 3],
      [3, 3],
      [2, 3],
    ]);
  });

  test.each([0, -1, 1.5, NaN, Infinity, '2'])('%s is none', async (batchSize) => {
    const failure = await page.evaluate(
      (batchSize) => failureOf(collect([], { batchSize: batchSize as number })),
      batchSize,
    );
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { field: 'batchSize' } });
  });

  test('is refused for a model whose first dimension is fixed', async () => {
    const { failure, ended } = await page.evaluate(async () => {
      const count = counting(3);
      const iterator = fixed.predictAll(count.source, { batchSize: 2 })[Symbol.asyncIterator]();
      return { failure: await failureOf(iterator.next()), ended: count.pulled };
    });
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { field: 'batchSize', value: 2 } });
    expect(ended).toBe(0);
  });
});

describe('leaving', () => {
  test('the loop ends the source', async () => {
    const { ended, cancelled } = await page.evaluate(async () => {
      const count = counting();
      for await (const _ of line.predictAll(count.source)) break;
      let cancelled: unknown = 'no';
      const stream = new ReadableStream<number[]>({
        pull: (controller) => {
          controller.enqueue([1, 2, 3, 4]);
        },
        cancel: () => {
          cancelled = 'yes';
        },
      });
      for await (const _ of line.predictAll(stream, { batchSize: 2 })) break;
      return { ended: count.ended, cancelled };
    });
    expect(ended).toBe(true);
    expect(cancelled).toBe('yes');
  });

  test('a wrong input ends the source, after the answers before it', async () => {
    const { taken, failure, ended } = await page.evaluate(async () => {
      let ended = false;
      function* source() {
        try {
          yield [0, 0, 0, 1];
          yield [1, 2, 3];
          yield [0, 0, 0, 1];
        } finally {
          ended = true;
        }
      }
      let taken = 0;
      const all = async () => {
        for await (const _ of line.predictAll(source())) taken++;
      };
      return { failure: await failureOf(all()), taken, ended };
    });
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { length: 3 } });
    expect(taken).toBe(1);
    expect(ended).toBe(true);
  });

  test('an error in the source comes through', async () => {
    const messages = await page.evaluate(async () => {
      const failing = async function* () {
        yield await Promise.resolve([0, 0, 0, 1]);
        throw new Error('the camera is gone');
      };
      const errored = new ReadableStream({
        pull: () => {
          throw new Error('the stream is gone');
        },
      });
      const sources = [collect(failing()), collect(failing(), { batchSize: 4 }), collect(errored)];
      return Promise.all(sources.map(async (all) => (await failureOf(all))?.message));
    });
    expect(messages).toEqual(['the camera is gone', 'the camera is gone', 'the stream is gone']);
  });

  test('by abort: between answers, in a run, and while the source keeps us waiting', async () => {
    const outcomes = await page.evaluate(async () => {
      const outcomes: unknown[] = [];
      for (const [source, model] of [
        [counting().source, line],
        [[[20_000]], slow],
        [new ReadableStream<number[]>(), line],
        [{ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }, line],
      ] as [AsyncIterable<number[]>, Model][]) {
        const controller = new AbortController();
        const all = async () => {
          for await (const _ of model.predictAll(source, { signal: controller.signal })) controller.abort('enough');
        };
        const outcome = all().catch((error: unknown) => error);
        // The first aborts itself with its first answer; the others are not to give one.
        const abort = () => {
          controller.abort('enough');
        };
        if (outcomes.length > 0) setTimeout(abort, 20);
        outcomes.push(await outcome);
      }
      return outcomes;
    });
    expect(outcomes).toEqual(['enough', 'enough', 'enough', 'enough']);
  });

  test('by abort cancels a stream that keeps us waiting', async () => {
    const reason = await page.evaluate(async () => {
      const controller = new AbortController();
      const cancelled = new Promise<string>((resolve) => {
        const stream = new ReadableStream<number[]>({
          cancel: () => {
            resolve('cancelled');
          },
        });
        void failureOf(collect(stream, { signal: controller.signal }));
      });
      controller.abort();
      return cancelled;
    });
    expect(reason).toBe('cancelled');
  });
});
