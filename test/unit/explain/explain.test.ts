import { describe, expect, test } from 'vitest';
import type { OutputTransform } from '../../../src/model/transforms/output.js';
import type { TableField } from '../../../src/model/transforms/table.js';
import { textPreparer } from '../../../src/transform/text/prepare.js';
import { categoryProfile, fakeModel, numberFields, numberProfile, profileOf, rowOf, tableOf, words } from './models.js';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const byName = (parts: readonly { name: string; effect: number }[]) =>
  Object.fromEntries(parts.map(({ name, effect }) => [name, effect]));

/** An interaction, so that the methods differ. */
const interacting = ([a = 0, b = 0, c = 0]: readonly number[]) => [10 + a * b + c];

describe('a record', () => {
  const table = (fields: readonly TableField[] = numberFields(3)) =>
    fakeModel({ input: tableOf(fields), places: fields.length, model: interacting });

  test('is explained by Shapley values, the largest first, which add up', async () => {
    const { method, answer, reference, unit, parts, predictions, omitted } = await table().explain(rowOf(3));
    expect({ method, answer, reference, unit, predictions, omitted }).toEqual({
      ...{ method: 'shapley', answer: 15, reference: 10, unit: 'minutes', predictions: 8, omitted: 0 },
    });
    expect(parts).toEqual([
      { name: 'c', value: 3, reference: 0, effect: expect.closeTo(3, 10) as number },
      { name: 'a', value: 1, reference: 0, effect: expect.closeTo(1, 10) as number },
      { name: 'b', value: 2, reference: 0, effect: expect.closeTo(1, 10) as number },
    ]);
    expect(sum(parts.map(({ effect }) => effect))).toBeCloseTo(answer - reference, 10);
  });

  test('is explained one at a time where that is asked, with an effect of either sign', async () => {
    const { method, parts, answer, reference } = await table().explain(
      { a: -1, b: 2, c: 3 },
      { method: 'one-at-a-time' },
    );
    expect({ method, answer, reference }).toEqual({ method: 'one-at-a-time', answer: 11, reference: 10 });
    expect(byName(parts)).toEqual({ a: -2, b: -2, c: 3 });
    expect(parts[0]?.name).toBe('c');
  });

  test('asks nothing of fields that have their reference value already', async () => {
    const model = table();
    const { parts, predictions } = await model.explain({ a: 1, b: 0, c: 0 });
    expect(predictions).toBe(2);
    expect(model.runs).toEqual([1, 1]);
    expect(byName(parts)).toEqual({ a: 0, b: 0, c: 0 });
    const all = await table().explain({ a: 0, b: 0, c: 0 });
    expect(all).toMatchObject({ answer: 10, reference: 10, predictions: 1 });
  });

  test('of as many as 12 fields is explained exactly, of more one at a time, unless it is asked for', async () => {
    const of = (count: number) =>
      fakeModel({ input: tableOf(numberFields(count)), places: count, model: (x) => [sum(x)] });
    expect(await of(12).explain(rowOf(12))).toMatchObject({ method: 'shapley', predictions: 4096 });
    expect(await of(13).explain(rowOf(13))).toMatchObject({ method: 'one-at-a-time', predictions: 15 });
    // 13 fields, of which one is typical.
    expect(await of(13).explain({ ...rowOf(13), d: 0 })).toMatchObject({ method: 'shapley', predictions: 4096 });
    const asked = await of(13).explain(rowOf(13), { method: 'shapley' });
    expect(asked).toMatchObject({ method: 'shapley', predictions: 8192 });
    expect(byName(asked.parts)['m']).toBeCloseTo(13, 8);
    await expect(of(17).explain(rowOf(17), { method: 'shapley' })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /17 fields would take 131,072 runs.*at most 16.*\{ fields \}.*one-at-a-time/,
      ) as string,
      details: { field: 'method', count: 17, most: 16 },
    });
  });

  test('with fields named moves these alone', async () => {
    const { parts, answer, reference, predictions } = await table().explain(rowOf(3), { fields: ['b', 'a'] });
    expect({ answer, reference, predictions }).toEqual({ answer: 15, reference: 13, predictions: 4 });
    expect(byName(parts)).toEqual({ a: 1, b: 1 });
  });

  test('has null where a field is not known, and not known is no reference', async () => {
    const fields: TableField[] = [{ kind: 'number', name: 'a', typical: 4 }];
    const missing = fakeModel({
      input: { ...tableOf(fields), columns: [{ kind: 'missing', of: 'a' }] },
      ...{ places: 1, model: ([unknown = 0]) => [unknown * 5] },
    });
    const { parts } = await missing.explain({ a: null });
    expect(parts).toEqual([{ name: 'a', value: null, reference: 4, effect: 5 }]);
  });

  test('says in words what the effects mean, and what they do not', async () => {
    for (const method of ['shapley', 'one-at-a-time'] as const) {
      const { meaning } = await table().explain(rowOf(3), { method });
      expect(meaning).toMatch(/^Each effect is .*field.*no cause of anything.*share or hide effect/);
      expect(meaning).toContain(method === 'shapley' ? 'add up to that difference' : 'need not add up');
    }
  });
});

describe('the reference of a field', () => {
  const referenceOf = async (field: TableField, given: string | number | boolean, profile = profileOf()) => {
    const places = field.kind === 'category' ? field.values.length : 1;
    const model = fakeModel({ input: tableOf([field]), places, profile, model: (x) => [sum(x)] });
    return (await model.explain({ [field.name]: given })).parts[0]?.reference;
  };
  const number: TableField = { kind: 'number', name: 'a', min: 2, max: 9, typical: 5 };
  const category: TableField = { kind: 'category', name: 'a', values: [{ value: 'x' }, { value: 'y' }], typical: 'x' };

  test('is what the profile says is typical', async () => {
    expect(await referenceOf(number, 3, profileOf(numberProfile('b', 1), numberProfile('a', 7)))).toBe(7);
    expect(await referenceOf(category, 'x', profileOf(categoryProfile('a', 'y', 'x')))).toBe('y');
    const flag: TableField = { kind: 'boolean', name: 'a' };
    expect(await referenceOf(flag, true, profileOf(categoryProfile('a', 'false', 'true')))).toBe(false);
    expect(await referenceOf(flag, false, profileOf(categoryProfile('a', 'true')))).toBe(true);
  });

  test('is within what the field takes', async () => {
    expect(await referenceOf(number, 3, profileOf(numberProfile('a', 1)))).toBe(2);
    expect(await referenceOf(number, 3, profileOf(numberProfile('a', 12)))).toBe(9);
    expect(await referenceOf(category, 'y', profileOf(categoryProfile('a', 'z')))).toBe('x');
    expect(await referenceOf(number, 3, profileOf(categoryProfile('a', 'z')))).toBe(5);
  });

  test('is typical by the transform where the profile says nothing, and 0 and false are typical too', async () => {
    expect(await referenceOf(number, 3)).toBe(5);
    expect(await referenceOf({ ...number, min: 0, typical: 0 }, 3)).toBe(0);
    expect(await referenceOf({ kind: 'number', name: 'a', typical: 3 }, 1, profileOf(numberProfile('a', 0)))).toBe(0);
    expect(await referenceOf({ kind: 'boolean', name: 'a', typical: false }, true)).toBe(false);
  });

  test('that nobody knows is an error that names the field, unless it is not asked about', async () => {
    const fields: TableField[] = [
      { kind: 'number', name: 'known', typical: 1 },
      { kind: 'number', name: 'unknown' },
    ];
    const model = fakeModel({ input: tableOf(fields), places: 2, model: (x) => [sum(x)] });
    const row = { known: 3, unknown: 4 };
    await expect(model.explain(row)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/typical of unknown is not known.*\{ fields \}/) as string,
      details: { field: 'unknown' },
    });
    expect(await model.explain(row, { fields: ['known'] })).toMatchObject({ answer: 7, reference: 5 });
  });
});

describe('a text', () => {
  const spammy = textPreparer(words, [{ name: 'x', dtype: 'float32', shape: [null, 1024] }])('free');
  const bucket = (spammy['x']!.data as Float32Array).indexOf(1);
  const model = () => fakeModel({ input: words, places: 1024, model: (x) => [0.25 + x[bucket]! - sum(x) / 8] });

  test('is explained one token at a time, each wherever it stands', async () => {
    const { method, answer, reference, parts, predictions } = await model().explain('Free mail is FREE');
    expect({ method, answer, reference, predictions }).toEqual({
      ...{ method: 'one-at-a-time', answer: 1.75, reference: 0.25, predictions: 5 },
    });
    expect(parts[0]).toEqual({
      ...{ name: 'free', value: 'free', reference: null, effect: 1.75 },
      places: [
        { start: 0, end: 4 },
        { start: 13, end: 17 },
      ],
    });
    expect(parts.slice(1).map(({ name, effect }) => [name, effect])).toEqual([
      ['mail', -0.125],
      ['is', -0.125],
    ]);
  });

  test('is explained by Shapley where that is asked', async () => {
    const { method, parts, predictions } = await model().explain('free mail', { method: 'shapley' });
    expect({ method, predictions }).toEqual({ method: 'shapley', predictions: 4 });
    expect(byName(parts)).toEqual({ free: 0.875, mail: -0.125 });
    const long = Array.from({ length: 17 }, (_, i) => `w${i}`).join(' ');
    await expect(model().explain(long, { method: 'shapley' })).rejects.toThrow(/17 tokens would take/);
  });

  test('without words is its own reference', async () => {
    expect(await model().explain('')).toMatchObject({ answer: 0.25, reference: 0.25, parts: [] });
  });

  test('of many tokens is asked about the first 200, and says so; the reference has none of them', async () => {
    const text = Array.from({ length: 250 }, (_, i) => `w${i}`).join(' ');
    const { parts, omitted, meaning, reference, predictions } = await model().explain(text);
    expect(parts).toHaveLength(200);
    expect({ omitted, predictions, reference }).toEqual({ omitted: 50, predictions: 202, reference: 0.25 });
    expect(meaning).toContain('Of 250 different tokens the first 200 were tried.');
    expect((await model().explain('free')).meaning).not.toContain('different tokens');
  });

  test('has no fields', async () => {
    await expect(model().explain('free', { fields: ['free'] })).rejects.toMatchObject({
      ...{ code: 'input', message: expect.stringMatching(/Leave \{ fields \} out/) as string },
      details: { field: 'fields' },
    });
  });
});

describe('the number that is explained', () => {
  const labels = ['no', 'yes'];
  const classifier = (output: OutputTransform, count = 1, names = labels) =>
    fakeModel({
      ...{ input: tableOf(numberFields(1)), places: 1, output, labels: names },
      model: ([a = 0]) =>
        count === 1 ? [a / 10] : names.map((_, i) => (i === 1 ? a / 10 : (1 - a / 10) / (names.length - 1))),
    });
  const binary: OutputTransform = { kind: 'binary-classification', output: 'y', threshold: 0.4 };

  test('is the probability of what was decided', async () => {
    const close = (value: number) => expect.closeTo(value, 6) as number;
    expect(await classifier(binary).explain({ a: 5 })).toMatchObject({
      ...{ label: 'yes', unit: 'probability', answer: close(0.5), reference: 0 },
    });
    const no = await classifier(binary).explain({ a: 2 });
    expect(no).toMatchObject({ label: 'no', answer: close(0.8), reference: 1 });
    expect(no.parts[0]?.effect).toBeCloseTo(-0.2, 6);
  });

  test('is the probability of the label that was asked for', async () => {
    const yes = await classifier(binary).explain({ a: 2 }, { label: 'yes' });
    expect(yes).toMatchObject({ label: 'yes', reference: 0 });
    expect(yes.parts[0]?.effect).toBeCloseTo(0.2, 6);
  });

  test('is known though the answer names the first few classes alone', async () => {
    const output: OutputTransform = { kind: 'classification', output: 'y', top: 1 };
    const { label, answer, reference } = await classifier(output, 3, ['x', 'y', 'z']).explain({ a: 8 });
    expect({ label, reference }).toEqual({ label: 'y', reference: 0 });
    expect(answer).toBeCloseTo(0.8, 6);
  });

  test('is asked for by a label that there is', async () => {
    await expect(classifier(binary).explain({ a: 2 }, { label: 'maybe' })).rejects.toMatchObject({
      ...{ code: 'input', message: 'explain takes no label: "maybe". Allowed: "no", "yes".' },
      details: { field: 'label', value: 'maybe', expected: ['no', 'yes'] },
    });
    const number = fakeModel({ input: tableOf(numberFields(1)), places: 1, model: (x) => x });
    await expect(number.explain({ a: 2 }, { label: 'yes' })).rejects.toThrow(/Allowed: none, for a regression/);
  });

  test('has to be one number', async () => {
    const embedding = classifier({ kind: 'embedding', output: 'y' });
    await expect(embedding.explain({ a: 1 })).rejects.toMatchObject({
      ...{
        code: 'input',
        message: expect.stringMatching(/a classification or a regression.*embedding as its output/) as string,
      },
    });
    const none = { ...embedding.explainable, output: undefined };
    const { explain } = await import('../../../src/transform/explain/explain.js');
    const run = () => Promise.resolve([]);
    await expect(explain({ a: 1 }, {}, none, run)).rejects.toThrow(/no transform of its output/);
  });
});

describe('bad input', () => {
  const model = fakeModel({ input: tableOf(numberFields(2)), places: 2, model: (x) => [sum(x)] });

  test('is refused in the words of predict', async () => {
    for (const row of [{ a: 1 }, { a: '1', b: 2 }, { a: NaN, b: 2 }, 'a text', { x: [1, 2, 3] }]) {
      let expected: unknown;
      try {
        model.explainable.prepare(row);
      } catch (error) {
        expected = error;
      }
      expect(expected).toMatchObject({ code: 'input' });
      await expect(model.explain(row as never)).rejects.toEqual(expected);
    }
    expect(model.runs).toEqual([]);
  });

  test('that is tensors has no fields', async () => {
    await expect(model.explain({ x: [1, 2] })).rejects.toMatchObject({
      ...{ code: 'input', message: expect.stringMatching(/These are tensors.*a record or a text/) as string },
    });
  });

  test('of a model that takes neither a record nor a text is refused', async () => {
    const tensors = fakeModel({ places: 2, model: (x) => x });
    await expect(tensors.explain({ x: [1, 2] })).rejects.toThrow(/declares no transform for its input/);
  });

  test('names what is asked in vain, and what is allowed', async () => {
    await expect(model.explain(rowOf(2), { method: 'magic' as never })).rejects.toMatchObject({
      ...{ code: 'input', details: { field: 'method', value: 'magic' } },
      message: 'explain takes no method: "magic". Allowed: "auto", "shapley", "one-at-a-time".',
    });
    for (const fields of [['a', 'z'], [], 'a', {}, [undefined]] as never[]) {
      await expect(model.explain(rowOf(2), { fields })).rejects.toMatchObject({
        ...{ code: 'input', message: expect.stringMatching(/takes no fields: .* Allowed: a list of a, b\./) as string },
        details: { field: 'fields' },
      });
    }
    expect(model.runs).toEqual([]);
  });
});
