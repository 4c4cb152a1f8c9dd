import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEdgewiseError } from '../../../src/errors.js';
import type { TableRow } from '../../../src/model/input.js';
import type { Operand, TableTransform } from '../../../src/model/transforms/table.js';
import { order, orderTable, prepared, randomOrders, readTable } from '../../support/table.js';

fc.configureGlobal({ seed: 20261126 });

const names = orderTable.fields.map(({ name }) => name);
const derived = orderTable.derived!.map(({ name }) => name);

test('whatever stands in a field, a record becomes finite numbers or an input error that names what was given', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.constantFrom(undefined, NaN, Infinity, '', '4', 'S', 'post', null, true, -0, 1e308, 5e-324),
  );
  const row = fc.tuple(fc.dictionary(fc.constantFrom(...names, 'Colour', '__proto__'), odd), fc.boolean());
  let [made, refused] = [0, 0];
  fc.assert(
    fc.property(row, ([changes, whole]) => {
      const given = { ...(whole ? order : {}), ...changes } as TableRow;
      try {
        expect(prepared(orderTable, given).every(Number.isFinite)).toBe(true);
        made++;
      } catch (error) {
        if (!isEdgewiseError(error)) throw error;
        expect(error.code).toBe('input');
        const { field, problems } = error.details as { field: string; problems: { field: string; message: string }[] };
        expect([...names, ...derived, ...Object.keys(given)]).toContain(field);
        expect(error.message).toContain(problems[0]!.message);
        refused++;
      }
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(made, refused)).toBeGreaterThan(50);
});

test('the order of the fields in a record, and what other records came before, change nothing', () => {
  for (const row of randomOrders(200, 3)) {
    const turned = Object.fromEntries(Object.entries(row).reverse());
    expect(prepared(orderTable, turned)).toEqual(prepared(orderTable, row));
  }
});

/** As it would be written in JavaScript, where only 1 / (1 / 0) would be told from what is refused. */
function infix(operand: Operand): string {
  if (typeof operand !== 'object') return typeof operand === 'number' ? `(${operand})` : `row.${operand}`;
  const [[word, [a, b]]] = Object.entries(operand) as [[string, [Operand, Operand]]];
  const sign = { add: '+', subtract: '-', multiply: '*', divide: '/ nonzero' }[word]!;
  return `(${infix(a)} ${sign}(${infix(b)}))`;
}
type Formula = (row: { a: number; b: number }, nonzero: (divisor: number) => number) => number;
const nonzero = (divisor: number): number => (divisor === 0 ? NaN : divisor);

test('any expression is what the same arithmetic in JavaScript is, and refused where that is no finite number', () => {
  const { expression } = fc.letrec<{ operand: Operand; expression: Exclude<Operand, number | string> }>((tie) => ({
    operand: fc.oneof({ maxDepth: 5 }, fc.integer({ min: -5, max: 5 }), fc.constantFrom('a', 'b'), tie('expression')),
    expression: fc
      .tuple(fc.constantFrom('add', 'subtract', 'multiply', 'divide'), tie('operand'), tie('operand'))
      .map(([word, a, b]) => ({ [word]: [a, b] }) as unknown as Exclude<Operand, number | string>),
  }));
  const numbers = fc.record({ a: fc.integer({ min: -3, max: 3 }), b: fc.double({ min: -1e3, max: 1e3, noNaN: true }) });
  let finite = 0;
  fc.assert(
    fc.property(expression, numbers, (given, row) => {
      const transform: TableTransform = {
        ...orderTable,
        fields: [
          { kind: 'number', name: 'a' },
          { kind: 'number', name: 'b' },
        ],
        derived: [{ name: 'c', ...given }],
        columns: [{ kind: 'quantity', of: 'c', clip: 1e30 }],
      };
      const table = readTable(JSON.parse(JSON.stringify(transform)), 1);
      const expected = ((0, eval)(`(row, nonzero) => ${infix(given)}`) as Formula)(row, nonzero);
      if (!Number.isFinite(expected)) expect(() => prepared(table, row)).toThrow('c cannot be computed');
      else {
        finite++;
        expect(prepared(table, row)).toEqual([Math.fround(Math.min(1e30, Math.max(-1e30, expected)))]);
      }
    }),
    { numRuns: 2000 },
  );
  expect(finite).toBeGreaterThan(200);
});
