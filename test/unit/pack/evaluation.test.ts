import { preparer } from '../../../src/transform/prepare.js';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRunner, type Runner } from '../../../src/cli/engine/runner.js';
import { agreements } from '../../../src/cli/evaluate/agreement/agreement.js';
import { answerAll, answerOutput } from '../../../src/cli/evaluate/answer-all.js';
import type { EvaluationModule } from '../../../src/cli/evaluate/evaluation-module.js';
import { labelledGate } from '../../../src/cli/evaluate/labelled-gate.js';
import { loadEvaluationModule } from '../../../src/cli/evaluate/load-module.js';
import { samplesOf } from '../../../src/cli/evaluate/samples.js';
import type { Tensors } from '../../../src/model/tensor.js';
import { classifierFiles, inputsOf, ownAnswers } from '../../support/pack/classifier.js';
import { temporaryFolder } from '../../support/pack/folder.js';
import { sourceOf } from '../../support/source.js';

const open = (batch: number | null = null): Promise<Runner> => openRunner(sourceOf(classifierFiles({ batch })));
const own = ownAnswers(100);

describe('samples', () => {
  test('are answered in batches as one by one, and counted', async () => {
    const [free, one] = [await open(), await open(1)];
    const sizes: number[] = [];
    const listening = {
      ...free,
      run: (inputs: Tensors) => {
        sizes.push(inputs['x']!.shape[0]!);
        return free.run(inputs);
      },
    };
    const progress: (number | null)[][] = [];
    const options = { output: 'probabilities', onProgress: (...step: (number | null)[]) => progress.push(step) };
    const together = await answerAll(listening, samplesOf(own, preparer(free.inputs)), options);
    const alone = await answerAll(one, samplesOf(own, preparer(one.inputs)), { output: 'probabilities' });
    expect(sizes).toEqual([64, 36]);
    expect(together.length).toBe(100);
    expect(progress.at(-1)).toEqual([100, 100]);
    together.forEach(({ index, values, label, outputs }, i) => {
      expect(index).toBe(i);
      expect(label).toBe(alone[i]!.label);
      expect(outputs['probabilities']!.shape).toEqual([1, 32]);
      Array.from(values).forEach((value, c) => {
        expect(value).toBeCloseTo(alone[i]!.values[c]!, 5);
      });
    });
  });

  test('a model that says it takes batches and does not is asked one by one', async () => {
    const model = await open();
    const stubborn = {
      ...model,
      run: (inputs: Tensors) =>
        inputs['x']!.shape[0] === 1 ? model.run(inputs) : Promise.reject(new Error('one at a time')),
    };
    expect(await answerAll(stubborn, samplesOf(own, preparer(model.inputs)), { output: 'probabilities' })).toHaveLength(
      100,
    );
  });

  test('the source is right on its own answers', async () => {
    const source = await open();
    const gate = await labelledGate(own, source);
    const { summary, loss } = await gate.measure(source);
    expect(summary).toEqual({
      metric: 'accuracy',
      higherIsBetter: true,
      float32: 1,
      packed: 1,
      samples: 100,
      data: '100 seeded points',
    });
    expect(loss).toBe(0);
  });

  const [x] = inputsOf(1) as [Float32Array];
  test.each([
    ['none at all', () => [], /no samples/],
    [
      'an error in the middle',
      function* () {
        yield { inputs: x, label: 1 };
        throw new Error('cannot read row 17');
      },
      /Sample 2 .*cannot read row 17/,
    ],
    [
      'an error at once',
      () => {
        throw new Error('no data here');
      },
      /Sample 1 .*no data here/,
    ],
    ['no inputs', () => [{ label: 1 }], /Sample 1 .* has no inputs/],
    [
      'a wrong shape',
      () => [
        { inputs: x, label: 1 },
        { inputs: [1, 2, 3], label: 1 },
      ],
      /Sample 2 .*3 values; the shape \[any, 64\]/,
    ],
    ['an unknown input', () => [{ inputs: { y: x }, label: 1 }], /Sample 1 .*unknown: y/],
    [
      'an unknown name as label',
      () => [{ inputs: x, label: 'z' }],
      /Sample 1 .*label "z", which is none of labels: a, b/,
    ],
    ['NaN as label', () => [{ inputs: x, label: NaN }], /Sample 1 .*label NaN/],
    ['a row of objects', () => [{ inputs: x, label: 1, row: { a: {} } }], /Sample 1 .*row that is no object of/],
    ['what is no list', () => 7, /Sample 1 .*samples\(\) has to give a list/],
  ])('%s: the error says which, and what to do', async (_, samples, says) => {
    const source = await open();
    const module = { metric: 'accuracy', samples, labels: ['a', 'b'] } as unknown as EvaluationModule;
    await expect(labelledGate(module, source)).rejects.toThrow(says);
    await expect(labelledGate(module, source)).rejects.toMatchObject({ code: 'input' });
  });

  test('that change from one time to the next are noticed', async () => {
    const source = await open();
    let times = 0;
    const samples = samplesOf(
      // 300 MB in all, so that they are asked for again.
      {
        samples: function* () {
          for (let i = 0; i < 3 - Math.min(1, times); i++) yield { inputs: new Float32Array(25e6) };
          times++;
        },
      },
      preparer([{ name: 'x', dtype: 'float32', shape: [1, 25e6] }]),
    );
    const count = async () => {
      let n = 0;
      for await (const _ of samples.each()) n++;
      return n;
    };
    expect(await count()).toBe(3);
    await expect(count()).rejects.toThrow(/3 samples the first time and 2 the second/);
    source.dispose();
  });

  test('an abort ends it with its reason', async () => {
    const source = await open();
    const controller = new AbortController();
    const samples = function* () {
      for (const inputs of inputsOf(10)) yield { inputs, label: 1 };
      controller.abort(new Error('enough'));
      for (const inputs of inputsOf(1000)) yield { inputs, label: 1 };
    };
    const gate = labelledGate({ metric: 'accuracy', samples }, source, { signal: controller.signal });
    await expect(gate).rejects.toThrow(/^enough$/);
  });

  test('of several outputs, which one holds the answer has to be said', () => {
    const outputs = ['a', 'b'].map((name) => ({ name, dtype: 'float32' as const, shape: [1] }));
    expect(() => answerOutput({ outputs } as unknown as Runner, undefined)).toThrow(/Export output: one of a, b/);
    expect(() => answerOutput({ outputs } as unknown as Runner, 'c')).toThrow(/names an output "c".*one of a, b/);
    expect(answerOutput({ outputs } as unknown as Runner, 'b')).toBe('b');
  });
});

describe('evaluation modules', () => {
  async function load(text: string): Promise<EvaluationModule> {
    const file = path.join(await temporaryFolder(), 'evaluation.mjs');
    await writeFile(file, text);
    return loadEvaluationModule(file);
  }
  test('export all together, or as their default', async () => {
    const parts = `metric: 'accuracy', data: 'two', samples: () => [{ inputs: [1], label: 0 }]`;
    expect((await load(`export default { ${parts} }`)).data).toBe('two');
    expect((await load(`export const { metric, data, samples } = { ${parts} }`)).metric).toBe('accuracy');
  });

  test.each([
    ['export const metric = "accuracy"', /no function "samples"/],
    ['export const samples = () => []', /exports no metric/],
    ['export const samples = () => []; export const metric = "precison"', /metric "precison"; built in are accuracy, /],
    ['export const samples = () => []; export const metric = { name: "x" }', /exports no metric/],
    [
      'export const samples = () => []; export const metric = "auc"; export const labels = [1]',
      /"labels" that are no list of names/,
    ],
    ['export const samples = () => []; export const metric = "auc"; export const chunks = 1', /"chunks"/],
    ['export const samples = (', /cannot be imported/],
    ['throw new Error("no data set")', /cannot be imported: no data set/],
  ])('%s', async (text, says) => {
    await expect(load(text)).rejects.toThrow(says);
  });

  test('that are not there', async () => {
    await expect(loadEvaluationModule('/nowhere/evaluation.js')).rejects.toThrow(/is not there/);
    await expect(loadEvaluationModule(await temporaryFolder())).rejects.toThrow(/is no file/);
  });
});

describe('agreement', () => {
  const tensor = (data: readonly number[], shape: readonly number[]) => ({
    data: Float32Array.from(data),
    shape,
    dtype: 'float32' as const,
  });
  const both = (kind: keyof typeof agreements, a: Tensors, b: Tensors, size = 100) =>
    agreements[kind].compare(a, b, size);

  test('of key points is their mean distance as a share of the picture', () => {
    // Shares of the picture, with scores: the third point is not sure.
    const a = { points: tensor([0.5, 0.5, 0.9, 0.2, 0.2, 0.8, 0, 0, 0.1], [1, 1, 3, 3]) };
    const b = { points: tensor([0.53, 0.54, 0.9, 0.2, 0.2, 0.8, 1, 1, 0.1], [1, 1, 3, 3]) };
    expect(both('key points', a, b)).toBeCloseTo(0.05 / 2, 6);
    // Pixels, flat: all points count, whatever the third number.
    const c = { flag: tensor([1], [1, 1]), points: tensor([10, 20, -3, 30, 40, 5], [1, 6]) };
    const d = { flag: tensor([1], [1, 1]), points: tensor([13, 24, 9, 30, 40, 5], [1, 6]) };
    expect(both('key points', c, d, 200)).toBeCloseTo(5 / 200 / 2, 6);
    expect(both('key points', a, a)).toBe(0);
    expect(both('key points', { flag: tensor([1], [1, 1]) }, {})).toBeUndefined();
  });

  test('of boxes is how far each is covered again by one of its kind', () => {
    const row = (x: number, score: number, kind: number) => [x, 0, x + 10, 10, score, kind];
    const boxes = (...rows: number[][]) => ({ found: tensor(rows.flat(), [1, rows.length, 6]) });
    const a = boxes(row(0, 0.9, 1), row(50, 0.6, 2), row(80, 0.1, 1));
    expect(both('boxes', a, a)).toBe(1);
    // Moved by 2 of 10: 80 of 120 are common. The other has another kind.
    expect(both('boxes', a, boxes(row(2, 0.9, 1), row(50, 0.6, 3)))).toBeCloseTo((80 / 120 + 0 + 0) / 3, 6);
    expect(both('boxes', a, boxes(row(2, 0.9, 1), row(50, 0.6, 2)))).toBeCloseTo((80 / 120 + 1) / 2, 6);
    expect(both('boxes', boxes(row(0, 0.1, 1)), boxes(row(0, 0.1, 1)))).toBeUndefined();
    // Apart: boxes, scores and kinds in outputs of their own.
    const apart = (x: number) => ({
      boxes: tensor([0, 0, 10, 10, x, 0, x + 10, 10], [1, 2, 4]),
      scores: tensor([0.9, 0.8], [1, 2]),
      kinds: tensor([1, 2], [1, 2]),
      anchors: tensor([900, x], [1, 2]),
    });
    expect(both('boxes', apart(50), apart(55))).toBeCloseTo((1 + 50 / 150) / 2, 6);
  });

  test('of the first class, and of outputs', () => {
    const y = (...values: number[]) => ({ y: tensor(values, [1, values.length]) });
    expect(both('top-1', y(0.1, 0.7, 0.2), y(0.2, 0.5, 0.3))).toBe(1);
    expect(both('top-1', y(0.1, 0.7, 0.2), y(0.5, 0.3, 0.2))).toBe(0);
    expect(both('outputs', y(3, 4), y(3, 4.5))).toBeCloseTo(0.1, 6);
    expect(both('outputs', y(3, 4), y(3, NaN))).toBe(1);
    expect(both('outputs', y(NaN, 4), y(NaN, 4))).toBe(0);
    expect(both('outputs', y(3, 4), y(3))).toBe(1);
  });
});
