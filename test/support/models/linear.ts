import { concat } from './bytes.js';
import { attribute, GraphBuilder, type WeightGroup } from './graph.js';
import type { Storage } from './quantize.js';
import { at, float32, numbers, type TestTensor } from './tensors.js';
import type { TestModel } from './types.js';

/** y = x · kernel + bias, from [null, 4] to [null, 3]. Sevenths, so that every storage rounds them. */
export const kernel = float32(
  Array.from({ length: 12 }, (_, i) => (i - 4) / 7),
  [4, 3],
);
export const bias = float32([0.1, -0.2, 0.3]);
const x = float32([1, 2, 3, 4, -1, 0.5, 0, 2], [2, 4]);

interface Variant {
  storage?: Storage;
  groups?: readonly WeightGroup[];
  signature?: 'top' | 'metadata';
  rows?: number | null;
}

export function linear(): TestModel {
  return variant('linear', {});
}

/** Takes this number of rows alone, or any number: what its self-test computes is as many. */
export function linearOf(rows: number | null): TestModel {
  return variant(rows === null ? 'linear' : `linear-${String(rows)}`, { rows });
}

/** The same values in every storage and file layout that TF.js reads. */
export function linearVariants(): TestModel[] {
  const both = ['kernel', 'bias'];
  return [
    variant('linear-float16', { storage: 'float16' }),
    variant('linear-uint8', { storage: 'uint8' }),
    variant('linear-uint16', { storage: 'uint16' }),
    variant('linear-sharded', {
      groups: [
        {
          weights: ['kernel'],
          paths: ['group1-shard1of3.bin', 'group1-shard2of3.bin', 'group1-shard3of3.bin'],
          // In the middle of numbers on purpose.
          cuts: [7, 30],
        },
        { weights: ['bias'], paths: ['group2-shard1of1.bin'] },
      ],
    }),
    variant('linear-sharded-uint8', {
      storage: 'uint8',
      groups: [
        { weights: ['bias'], paths: ['bias.bin'] },
        { weights: ['kernel'], paths: ['kernel-1.bin', 'kernel-2.bin'], cuts: [5] },
      ],
    }),
    variant('linear-subfolder', { groups: [{ weights: both, paths: ['weights/a.bin', 'weights/b.bin'], cuts: [48] }] }),
    variant('linear-metadata-signature', { signature: 'metadata' }),
    trailing(),
  ];
}

/** TF.js ignores bytes after the last weight; so must we, for a plain model. */
function trailing(): TestModel {
  const model = variant('linear-trailing-bytes', {});
  const path = 'group1-shard1of1.bin';
  const bytes = model.files.get(path);
  if (bytes) model.files.set(path, concat([bytes, new Uint8Array(5)]));
  return model;
}

function variant(name: string, { storage = 'plain', groups, signature = 'top', rows = null }: Variant): TestModel {
  const graph = linearGraph(storage, rows);
  return {
    name,
    kind: 'graph',
    files: graph.build({ signature, ...(groups ? { groups } : {}) }),
    inputs: { x },
    expected: { y: affine(x, graph.stored('kernel'), graph.stored('bias')) },
  };
}

/** The graph behind them all; broken models start from it. */
export function linearGraph(storage: Storage = 'plain', rows: number | null = null): GraphBuilder {
  const graph = new GraphBuilder();
  graph.input('input', 'float32', [rows, 4], 'x');
  graph.weight('kernel', kernel, storage);
  graph.weight('bias', bias, storage);
  graph.node('matmul', 'MatMul', ['input', 'kernel'], {
    T: attribute.type('float32'),
    transpose_a: attribute.bool(false),
    transpose_b: attribute.bool(false),
  });
  graph.node('biasadd', 'BiasAdd', ['matmul', 'bias'], {
    T: attribute.type('float32'),
    data_format: attribute.text('NHWC'),
  });
  graph.output('y', graph.node('Identity', 'Identity', ['biasadd'], { T: attribute.type('float32') }));
  return graph;
}

function affine(input: TestTensor, matrix: TestTensor, offset: TestTensor): TestTensor {
  const [rows, inner] = [at(input.shape, 0), at(input.shape, 1)];
  const columns = at(matrix.shape, 1);
  const [a, b, c] = [numbers(input), numbers(matrix), numbers(offset)];
  const values = Array.from({ length: rows * columns }, (_, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    let sum = at(c, column);
    for (let i = 0; i < inner; i++) sum += at(a, row * inner + i) * at(b, i * columns + column);
    return sum;
  });
  return float32(values, [rows, columns]);
}
