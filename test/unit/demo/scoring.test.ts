import { expect, test } from 'vitest';
import { scoring } from '../../../demo/cards/loan/pushes.js';
import { type Application, fields } from '../../../models/credit-risk/fields.js';

const typical = Object.fromEntries(
  fields.map((field) => [field.name, field.kind === 'number' ? field.min : (field.values[0]?.value ?? '')]),
) as Application;
const unknown = Object.fromEntries(fields.map(({ name }) => [name, null])) as Application;

test('one batch: the application, the typical one, and each known field at its typical', () => {
  const { asked, read } = scoring({ ...unknown, Age: 40, Time: 24 }, typical);
  expect(asked.map(({ Age, Time }) => [Age, Time])).toEqual([
    [40, 24],
    [18, 6],
    [40, 6],
    [18, 24],
  ]);
  const { repaid, typical: usual, pushes } = read([0.25, 0.5, 0.5, 0.125]);
  expect([repaid, usual]).toEqual([0.75, 0.5]);
  // In the order of the fields Time comes before Age: Time speaks for it, Age less against it.
  expect(pushes).toEqual([
    { name: 'Time', by: 0.25 },
    { name: 'Age', by: -0.125 },
  ]);
});

test('too few answers are an error, not a number', () => {
  const { read } = scoring({ ...unknown, Age: 40 }, typical);
  expect(() => read([0.1, 0.2])).toThrow('too few');
});
