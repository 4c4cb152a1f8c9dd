import { describe, expect, test } from 'vitest';
import { EdgewiseError } from '../../../src/errors.js';
import type { TableTransform } from '../../../src/model/transforms/table.js';
import { order, orderTable, prepared } from '../../support/table.js';

function refused(row: object, transform: TableTransform = orderTable): EdgewiseError {
  try {
    prepared(transform, row as typeof order);
  } catch (error) {
    if (error instanceof EdgewiseError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

const weight = 'a number from 0 to 50 (kg), or null where it is not known';
const size = 'one of "S", "M", "L", or null where it is not known';

describe('a field that cannot be', () => {
  test.each([
    ['missing', 'Weight', undefined, weight, `Weight is missing. Give ${weight}.`],
    ['out of range', 'Weight', 50.001, weight, `Weight is 50.001. Give ${weight}.`],
    ['a number as text', 'Weight', '4', weight, `Weight is "4", a text. Give ${weight}.`],
    ['not a number', 'Weight', NaN, weight, `Weight is NaN. Give ${weight}.`],
    [
      'infinite, even where numbers are clipped',
      'Distance',
      Infinity,
      'a finite number (km)',
      'Distance is Infinity. Give',
    ],
    [
      'null without a typical value',
      'Distance',
      null,
      'a finite number (km)',
      'Distance is null. Give a finite number (km).',
    ],
    ['a truth for a number', 'Weight', true, weight, `Weight is true. Give ${weight}.`],
    ['a list', 'Weight', [4], weight, `Weight is a list. Give ${weight}.`],
    ['an object', 'Weight', {}, weight, `Weight is of type object. Give ${weight}.`],
    ['an unknown category', 'Size', 'XL', size, `Size is "XL". Give ${size}.`],
    ['a category in other letters', 'Size', 's', size, `Size is "s" (did you mean "S"?). Give ${size}.`],
    ['a number for a category', 'Size', 1, size, `Size is 1. Give ${size}.`],
    ['an empty text', 'Size', '', size, `Size is "". Give ${size}.`],
    [
      'a number for a bucket',
      'Carrier',
      7,
      'a text such as "post", "courier", or null where it is not known',
      'Carrier is 7. Give a text',
    ],
    [
      'a text for a truth',
      'Express',
      'true',
      'true or false, or null where it is not known',
      'Express is "true", a text. Give true or false',
    ],
    [
      'a number for a truth',
      'Express',
      1,
      'true or false, or null where it is not known',
      'Express is 1. Give true or false',
    ],
    ['very long', 'Size', 'x'.repeat(1000), size, `Size is "${'x'.repeat(40)}"…. Give`],
  ])('since it is %s is named with its value and what is allowed', (_, field, value, allowed, message) => {
    const error = refused({ ...order, [field]: value });
    expect(error.code).toBe('input');
    expect(error.details).toMatchObject({ field, value, allowed });
    expect(error.message).toContain(message);
  });

  test('since the record does not have it is told apart from what every object has', () => {
    const transform = {
      ...orderTable,
      fields: [{ kind: 'boolean' as const, name: 'constructor' }, ...orderTable.fields],
    };
    expect(refused(order, transform).message).toMatch(/^constructor is missing\. Give true or false\./);
    expect(prepared(transform, { ...order, constructor: true })).toHaveLength(15);
  });

  test('since the model has no such field is named with the one that was meant', () => {
    const { Distance, ...rest } = order;
    const error = refused({ ...rest, distanse: Distance });
    expect(error.details).toMatchObject({ field: 'distanse', value: 25 });
    expect(error.message).toBe(
      '"distanse" is no field of this model\'s records. Did you mean "Distance"? Give the fields Weight, Distance, Size, ' +
        'Carrier, Express. 1 more to mend: Distance.',
    );
    expect(refused({ ...order, Colour: 'red' }).message).not.toContain('Did you mean');
  });
});

test('several bad fields are all in the details; the message names the first and counts the others', () => {
  const error = refused({ Weight: -1, Distance: 'far', Size: 'S', Carrier: null, Express: 3 });
  expect(error.message).toBe(`Weight is -1. Give ${weight}. 2 more to mend: Distance, Express.`);
  expect(error.details).toMatchObject({
    field: 'Weight',
    problems: [
      { field: 'Weight', value: -1, allowed: weight },
      { field: 'Distance', value: 'far', message: 'Distance is "far", a text. Give a finite number (km).' },
      { field: 'Express', value: 3 },
    ],
  });
  const all = refused(Object.fromEntries(['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7'].map((name) => [name, 1])));
  expect(all.message).toContain(' 11 more to mend: b2, c3, d4, e5, f6, ….');
  expect(all.details['problems']).toHaveLength(12);
});

describe('a record of which something cannot be computed', () => {
  const ratio: TableTransform = {
    ...orderTable,
    derived: [
      { name: 'Ratio', divide: ['Distance', 'Weight'] },
      { name: 'Hidden', divide: [1, { divide: [1, 'Weight'] }] },
    ],
    columns: [{ kind: 'quantity', of: 'Hidden' }],
  };

  test('is refused where it divides by 0, even where the quotient is not what the model sees', () => {
    const error = refused({ ...order, Weight: 0 }, ratio);
    expect(error).toMatchObject({
      code: 'input',
      details: { field: 'Ratio', allowed: 'values of which it can be computed' },
    });
    expect(error.message).toContain('Ratio cannot be computed from Distance = 25, Weight = 0: it divides by 0.');
    const { derived = [] } = ratio;
    expect(refused({ ...order, Weight: 0 }, { ...ratio, derived: derived.slice(1) }).message).toContain(
      'Hidden cannot be',
    );
  });

  test('is refused where a number is too large to compute with, or for the input', () => {
    const free: TableTransform = {
      ...orderTable,
      fields: [{ kind: 'number', name: 'Weight' }],
      derived: [{ name: 'Square', multiply: ['Weight', 'Weight'] }],
      columns: [{ kind: 'quantity', of: 'Weight' }],
    };
    expect(refused({ Weight: 1e200 }, free).message).toContain(
      'Square cannot be computed from Weight = 1e+200: it is too large.',
    );
    expect(refused({ Weight: 1e39 }, free)).toMatchObject({ details: { field: 'Weight', value: 1e39 } });
    expect(prepared(free, { Weight: 1e38 })).toEqual([Math.fround(1e38)]);
  });
});
