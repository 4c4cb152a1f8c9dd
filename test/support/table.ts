import { parseTableTransform, checkTableTransform, type TableTransform } from '../../src/model/transforms/table.js';
import type { TableRow } from '../../src/model/input.js';
import type { JsonObject } from '../../src/model/json.js';
import { mulberry32 } from '../../src/model/random.js';
import { tablePreparer } from '../../src/transform/table/prepare.js';
import { attribute, GraphBuilder } from './models/graph.js';
import { float32 } from './models/tensors.js';
import { packageOf, type TestPackage } from './packages.js';

/** A table of every kind of field and column, as a manifest has it. */
export const orderTable: TableTransform = {
  kind: 'table',
  input: 'order',
  fields: [
    { kind: 'number', name: 'Weight', label: 'Weight', unit: 'kg', min: 0, max: 50, step: 0.5, typical: 2 },
    { kind: 'number', name: 'Distance', unit: 'km', min: 1, max: 1000, outside: 'clip' },
    { kind: 'category', name: 'Size', values: [{ value: 'S' }, { value: 'M' }, { value: 'L' }], typical: 'M' },
    {
      kind: 'category',
      name: 'Carrier',
      values: [{ value: 'post', label: 'Post' }, { value: 'courier' }],
      unknown: 'bucket',
      typical: 'post',
    },
    { kind: 'boolean', name: 'Express', label: 'Sent overnight', typical: false },
  ],
  derived: [
    { name: 'Load', label: 'Weight by distance', unit: 'kg km', multiply: ['Weight', 'Distance'] },
    { name: 'Share', divide: ['Load', { add: ['Load', 100] }] },
    { name: 'Inverse', divide: [1, 'Weight'], byZero: 9 },
  ],
  columns: [
    { kind: 'quantity', of: 'Weight', mean: 4, std: 2, clip: 3, knots: [-1, 0.5] },
    { kind: 'quantity', of: 'Distance', transform: 'log1p' },
    { kind: 'quantity', of: 'Express' },
    { kind: 'quantity', of: 'Share' },
    { kind: 'quantity', of: 'Inverse' },
    { kind: 'one-hot', of: 'Size' },
    { kind: 'one-hot', of: 'Carrier' },
    { kind: 'missing', of: 'Weight' },
    { kind: 'missing', of: 'Carrier' },
  ],
};

export const order: TableRow = { Weight: 4, Distance: 25, Size: 'S', Carrier: 'courier', Express: true };

/** How many places its columns have. */
export const orderPlaces = 15;

const spec = (transform: TableTransform, places: number | null) =>
  ({ name: transform.input, dtype: 'float32', shape: [null, places] }) as const;

/** What a table makes of a record. */
export function prepared(transform: TableTransform, row: TableRow): number[] {
  const tensors = tablePreparer(transform, [spec(transform, null)])(row);
  return Array.from(tensors[transform.input]!.data as Float32Array);
}

/** As a manifest with this table is read, for a model that takes so many places. */
export function readTable(json: unknown, places = orderPlaces): TableTransform {
  const transform = parseTableTransform({ url: 'manifest.json', at: 'transforms.input', json: json as JsonObject });
  checkTableTransform(transform, { url: 'manifest.json', inputs: [spec(transform, places)], outputs: [] });
  return transform;
}

/** A package that takes records, and answers the very input that is made of them. */
export function orderPackage(): TestPackage {
  const graph = new GraphBuilder();
  const x = graph.input('order', 'float32', [null, orderPlaces]);
  const one = graph.weight('one', float32([1], []));
  graph.output('made', graph.node('made', 'Mul', [x, one], { T: attribute.type('float32') }));
  const zeros = float32(new Array<number>(orderPlaces).fill(0), [1, orderPlaces]);
  return packageOf(
    { name: 'order', kind: 'graph', files: graph.build(), inputs: { order: zeros }, expected: { made: zeros } },
    { described: { order: { shape: [null, orderPlaces] } }, transforms: { input: orderTable } },
  );
}

/** Records as people may give them: with what is not known, out of a range that is clipped, or a carrier of a bucket. */
export function randomOrders(count: number, seed: number): TableRow[] {
  const random = mulberry32(seed);
  const one = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  const seldom = <Value>(odd: Value, usual: Value): Value => (random() < 0.1 ? odd : usual);
  return Array.from({ length: count }, () => ({
    Weight: seldom(null, seldom(0, random() * 50)),
    Distance: seldom(-5, random() * 1200),
    Size: seldom(null, one(['S', 'M', 'L'])),
    Carrier: seldom('a pigeon, "fast"', one(['post', 'courier'])),
    Express: one([true, false, null]),
  }));
}
