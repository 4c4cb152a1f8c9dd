import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model, TableRow } from '../../src/index.js';
import type { ModelManifest } from '../../src/model/manifest/manifest.js';
import { answer, temporaryFolder, writeModel } from '../support/command.js';
import { servePackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { order, orderPackage, orderPlaces, prepared, orderTable, randomOrders } from '../support/table.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
let page: Page;

declare global {
  var orders: Model;
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  await page.evaluate(
    async (url) => {
      globalThis.orders = await window.edgewise.loadModel(url);
    },
    servePackage(server, orderPackage(), 'order'),
  );
});

/** The input that the page's model was given for each row: it answers just that. */
const onPage = (rows: TableRow[], batchSize?: number): Promise<number[][]> =>
  page.evaluate(
    async ({ rows, batchSize }) => {
      const all: number[][] = [];
      for await (const { outputs } of orders.predictAll(rows, batchSize === undefined ? {} : { batchSize })) {
        all.push(Array.from(outputs['made']!.data as Float32Array));
      }
      return all;
    },
    { rows, batchSize },
  );

describe('a record becomes the same input', () => {
  const rows = randomOrders(500, 7);
  const folder = writeModel(orderPackage().files);
  const file = (name: string, text: string): string => {
    const place = path.join(temporaryFolder(), name);
    writeFileSync(place, text);
    return place;
  };
  /** What the command made of the rows of a file. */
  const byCommand = async (name: string, text: string): Promise<number[][]> => {
    const { predictions } = await answer(['predict', folder, file(name, text)]);
    return (predictions as { made: { data: number[] } }[]).map(({ made }) => made.data);
  };
  const furthest = (a: number[][], b: number[][]): number =>
    Math.max(...a.map((row, i) => Math.max(...row.map((value, j) => Math.abs(value - b[i]![j]!)))));

  test('in the command, from JSON, and in the browser', async () => {
    const [page, command] = [await onPage(rows), await byCommand('rows.json', JSON.stringify(rows))];
    expect(page.map((row) => row.length)).toEqual(rows.map(() => orderPlaces));
    expect(command).toHaveLength(500);
    expect(furthest(page, command)).toBeLessThanOrEqual(1e-6);
    // Rows that are alike would prove little.
    expect(new Set(page.map(String)).size).toBeGreaterThan(490);
  });

  test('in the command, from CSV, whatever the order of its columns', async () => {
    const names = orderTable.fields.map(({ name }) => name).reverse();
    const cell = (value: TableRow[string] | undefined) =>
      typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value ?? '');
    const csv = [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n');
    expect(
      furthest(
        await byCommand('rows.csv', csv),
        rows.map((row) => prepared(orderTable, row)),
      ),
    ).toBeLessThanOrEqual(1e-6);
  });

  test('one by one and in batches', async () => {
    expect(await onPage(rows, 64)).toEqual(await onPage(rows));
  });
});

describe('on a page', () => {
  test.each<[string, object, string]>([
    ['a field out of range', { ...order, Weight: 51 }, 'Weight'],
    ['a list in a field', { ...order, Size: ['S'] }, 'Size'],
    ['a field without a value', { ...order, Size: undefined }, 'Size'],
    ['a mistyped field', { Weigth: 3 }, 'Weigth'],
    ['no field at all', {}, 'Weight'],
  ])('%s is refused with its name, before the model is asked', async (_, row, field) => {
    const failure = await page.evaluate((row) => failureOf(orders.predict(row as { Weight: number })), row);
    expect(failure).toMatchObject({ edgewise: true, code: 'input', details: { field } });
    expect(failure!.message).toContain(field);
  });

  test('its tensors are taken as before', async () => {
    const made = await page.evaluate(async (places) => {
      const tensor = Array.from({ length: places }, (_, i) => i);
      const alone = await orders.predict(tensor);
      const named = await orders.predict({ order: tensor });
      return [alone, named].map(({ outputs }) => Array.from(outputs['made']!.data as Float32Array));
    }, orderPlaces);
    const expected = Array.from({ length: orderPlaces }, (_, i) => i);
    expect(made).toEqual([expected, expected]);
  });
});

/** Measured in turns, so that what else the machine does falls on both. */
test('a record of credit-risk costs at most 2 ms more than its tensor', async () => {
  const { transforms } = JSON.parse(readFileSync('models/credit-risk/packaged/manifest.json', 'utf8')) as ModelManifest;
  const { input } = transforms!;
  if (input?.kind !== 'table') throw new Error('The package declares no table.');
  const typical = Object.fromEntries(input.fields.map(({ name, typical }) => [name, typical!]));
  const tensor = prepared(input, typical);

  const { record, plain, same } = await page.evaluate(
    async ({ typical, tensor }) => {
      const model = await window.edgewise.loadModel('/models/credit-risk/packaged/', { backend: 'wasm' });
      const array = Float32Array.from(tensor);
      const times = { record: [] as number[], plain: [] as number[] };
      const time = async (kind: keyof typeof times, predict: () => Promise<unknown>) => {
        const start = performance.now();
        await predict();
        times[kind].push(performance.now() - start);
      };
      for (let i = 0; i < 250; i++) {
        await time('record', () => model.predict(typical));
        await time('plain', () => model.predict(array));
      }
      const [a, b] = [await model.predict(typical), await model.predict(array)];
      await model.dispose();
      return { ...times, same: a.outputs['bad']!.data[0] === b.outputs['bad']!.data[0] };
    },
    { typical, tensor },
  );
  expect(same).toBe(true);
  const quartiles = (times: number[]) => {
    const sorted = times.slice(50).sort((a, b) => a - b);
    return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]!);
  };
  const [records, tensors] = [quartiles(record), quartiles(plain)];
  expect(records[1]! - tensors[1]!, `quartiles ${String(records)}; of tensors ${String(tensors)}`).toBeLessThanOrEqual(
    2,
  );
});
