import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model, PredictInput } from '../../src/index.js';
import {
  anyRank,
  defaultInput,
  linear,
  mixed,
  scalar,
  text,
  twoFreeDimensions,
  unknownOps,
  whileLoop,
  withoutSignature,
} from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage, type Failure } from '../support/test-page.js';

const server = await openServer({ isolated: true });
const models = [
  ...[linear(), mixed(), text(), scalar(), anyRank(), twoFreeDimensions(), withoutSignature(), defaultInput()],
  whileLoop(),
];
let page: Page;

declare global {
  /** The models of this file by name, loaded, and one answer's numbers. */
  var m: Record<string, Model>;
  function answer(model: string, input: unknown): Promise<unknown[]>;
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  const urls = models.map((model) => [model.name, serveModel(server, model)] as const);
  await page.evaluate(async (urls) => {
    const loading = urls.map(async ([name, url]) => [name, await window.edgewise.loadModel(url, { threads: 1 })]);
    globalThis.m = Object.fromEntries((await Promise.all(loading)) as [string, Model][]);
    globalThis.answer = async (model, input) => {
      const prediction = await m[model]!.predict(input as PredictInput);
      return [...Object.values(prediction.outputs)[0]!.data];
    };
  }, urls);
});

const close = (...values: number[]) => values.map((value) => expect.closeTo(value, 5) as number);
/** linear's answer to its two rows of input, and to zeros. */
const rows = [...(linear().expected['y']!.data as Float32Array)];
const first = close(...rows.slice(0, 3));

describe('inputs', () => {
  test('typed and plain arrays, views with offsets, shared memory', async () => {
    const answers = await page.evaluate(() => {
      const bytes = new Uint8Array(20);
      const view = new Float32Array(bytes.buffer, 4, 4);
      view.set([1, 2, 3, 4]);
      const shared = new Float32Array(new SharedArrayBuffer(16));
      shared.set([1, 2, 3, 4]);
      const values = [1, 2, 3, 4];
      return Promise.all([
        answer('linear', values),
        answer('linear', Float32Array.from(values)),
        answer('linear', Float64Array.from(values)),
        answer('linear', Int32Array.from(values)),
        answer('linear', Uint8Array.from(values)),
        answer('linear', Uint8ClampedArray.from(values)),
        answer('linear', view),
        answer('linear', shared),
        answer('linear', { x: values }),
        answer('linear', { x: Int8Array.from(values) }),
        answer('linear', { data: values }),
        answer('linear', { data: values, shape: [1, 4] }),
        answer('linear', { data: view, shape: [1, 4], dtype: 'float32' }),
        answer('linear', { x: { data: values, shape: [1, 4] } }),
      ]);
    });
    expect(answers).toHaveLength(14);
    for (const one of answers) expect(one).toEqual(first);
  });

  test('a free dimension follows from the length', async () => {
    const { two, none, twoFree, scalar } = await page.evaluate(async () => {
      const shapes = async (model: string, input: unknown) =>
        Object.values((await m[model]!.predict(input as PredictInput)).outputs)[0]!.shape;
      return {
        two: await answer('linear', [1, 2, 3, 4, -1, 0.5, 0, 2]),
        none: await shapes('linear', { data: new Float32Array(0), shape: [0, 4] }),
        twoFree: await shapes('two-free-dimensions', [1, 2, 3, 4, 5, 6]),
        scalar: await answer('scalar', [4]),
      };
    });
    expect(two).toEqual(close(...rows));
    expect(none).toEqual([0, 3]);
    expect(twoFree).toEqual([1, 3]);
    expect(scalar).toEqual([8]);
  });

  test('NaN and infinities go through float32', async () => {
    const answers = await page.evaluate(() =>
      answer('any-rank', { data: [NaN, Infinity, -Infinity, -0, 1e-40], shape: [5] }),
    );
    expect(answers.slice(0, 4)).toEqual([NaN, Infinity, -Infinity, -0]);
  });

  test('strings in every script', async () => {
    const model = text();
    const name = Object.keys(model.inputs)[0]!;
    const outputs = await page.evaluate(
      async ([name, data]) => (await m['text']!.predict({ [name]: { data, shape: [data.length] } })).outputs,
      [name, model.inputs[name]!.data as string[]] as const,
    );
    for (const [key, { data }] of Object.entries(model.expected)) {
      if (Array.isArray(data)) expect(outputs[key]?.data).toEqual(data);
    }
  });

  test('several inputs by name, of several dtypes, booleans too', async () => {
    const outputs = await page.evaluate(async () => {
      const { outputs } = await m['mixed']!.predict({
        a: [0.5, 1.5],
        b: [1, -2],
        c: { data: [true, true] as unknown as number[], shape: [1, 2] },
      });
      return Object.entries(outputs).map(([name, { data, dtype }]) => [name, dtype, data.constructor.name, [...data]]);
    });
    expect(outputs).toEqual([
      ['sum', 'float32', 'Float32Array', [0.75, -1]],
      ['product', 'int32', 'Int32Array', [-3, -14]],
      ['either', 'bool', 'Uint8Array', [1, 0]],
    ]);
  });

  test('an input with a default may be left out', async () => {
    expect(await page.evaluate(() => answer('default-input', { x: [1, 2] }))).toEqual([3, 6]);
    const given = await page.evaluate(() => answer('default-input', { x: [1, 2], factor: { data: [5], shape: [] } }));
    expect(given).toEqual([5, 10]);
  });
});

describe('refused inputs', () => {
  const cases: [string, string, () => unknown, RegExp, object][] = [
    ['null', 'linear', () => null, /null/, { received: 'null' }],
    ['undefined', 'linear', () => undefined, /undefined/, { received: 'undefined' }],
    ['a number', 'linear', () => 5, /number/, { received: 'number' }],
    ['text', 'linear', () => 'a digit', /does not take a text.*no transform/, { received: 'a text' }],
    ['a function', 'linear', () => () => 1, /cannot be sent to a worker/, {}],
    ['a record', 'linear', () => ({ age: 41, job: 'none' }), /does not take a record.*no transform/, {}],
    ['a length that does not fit', 'linear', () => [1, 2, 3, 4, 5], /"x" got 5 values.*multiple of 4/, { length: 5 }],
    ['no values', 'linear', () => [], /"x" got 0 values/, { input: 'x', length: 0 }],
    [
      'a wrong shape',
      'linear',
      () => ({ data: [1, 2], shape: [1, 2] }),
      /\[any, 4\], not \[1, 2\]/,
      { actual: [1, 2] },
    ],
    ['a wrong rank', 'linear', () => ({ data: [1, 2, 3, 4], shape: [4] }), /\[any, 4\], not \[4\]/, { actual: [4] }],
    ['a shape that the data do not fill', 'linear', () => ({ data: [1], shape: [1, 4] }), /1 values.*holds 4/, {}],
    ['a negative shape', 'linear', () => ({ data: [], shape: [-1, 4] }), /\[-1, 4\]/, { actual: [-1, 4] }],
    ['a fractional shape', 'linear', () => ({ data: [1, 2], shape: [0.5, 4] }), /0\.5/, {}],
    ['a shape that is no list', 'linear', () => ({ data: [1, 2, 3, 4], shape: 4 }), /shape/, { input: 'x' }],
    [
      'a wrong dtype',
      'linear',
      () => ({ data: [1, 2, 3, 4], dtype: 'int32' }),
      /float32, not int32/,
      { actual: 'int32' },
    ],
    ['nested arrays', 'linear', () => [[1, 2, 3, 4]], /flat.*\{ data, shape \}/, { received: 'nested' }],
    ['text among numbers', 'linear', () => [1, 2, '3', 4], /element 2 is "3"/, { index: 2, value: '3' }],
    ['a hole', 'linear', () => [1, 2, undefined, 4], /element 2 is undefined/, { index: 2 }],
    ['a big integer', 'linear', () => BigInt64Array.of(1n, 2n, 3n, 4n), /element 0 is 1/, { index: 0 }],
    ['a buffer', 'linear', () => new ArrayBuffer(16), /missing: x/, { missing: ['x'] }],
    ['an unknown input', 'linear', () => ({ x: [1, 2, 3, 4], y: [1] }), /unknown: y/, { unknown: ['y'] }],
    ['a misspelt input', 'linear', () => ({ X: [1, 2, 3, 4] }), /missing: x; unknown: X/, { expected: ['x'] }],
    ['null for an input', 'linear', () => ({ x: null }), /"x" is no array/, { input: 'x' }],
    ['one array for three inputs', 'mixed', () => [1, 2], /3 inputs.*a, b, c/, { expected: ['a', 'b', 'c'] }],
    ['a missing input', 'mixed', () => ({ a: [1, 2], b: [1, 2] }), /missing: c/, { missing: ['c'] }],
    ['a fraction for int32', 'mixed', () => ({ a: [1, 2], b: [1, 2.5], c: [1, 0] }), /"b".*element 1 is 2\.5/, {}],
    ['NaN for int32', 'mixed', () => ({ a: [1, 2], b: [1, NaN], c: [1, 0] }), /"b".*element 1 is NaN/, {}],
    ['33 bits for int32', 'mixed', () => ({ a: [1, 2], b: [1, 2 ** 31], c: [1, 0] }), /"b".*2147483648/, {}],
    ['2 for bool', 'mixed', () => ({ a: [1, 2], b: [1, 2], c: [1, 2] }), /"c".*element 1 is 2/, { input: 'c' }],
    ['numbers for strings', 'text', () => ({ words: { data: [1, 2], shape: [2] } }), /strings|missing/, {}],
    ['any rank without a shape', 'any-rank', () => [1, 2], /may have any shape/, { input: 'x' }],
  ];

  test.each(cases)('%s', async (_, model, make, message, details) => {
    const failure = await page.evaluate(([model, make]) => failureOf(answer(model, (0, eval)(`(${make})()`))), [
      model,
      String(make),
    ] as const);
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details });
    expect(failure?.message).toMatch(message);
  });

  test.each([0, -1, NaN, 'soon'])('the timeout %s', async (timeout) => {
    const failure = await page.evaluate(
      (timeout) => failureOf(m['linear']!.predict([1, 2, 3, 4], { timeout: timeout as number })),
      timeout,
    );
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { field: 'timeout' } });
  });
});

describe('memory', () => {
  test('the input is copied before predict returns', async () => {
    const { answers, left } = await page.evaluate(async () => {
      const plain = [1, 2, 3, 4];
      const typed = Float32Array.from(plain);
      const calls = [answer('linear', plain), answer('linear', typed), answer('linear', { x: typed })];
      plain.fill(9);
      typed.fill(9);
      return { answers: await Promise.all(calls), left: typed.length };
    });
    for (const one of answers) expect(one).toEqual(first);
    expect(left).toBe(4);
  });

  test('transfer takes the memory, once', async () => {
    const { lengths, answers, failure } = await page.evaluate(async () => {
      const alone = Float32Array.from([1, 2, 3, 4]);
      const buffer = new ArrayBuffer(32);
      const part = new Float32Array(buffer, 8, 4);
      part.set([1, 2, 3, 4]);
      const calls = [alone, part].map((x) => m['linear']!.predict({ x }, { transfer: true }));
      const lengths = [alone.length, alone.buffer.byteLength, part.length];
      const answers = await Promise.all(calls.map(async (call) => [...((await call).outputs['y']?.data ?? [])]));
      return { lengths, answers, failure: await failureOf(m['linear']!.predict(alone, { transfer: true })) };
    });
    // A view into a larger buffer is copied: the rest of the buffer is not ours.
    expect(lengths).toEqual([0, 0, 4]);
    for (const one of answers) expect(one).toEqual(first);
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { received: 'transferred' } });
  });

  test('an input of a prediction that is not wanted any more is not taken', async () => {
    const length = await page.evaluate(async () => {
      const x = new Float32Array(4);
      await failureOf(m['linear']!.predict(x, { transfer: true, signal: AbortSignal.abort() }));
      return x.length;
    });
    expect(length).toBe(4);
  });
});

describe('the answer', () => {
  test('says what computed it, how long it took, and has an id of its own', async () => {
    const predictions = await page.evaluate(async () => {
      const two = await Promise.all([m['linear']!.predict([1, 2, 3, 4]), m['linear']!.predict([0, 0, 0, 0])]);
      return two.map((prediction) => ({ ...prediction, same: prediction.value === prediction.outputs }));
    });
    expect(predictions.map(({ outputs }) => outputs['y']?.shape)).toEqual([
      [1, 3],
      [1, 3],
    ]);
    expect(new Set(predictions.map(({ id }) => id)).size).toBe(2);
    for (const { backend, milliseconds, same } of predictions) {
      expect(backend).toBe('wasm');
      expect(milliseconds).toBeGreaterThan(0);
      expect(same).toBe(true);
    }
  });

  test('comes in the order of the calls, however long each takes', async () => {
    const order = await page.evaluate(async () => {
      const order: string[] = [];
      const calls = [
        answer('while', [3000]).then(() => order.push('long')),
        answer('linear', [1, 2, 3, 4]).then(() => order.push('short')),
        answer('while', [10]).then(([sum]) => order.push(String(sum))),
      ];
      await Promise.all(calls);
      return order;
    });
    expect(order).toEqual(['long', 'short', '55']);
  });
});

describe('a call', () => {
  test('that waits rejects with the reason at once, and its run never happens', async () => {
    const order = await page.evaluate(async () => {
      const order: string[] = [];
      const controller = new AbortController();
      const reason = new Error('never mind');
      const long = answer('while', [3000]).then(() => order.push('long'));
      const call = m['linear']!.predict([1, 2, 3, 4], { signal: controller.signal });
      const waiting = call.catch((error: unknown) => order.push(error === reason ? 'reason' : String(error)));
      controller.abort(reason);
      await Promise.all([long, waiting]);
      order.push(String((await answer('while', [10]))[0]));
      return order;
    });
    expect(order).toEqual(['reason', 'long', '55']);
  });

  test('whose signal aborted before rejects with the reason', async () => {
    const outcome = await page.evaluate(() =>
      m['linear']!.predict([1, 2, 3, 4], { signal: AbortSignal.abort('beforehand') }).catch((error: unknown) => error),
    );
    expect(outcome).toBe('beforehand');
  });

  test('that takes too long rejects with timeout, and the next one answers', async () => {
    const { failure, after } = await page.evaluate(async () => ({
      failure: await failureOf(m['while']!.predict([20_000], { timeout: 20 })),
      after: await answer('linear', [1, 2, 3, 4]),
    }));
    expect(failure).toMatchObject({ edgewise: true, code: 'timeout', details: { milliseconds: 20 } });
    expect(after).toEqual(first);
  });

  test('may have any time it needs', async () => {
    const patient = await page.evaluate(async () => {
      const { outputs } = await m['linear']!.predict([1, 2, 3, 4], { timeout: Infinity });
      return [...(outputs['y']?.data ?? [])];
    });
    expect(patient).toEqual(first);
  });
});

describe('an error of the worker comes whole', () => {
  test('one of ours: class, code, details, message and stack', async () => {
    const url = serveModel(server, unknownOps());
    const failure: Failure | null = await page.evaluate((url) => failureOf(window.edgewise.loadModel(url)), url);
    expect(failure).toMatchObject({
      edgewise: true,
      name: 'EdgewiseError',
      code: 'unsupported-op',
      details: { url: server.origin + url, ops: ['FancyOp', 'OtherOp'] },
    });
    expect(failure?.message).toContain('FancyOp, OtherOp');
    expect(failure?.stack).toContain('/dist/worker.js');
  });

  test('one of TF.js', async () => {
    const failure = await page.evaluate(() =>
      failureOf(answer('without-signature', { left: [1, 2, 3], right: [1, 2] })),
    );
    expect(failure).toMatchObject({ edgewise: true, code: 'worker' });
    expect(failure?.message).toMatch(/broadcast/);
    expect(failure?.stack).toContain('/dist/worker.js');
  });
});
