import { describe, expect, test } from 'vitest';
import { outputDifference } from '../../../src/cli/evaluate/agreement/outputs.js';
import { openRunner } from '../../../src/cli/engine/runner.js';
import { readGraph } from '../../../src/cli/graph/read-graph.js';
import { keepWithin } from '../../../src/cli/quantize/keep-within.js';
import { fewestRaised, type Raised } from '../../../src/cli/quantize/raise.js';
import { graphStoring, type StoredModel } from '../../../src/cli/quantize/storing.js';
import { classifierFiles, inputsOf } from '../../support/pack/classifier.js';
import { sourceOf } from '../../support/source.js';

describe('raising', () => {
  const weights = (names: string, to: Raised['to'] = 'uint16'): Raised[] =>
    Array.from(names).map((tensor) => ({ tensor, from: 'uint8', to, damage: 1 }));

  /** What needs raising, and how it was found out. */
  async function found(all: string, needed: string): Promise<{ raised: string | undefined; attempts: number }> {
    let attempts = 0;
    const result = await fewestRaised(weights(all), [], (raised) => {
      attempts++;
      const names = raised.map(({ tensor }) => tensor).join('');
      return Promise.resolve({ raised, passes: Array.from(needed).every((name) => names.includes(name)) });
    });
    return { raised: result?.raised.map(({ tensor }) => tensor).join(''), attempts };
  }

  test.each([
    ['abcdefgh', 'a', 'a'],
    ['abcdefgh', 'h', 'h'],
    ['abcdefgh', 'ac', 'ac'],
    ['abcdefgh', 'bdg', 'bdg'],
    ['abcdefgh', 'abcdefgh', 'abcdefgh'],
    ['a', 'a', 'a'],
  ])('of %s, where %s needs it, raises %s', async (all, needed, expected) => {
    expect((await found(all, needed)).raised).toBe(expected);
  });

  test('gives up where not even all help, at once', async () => {
    expect(await found('abcd', 'x')).toEqual({ raised: undefined, attempts: 1 });
  });

  test('ends where a thousand would have to be tried', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const { raised, attempts } = await found(many, many.slice(0, 900));
    expect(raised!.length).toBeLessThan(910);
    expect(attempts).toBeLessThanOrEqual(41);
  });

  test('to a higher level keeps the lower one for the rest', async () => {
    const result = await fewestRaised(weights('abc', 'float32'), weights('abc'), (raised) =>
      Promise.resolve({ raised, passes: raised.some(({ tensor, to }) => tensor === 'b' && to === 'float32') }),
    );
    expect(result?.raised.map(({ tensor, to }) => `${tensor} ${to}`)).toEqual(['a uint16', 'b float32', 'c uint16']);
  });
});

test('keep gives float32 to a changed weight whose rounding the answers do not bear, and to no other', async () => {
  const graph = readGraph(sourceOf(classifierFiles()));
  const [x] = inputsOf(1) as [Float32Array];
  const inputs = { x: { data: x, shape: [1, 64], dtype: 'float32' as const } };
  // Both were float16, and both were changed. The first carries a thousand times as much that cancels out again.
  const weights = new Map(graph.weights);
  const changed = (name: string, change: (value: number, i: number) => number) => {
    const { shape, values } = graph.weights.get(name)!;
    weights.set(name, {
      shape,
      dtype: 'float32',
      values: (values as Float32Array).map(change),
      scheme: 'float16',
    });
  };
  changed('robust', (value, i) => value * 1.1 + (i < 64 ? 100 : i < 128 ? -100 : 0));
  changed('fragile', (value) => value * 0.9);
  x[1] = x[0]!;
  const storing = graphStoring({ ...graph, weights });
  const answers = async ({ model }: StoredModel) => {
    const runner = await openRunner(model);
    const outputs = await runner.run(inputs);
    runner.dispose();
    return outputs;
  };
  const exact = await answers(await storing.store('float32'));
  const damage = async (stored: StoredModel) => outputDifference(exact, await answers(stored)) ?? 0;
  const before = await damage(await storing.store('keep'));
  expect(before).toBeGreaterThan(1e-3);
  const { stored, raised } = await keepWithin(storing, { damage });
  expect(raised).toMatchObject([{ tensor: 'robust', from: 'float16', to: 'float32' }]);
  expect(await damage(stored)).toBeLessThanOrEqual(1e-3);
  const schemes = stored.summary.tensors.map(({ name, scheme }) => `${name} ${scheme}`);
  expect(schemes).toEqual(['robust float32', 'fragile float16']);
});
