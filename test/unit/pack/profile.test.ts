import { preparer } from '../../../src/transform/prepare.js';
import { describe, expect, test } from 'vitest';
import { buildProfile, serializeProfile } from '../../../src/cli/evaluate/build-profile.js';
import type { EvaluationModule, EvaluationSample, Row } from '../../../src/cli/evaluate/evaluation-module.js';
import { samplesOf } from '../../../src/cli/evaluate/samples.js';
import { answerAll } from '../../../src/cli/evaluate/answer-all.js';
import { calibrate, calibrated, calibrationError, isotonic } from '../../../src/model/profile/calibration.js';
import { countCategories } from '../../../src/model/profile/categories.js';
import { binOf, centralMoments, doaneBins, histogramOf, momentsOf } from '../../../src/model/profile/histogram.js';
import { parseProfile } from '../../../src/model/profile/parse-profile.js';
import type { Profile } from '../../../src/model/profile/profile.js';
import { mulberry32 } from '../../../src/model/random.js';

const floats = (...values: number[]) => Float64Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text).buffer;

describe('histograms', () => {
  test('moments are those of the population', () => {
    // Mean 3, squares 4 1 0 1 4 16·…: 1 2 3 4 10 has mean 4, squares 9 4 1 0 36, cubes -27 -8 -1 0 216.
    const { mean, deviation, skewness } = centralMoments(floats(1, 2, 3, 4, 10));
    expect([mean, deviation]).toEqual([4, Math.sqrt(10)]);
    expect(skewness).toBeCloseTo(36 / 10 ** 1.5, 12);
  });

  test('have as many bins as Doane says', () => {
    // 1 + log2(5) + log2(1 + 1.1384 ÷ √(6·3 ÷ (6·8))) = 1 + 2.32 + 1.51
    expect(doaneBins(floats(1, 2, 3, 4, 10))).toBe(5);
    // Without skewness it is Sturges: 1 + log2(8).
    expect(doaneBins(floats(-4, -3, -2, -1, 1, 2, 3, 4))).toBe(4);
    expect(doaneBins(floats(7))).toBe(1);
  });

  test('have round edges outside of what was seen, and count every value once', () => {
    const random = mulberry32(4);
    for (const scale of [1e-30, 0.001, 1, 77, 1e12]) {
      for (const offset of [0, 1, -3]) {
        const values = Float64Array.from({ length: 500 }, () => (random() + offset) * scale);
        const { edges, counts } = histogramOf(values);
        expect(counts.reduce((a, b) => a + b)).toBe(500);
        expect(edges.length).toBe(counts.length + 1);
        expect(edges[0]!).toBeLessThanOrEqual(Math.min(...values));
        expect(edges.at(-1)!).toBeGreaterThan(Math.max(...values));
        counts.forEach((count, i) => {
          const inside = values.filter((value) => value >= edges[i]! && value < edges[i + 1]!).length;
          expect(Math.abs(count - inside)).toBeLessThanOrEqual(1); // a value on an edge, rounded
        });
        const { min, max } = momentsOf(values, { edges, counts });
        expect(values.includes(min) || values.includes(max)).toBe(false);
      }
    }
  });

  test('of one value, and of values that hardly differ, are sound', () => {
    for (const values of [floats(5), floats(0, 0), floats(1e9, 1e9 + 1e-7), floats(-2, -2, -2)]) {
      const { edges, counts } = histogramOf(values);
      expect(counts.reduce((a, b) => a + b)).toBe(values.length);
      expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
    }
  });

  test('a value finds its bin, one outside the nearest', () => {
    const edges = [0, 1, 2, 5];
    expect([-7, 0, 0.5, 1, 4.9, 5, 60].map((value) => binOf(edges, value))).toEqual([0, 0, 0, 1, 2, 2, 2]);
  });
});

test('categories of fewer than ten samples are not named', () => {
  const values = [
    ...Array<string>(12).fill('b'),
    ...Array<string>(30).fill('a'),
    ...Array<string>(9).fill('rare'),
    'me',
  ];
  expect(countCategories(values)).toEqual({
    counts: [
      { value: 'a', count: 30 },
      { value: 'b', count: 12 },
    ],
    other: 10,
  });
});

describe('calibration', () => {
  const outcomes = (pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([given, observed]) => ({ given, observed }));
  const tenfold = <T>(items: readonly T[]): T[] => items.flatMap((item) => Array<T>(10).fill(item));

  test('isotonic regression pools neighbours that fall', () => {
    // .2 → 0, .4 → 1, .6 → 0 (pooled with .4: 1/2), .8 → 1
    const points = isotonic(
      outcomes(
        tenfold([
          [0.2, 0],
          [0.4, 1],
          [0.6, 0],
          [0.8, 1],
        ] as const),
      ),
    );
    expect(points.map(([x, y]) => [Number(x.toFixed(9)), y])).toEqual([
      [0.2, 0],
      [0.5, 0.5],
      [0.8, 1],
    ]);
    expect(calibrated(points, 0.1)).toBe(0);
    expect(calibrated(points, 0.65)).toBeCloseTo(0.75, 9);
    expect(calibrated(points, 0.95)).toBe(1);
  });

  test('no point stands for fewer than ten samples', () => {
    const points = isotonic(outcomes(Array.from({ length: 35 }, (_, i) => [i / 35, i >= 17 ? 1 : 0] as const)));
    expect(points.length).toBeLessThanOrEqual(3);
  });

  test('the error is the mean distance over bins of equal count', () => {
    // Ten bins of two: in each the mean given is .7, and one of two came true.
    expect(
      calibrationError(
        outcomes(
          tenfold([
            [0.7, 1],
            [0.7, 0],
          ] as const),
        ),
      ),
    ).toBeCloseTo(0.2, 9);
  });

  test('is there where it helps samples that it was not made from, and only there', () => {
    const random = mulberry32(8);
    const drawn = (bent: (p: number) => number) =>
      Array.from({ length: 2000 }, () => {
        const given = random();
        return { given, observed: Number(random() < bent(given)) };
      });
    const overconfident = calibrate(drawn((p) => 0.5 + (p - 0.5) * 0.4));
    expect(overconfident?.error.after).toBeLessThan(0.05);
    expect(overconfident?.error.before).toBeGreaterThan(0.1);
    expect(calibrated(overconfident!.points, 0.9)).toBeCloseTo(0.66, 1);
    // Already calibrated: by chance it may help by a hair, never much.
    const fair = calibrate(drawn((p) => p));
    expect((fair?.error.before ?? 0) - (fair?.error.after ?? 0)).toBeLessThan(0.02);
    expect(calibrate(outcomes([[0.5, 1]]))).toBeUndefined();
  });
});

const people: EvaluationSample[] = Array.from({ length: 200 }, (_, i) => {
  const row: Row = {
    age: 20 + (i % 50) + 0.37,
    home: i % 4 === 0 ? 'rent' : i === 7 ? 'castle' : 'own',
    debt: i % 5 ? i : null,
  };
  return { inputs: [i / 200, (i * 7) % 11], label: i % 2, row };
});
const module: EvaluationModule = { metric: 'accuracy', samples: () => people, labels: ['no', 'yes'], chunks: 4 };
const spec = { name: 'x', dtype: 'float32' as const, shape: [null, 2] };

/** Says 0.9 for even samples, 0.2 for odd ones; every tenth the other way. */
const runner = {
  inputs: [spec],
  outputs: [{ name: 'p', dtype: 'float32' as const, shape: [null, 1] }],
  run: ({ x }: Record<string, { data: ArrayLike<number> }>) => {
    const i = Math.round((x!.data[0] ?? 0) * 200);
    const sure = i % 2 === 1 ? 0.9 : 0.2;
    const data = Float32Array.of(i % 10 === 0 ? 1 - sure : sure);
    return Promise.resolve({ p: { data, shape: [1, 1], dtype: 'float32' as const } });
  },
  dispose: () => undefined,
};

async function profileOf(given: EvaluationModule): Promise<Profile> {
  const samples = samplesOf(given, preparer([{ ...spec, shape: [1, 2] }]));
  const single = { ...runner, inputs: [{ ...spec, shape: [1, 2] }] };
  return buildProfile(given, samples, await answerAll(single as never, samples, { output: 'p' }), 'p');
}

describe('a profile', () => {
  test('sums up rows by field, answers, and how good they were by part', async () => {
    const profile = await profileOf(module);
    expect(profile.samples).toBe(200);
    const [age, home, debt] = profile.inputs;
    expect(age).toMatchObject({ name: 'age', kind: 'number', missing: 0, median: 45, distinct: 50 });
    expect(home).toEqual({
      name: 'home',
      kind: 'category',
      missing: 0,
      counts: [
        { value: 'own', count: 149 },
        { value: 'rent', count: 50 },
      ],
      other: 1,
    });
    expect(debt).toMatchObject({ name: 'debt', missing: 40, moments: { count: 160 } });
    expect(profile.output).toMatchObject({
      name: 'p',
      kind: 'probabilities',
      classes: [
        { label: 'no', predicted: 80, actual: 100 },
        { label: 'yes', predicted: 120, actual: 100 },
      ],
    });
    // Even samples ending in 0 say 0.8 and are wrong: 5 of each 50.
    expect(profile.reference).toMatchObject({
      metric: 'accuracy',
      chunkSize: 50,
      chunks: [0.9, 0.9, 0.9, 0.9],
      deviation: 0,
    });
    expect(profile.reference?.mean).toBeCloseTo(0.9, 12);
    expect(profile.reference?.accuracy?.chunks).toEqual([0.9, 0.9, 0.9, 0.9]);
  });

  test('without rows is of all values of an input', async () => {
    const bare = { ...module, samples: () => people.map(({ row: _, ...sample }) => sample) };
    const { inputs } = await profileOf(bare);
    expect(inputs).toMatchObject([{ name: 'x', kind: 'number', moments: { count: 400 }, distinct: 100 }]);
  });

  test('shows nobody: no value that a single row has, no rare name', async () => {
    const text = serializeProfile(await profileOf(module));
    expect(text).not.toContain('castle');
    expect(text).not.toContain('20.37');
    expect(text).not.toContain('69.37');
  });

  test('is read as it was written, and a broken one is refused by its field', async () => {
    const profile = await profileOf(module);
    expect(parseProfile(utf8(serializeProfile(profile)), 'profile.json')).toEqual(JSON.parse(JSON.stringify(profile)));
    const broken: [(copy: any) => void, RegExp][] = [
      [(p) => (p.version = 2), /version 2/],
      [(p) => (p.samples = 0), /samples of 0/],
      [(p) => (p.inputs[0].histogram.edges[1] = -1e9), /inputs\[0\]\.histogram\.edges/],
      [(p) => p.inputs[0].histogram.counts.pop(), /inputs\[0\]\.histogram\.counts/],
      [(p) => (p.inputs[0].histogram.counts[0] = 1.5), /counts/],
      [(p) => (p.inputs[0].median = '45'), /inputs\[0\]\.median/],
      [(p) => (p.inputs[0].kind = 'picture'), /inputs\[0\]\.kind/],
      [(p) => (p.inputs[1].name = 'age'), /"age" twice/],
      [(p) => (p.inputs[0].moments.deviation = -1), /deviation/],
      [(p) => (p.output.histogram.edges = Array.from({ length: 2000 }, (_, i) => i)), /edges/],
      [(p) => (p.reference.chunks = ['a']), /reference\.chunks/],
      [
        (p) =>
          (p.output.calibration = {
            points: [
              [0.5, 0.5],
              [0.4, 0.6],
            ],
            error: { before: 1, after: 0 },
          }),
        /points/,
      ],
      [(p) => delete p.output, /no output/],
    ];
    for (const [breakIt, says] of broken) {
      const copy: unknown = JSON.parse(JSON.stringify(profile));
      breakIt(copy);
      expect(() => parseProfile(utf8(JSON.stringify(copy)), 'profile.json')).toThrow(says);
    }
    expect(() => parseProfile(new ArrayBuffer(17 * 1024 * 1024), 'profile.json')).toThrow(/limit for profile/);
  });
});
