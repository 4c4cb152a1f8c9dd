import { preparer } from '../../../src/transform/prepare.js';
import { describe, expect, test } from 'vitest';
import type { EvaluationModule } from '../../../src/cli/evaluate/evaluation-module.js';
import { samplesOf } from '../../../src/cli/evaluate/samples.js';
import { goldenExamples } from '../../../src/cli/examples/golden-examples.js';
import { smoothPicture } from '../../../src/cli/examples/smooth-picture.js';
import { syntheticRows } from '../../../src/cli/examples/synthetic-rows.js';
import { encodeExamples } from '../../../src/model/manifest/examples.js';
import type { Recorded } from '../../../src/model/manifest/recorded.js';
import type { TensorSpec } from '../../../src/model/tensor.js';
import { attribute, GraphBuilder } from '../../support/models/graph.js';
import { randomFloats } from '../../support/models/random.js';
import { float32, int32 } from '../../support/models/tensors.js';
import { sourceOf } from '../../support/source.js';

const float = { T: attribute.type('float32') };

/** `y` is steady; `jumpy` swings a million times a unit; `wide` is y repeated to megabytes. */
function model(outputs: readonly ('y' | 'jumpy' | 'wide')[]) {
  const g = new GraphBuilder();
  g.input('x', 'float32', [null, 64]);
  g.weight('w', float32(randomFloats(1, 64 * 32), [64, 32]));
  g.weight('steep', float32([1e6]));
  g.weight('times', int32([1, 4000]));
  g.node('y', 'MatMul', ['x', 'w'], float);
  g.node('steeper', 'Mul', ['y', 'steep'], float);
  g.node('jumpy', 'Sin', ['steeper'], float);
  g.node('wide', 'Tile', ['y', 'times'], { ...float, Tmultiples: attribute.type('int32') });
  for (const output of outputs) g.output(output, output);
  return sourceOf(g.build());
}

const inputs = [1, 2, 3, 4].map((seed) => ({
  x: { data: randomFloats(seed, 64), shape: [1, 64], dtype: 'float32' as const },
}));

describe('golden examples', () => {
  test('leave out what hangs on rounding, and record of what is large a part', async () => {
    const { examples } = await goldenExamples(model(['jumpy', 'y', 'wide']), inputs, 2);
    expect(examples).toHaveLength(2);
    for (const { outputs } of examples) {
      expect(Object.keys(outputs)).toEqual(['y', 'wide']);
      const { y, wide } = outputs as Record<string, Recorded>;
      expect(y!.every).toBeUndefined();
      expect(wide).toMatchObject({ shape: [1, 32 * 4000], every: 32 });
      // Each 32nd of y over and over is its first.
      expect(new Set(wide!.data as Float32Array)).toEqual(new Set([y!.data[0]]));
    }
    expect(encodeExamples(examples).length).toBeLessThan(60_000);
  });

  test('are none where nothing is steady, and that is said', async () => {
    const { examples, notes } = await goldenExamples(model(['jumpy']), inputs, 3);
    expect(examples).toEqual([]);
    expect(notes.join()).toMatch(/No golden examples.* of 4 inputs, 4 have answers that hang on rounding/);
  });
});

describe('made-up inputs', () => {
  test('are drawn number by number: like the samples, and none of them', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [i / 300, i % 2, -5 - (i % 7)]);
    const module = { samples: () => rows.map((row) => ({ inputs: row })) } as Pick<EvaluationModule, 'samples'>;
    const specs: TensorSpec[] = [{ name: 'x', dtype: 'float32', shape: [null, 3] }];
    const made = (await syntheticRows(samplesOf(module, preparer(specs)), 50))!;
    expect(made).toEqual(await syntheticRows(samplesOf(module, preparer(specs)), 50));
    for (const { x } of made) {
      const [a, b, c] = Array.from(x!.data as Float32Array) as [number, number, number];
      expect(rows.some((row) => String(row) === String([a, b, c]))).toBe(false);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(a).toBeLessThan(1);
      expect(b).toBeGreaterThanOrEqual(0);
      expect(b).toBeLessThanOrEqual(1.2);
      expect(c).toBeGreaterThanOrEqual(-12);
      expect(c).toBeLessThanOrEqual(-4.9);
    }
    // Both ones and zeros come up, as among the samples.
    const ones = made.filter(({ x }) => (x!.data[1] as number) > 0.5).length;
    expect(ones).toBeGreaterThan(10);
    expect(ones).toBeLessThan(40);
  });

  test('of places in a table stay within it', async () => {
    const module = { samples: () => [0, 1, 2, 3, 9].map((i) => ({ inputs: [i] })) } as Pick<
      EvaluationModule,
      'samples'
    >;
    const made = (await syntheticRows(
      samplesOf(module, preparer([{ name: 'x', dtype: 'int32', shape: [null, 1] }])),
      200,
    ))!;
    const values = made.map(({ x }) => x!.data[0] as number);
    expect(Math.max(...values)).toBe(9);
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  });

  test('are not made of pictures', async () => {
    const module = { samples: () => [{ inputs: new Float32Array(12) }] } as Pick<EvaluationModule, 'samples'>;
    expect(
      await syntheticRows(samplesOf(module, preparer([{ name: 'x', dtype: 'float32', shape: [1, 2, 2, 3] }])), 3),
    ).toBeUndefined();
  });

  test('of pictures lie in their range, change softly, and are the same each time', () => {
    const spec: TensorSpec = { name: 'x', dtype: 'int32', shape: [1, 64, 64, 3] };
    const { data } = smoothPicture(spec, 3);
    expect(data).toEqual(smoothPicture(spec, 3).data);
    expect(data).not.toEqual(smoothPicture(spec, 4).data);
    const values = Array.from(data as Int32Array);
    expect([Math.min(...values) >= 0, Math.max(...values) <= 255]).toEqual([true, true]);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(100);
    const steps = values.slice(3).map((value, i) => Math.abs(value - values[i]!));
    expect(steps.filter((step) => step > 30).length).toBeLessThan(64 * 3);
    const signed = smoothPicture({ ...spec, dtype: 'float32', shape: [1, 16, 16, 1] }, 3, [-1, 1]);
    expect(Math.min(...(signed.data as Float32Array))).toBeLessThan(-0.2);
  });
});
