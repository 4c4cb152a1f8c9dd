import { expect, test } from 'vitest';
import { csvRecords } from '../../../src/cli/predict/csv-input.js';
import { jsonRecords } from '../../../src/cli/predict/json-input.js';
import { temporaryFolder, edgewise, writeModel } from '../../support/command.js';
import { order, orderPackage, orderPlaces, orderTable } from '../../support/table.js';

const inputs = [{ name: 'order', dtype: 'float32', shape: [null, orderPlaces] }] as const;
const csv = (...lines: string[]) => csvRecords(lines.join('\n'), 'orders.csv', inputs, orderTable);
const header = 'Weight,Distance,Size,Carrier,Express';
const tensor = Array.from({ length: orderPlaces }, (_, i) => i);

test('cells are read by the kind of their field, and left as they are where they do not read so', async () => {
  expect(await csv(header, '4,2.5e1,S,courier,TRUE', ' , .5,M,"a, b",', '0x10,1,7,8,1')).toEqual([
    order,
    { Weight: null, Distance: 0.5, Size: 'M', Carrier: 'a, b', Express: null },
    { Weight: '0x10', Distance: 1, Size: '7', Carrier: '8', Express: '1' },
  ]);
});

test.each([
  ['a column too few', 'Weight,Distance,Size,Carrier', 'missing: Express'],
  ['a column too many', `${header},Paid`, 'unknown: Paid'],
  ['a column twice', `${header},Size`, 'twice: Size'],
  ['none of its columns', 'a,b', 'missing: Weight, Distance, Size, Carrier, Express; unknown: a, b'],
])('a table with %s is refused as a whole', async (_, first, problem) => {
  const error = await csv(first, first.replaceAll(/\w+/g, '1')).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'input',
    message: expect.stringContaining(`The columns of orders.csv do not fit (${problem})`),
  });
});

test('names without rows are refused, and numbers without names are tensors', async () => {
  await expect(csv(header)).rejects.toThrow('orders.csv has names, but no rows under them.');
  expect(await csv(tensor.join())).toEqual([{ data: tensor }]);
});

test('an object is a record, a list of them so many, and tensors stay tensors', () => {
  const { Weight: _, ...rest } = order;
  expect(jsonRecords(order, '--row', inputs)).toEqual([order]);
  // What is wrong with one is the transform's to say.
  expect(jsonRecords([order, rest], 'rows.json', inputs)).toEqual([order, rest]);
  expect(jsonRecords(tensor, '--row', inputs)).toEqual([{ data: tensor }]);
  expect(jsonRecords({ order: tensor }, '--row', inputs)).toEqual([{ order: { data: tensor } }]);
  expect(() => jsonRecords([order, 5], 'rows.json', inputs)).toThrow('rows.json, row 2 is no object of fields.');
});

test('the command names row and field before it answers any row', async () => {
  const folder = writeModel(orderPackage().files, `${temporaryFolder()}/order`);
  const rows = [order, { ...order, Weight: 51 }, order];
  const several = await edgewise(['predict', folder, '-'], { input: JSON.stringify(rows) });
  expect(several).toMatchObject({ code: 1, stdout: '' });
  expect(several.stderr.replaceAll(/\s+/g, ' ')).toContain('Row 2 of 3: Weight is 51. Give a number from 0 to 50 (kg)');
  const table = `${header}\n4,25,S,post,true\n4,far,S,post,true\n`;
  const second = await edgewise(['predict', folder, '-'], { input: table });
  expect(second.stderr.replaceAll(/\s+/g, ' ')).toContain(
    'Row 2 of 2: Distance is "far", a text. Give a finite number (km).',
  );
  const one = await edgewise(['predict', folder, '--row', '{"Wieght": 4}']);
  expect(one.stderr.replaceAll(/\s+/g, ' ')).toMatch(/"Wieght" is no field .* Did you mean "Weight"\?/);
  expect(one.stderr).not.toContain('Row');
});
