import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { beforeAll, expect, test } from 'vitest';
import { answer, edgewise, temporaryFolder, writeModel } from '../../support/command.js';
import { attribute, GraphBuilder } from '../../support/models/graph.js';
import { differences, linear, workingModels } from '../../support/models/index.js';
import { float32, int32 } from '../../support/models/tensors.js';
import type { ModelFiles } from '../../support/models/types.js';

const float = { T: attribute.type('float32') };
const folder = temporaryFolder();
const write = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

/** Answers what it gets: the values that reach a model, and its sum. */
function echo(shape: readonly (number | null)[], dtype: 'float32' | 'int32' = 'float32'): ModelFiles {
  const graph = new GraphBuilder();
  const x = graph.input('x', dtype, shape);
  const one = graph.weight('one', dtype === 'float32' ? float32([1], []) : int32([1], []));
  graph.output('y', graph.node('y', 'Mul', [x, one], { T: attribute.type(dtype) }));
  return graph.build();
}

/** A picture of 4 × 2: black, white, red, half-transparent blue above; the same below. */
const pixels = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [255, 0, 0, 255],
  [0, 0, 255, 0],
];
function png(): Uint8Array {
  const picture = new PNG({ width: 4, height: 2 });
  picture.data = Buffer.from([...pixels, ...pixels].flat());
  return PNG.sync.write(picture);
}

let linearModel = '';
let pair = '';
beforeAll(() => {
  linearModel = writeModel(linear().files);
  const graph = new GraphBuilder();
  const a = graph.input('a', 'float32', [null, 2]);
  const b = graph.input('b', 'float32', [null, 2]);
  graph.output('sum', graph.node('sum', 'AddV2', [a, b], float));
  pair = writeModel(graph.build());
});

test('every model that works answers as it should, its inputs given as JSON', async () => {
  for (const model of await workingModels()) {
    // wasm is all that there is here.
    if (model.lacking?.wasm) continue;
    const given = Object.fromEntries(
      Object.entries(model.inputs).map(([name, { data, shape }]) => [name, { data: [...data], shape }]),
    );
    const { predictions } = await answer(['predict', writeModel(model.files), '-'], { input: JSON.stringify(given) });
    expect([model.name, ...differences(model, predictions[0])]).toEqual([model.name]);
  }
}, 120_000);

test.each([
  ['--values', '1,2,3,4'],
  ['--row', '[1, 2, 3, 4]'],
  ['--row', '[[1, 2, 3, 4]]'],
  ['--row', '{"x": [1, 2, 3, 4]}'],
  ['--row', '{"data": [1, 2, 3, 4], "shape": [1, 4]}'],
])('%s %s is one sample', async (option, value) => {
  const name = Object.keys(linear().inputs)[0]!;
  const given = value.replace('"x"', JSON.stringify(name));
  const [direct] = (await answer(['predict', linearModel, '--values', '1,2,3,4'])).predictions;
  const { predictions } = await answer(['predict', linearModel, option, given]);
  expect(predictions).toEqual([direct]);
  const [output] = Object.values<{ shape: number[] }>(direct);
  expect(output!.shape[0]).toBe(1);
});

test('each row of a CSV file is a sample, its columns named or not', async () => {
  const plain = await answer([
    'predict',
    pair,
    write('pair.json', '[{"a": [1, 2], "b": [3, 4]}, {"a": [5, 6], "b": [7, 8]}]'),
  ]);
  expect(plain.predictions.map(({ sum }: any) => sum.data)).toEqual([
    [4, 6],
    [12, 14],
  ]);
  const rows = await answer(['predict', linearModel, write('rows.csv', '1,2,3,4\n0,0,0,1\n')]);
  const named = await answer(['predict', linearModel, write('named.csv', 'one,two,three,four\n1,2,3,4\n0,0,0,1\n')]);
  expect(rows.predictions).toHaveLength(2);
  expect(named.predictions).toEqual(rows.predictions);
});

test('a PNG reaches the model as its pixels, in the range that is asked for', async () => {
  const file = write('picture.png', png());
  const model = writeModel(echo([null, 2, 4, 3]));
  const row = [0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1];
  const values = async (...args: string[]) =>
    (await answer(['predict', model, file, ...args])).predictions[0].y.data as number[];
  expect(await values()).toEqual([...row, ...row]);
  expect(await values('--range', '-1,1')).toEqual([...row, ...row].map((value) => value * 2 - 1));
  expect(await values('--range', '0,255')).toEqual([...row, ...row].map((value) => value * 255));
  // The same bytes by way of standard input.
  const { predictions } = await answer(['predict', model, '-'], { input: png() });
  expect(predictions[0].y.data).toEqual([...row, ...row]);
});

test('int32 gets 0 to 255, one channel the luma, and a free size the size of the picture', async () => {
  const file = write('picture.png', png());
  const whole = await answer(['predict', writeModel(echo([1, 2, 4, 3], 'int32')), file]);
  expect(whole.predictions[0].y.data.slice(0, 9)).toEqual([0, 0, 0, 255, 255, 255, 255, 0, 0]);
  const grey = await answer(['predict', writeModel(echo([null, null, null, 1])), file]);
  expect(grey.predictions[0].y.shape).toEqual([1, 2, 4, 1]);
  expect(grey.predictions[0].y.data[2]).toBeCloseTo(0.299, 6);
});

test('a picture is stretched to the input, without losing what lies between', async () => {
  const size = 64;
  const board = new PNG({ width: size, height: size });
  // Single black and white pixels: their mean is grey, however few are left.
  for (let i = 0; i < size * size; i++) {
    board.data.fill((i + Math.floor(i / size)) % 2 === 0 ? 255 : 0, i * 4, i * 4 + 3);
    board.data[i * 4 + 3] = 255;
  }
  const file = write('board.png', PNG.sync.write(board));
  const { predictions } = await answer(['predict', writeModel(echo([1, 5, 3, 1])), file]);
  expect(predictions[0].y.shape).toEqual([1, 5, 3, 1]);
  for (const value of predictions[0].y.data) expect(value).toBeCloseTo(0.5, 1);
});

test('a JPEG is read as well', async () => {
  const data = Buffer.alloc(8 * 8 * 4, 255);
  for (let i = 0; i < 64; i++) data.set([200, 100, 50], i * 4);
  const file = write('picture.jpg', encode({ width: 8, height: 8, data }, 95).data);
  const { predictions } = await answer(['predict', writeModel(echo([1, 2, 2, 3])), file, '--range', '0,255']);
  const colour = predictions[0].y.data.slice(0, 3) as number[];
  [200, 100, 50].forEach((value, i) => {
    expect(Math.abs(colour[i]! - value)).toBeLessThan(4);
  });
});

test('for people the output is named, with its shape and its values', async () => {
  const { stdout, code } = await edgewise(['predict', pair, '--row', '{"a": [1, 2], "b": [3, 4]}']);
  expect([code, stdout]).toEqual([0, 'sum  float32 [1, 2]\n  4 6\n']);
});

test('NaN and infinity are texts in JSON', async () => {
  const graph = new GraphBuilder();
  graph.output('y', graph.node('y', 'Log', [graph.input('x', 'float32', [3])], float));
  const { predictions } = await answer(['predict', writeModel(graph.build()), '--values', '-1,0,1']);
  expect(predictions[0].y.data).toEqual(['NaN', '-Infinity', 0]);
});

test.each([
  [['--values', '1,2,three,4'], /"three" is no number/],
  [['--values', '1,2,3'], /3 values/],
  [['--row', '{"a": 1'], /--row is no JSON/],
  [['--row', '{"age": 41}'], /missing: .*unknown: age/],
  [['--row', '[[1, 2], [3]]'], /different lengths/],
  [['nowhere.csv'], /nowhere\.csv cannot be read/],
  [[], /There is no input/],
])('edgewise predict … %j is refused with a reason', async (args, words) => {
  const { code, stdout, stderr } = await edgewise(['predict', linearModel, ...args]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(words);
});

test('pictures that are none, damaged, huge, or unwanted are refused with a reason', async () => {
  const refused = async (model: string, file: string) => {
    const { code, stderr } = await edgewise(['predict', model, file]);
    expect(code).toBe(1);
    return stderr;
  };
  const model = writeModel(echo([1, 2, 2, 3]));
  const whole = png();
  expect(await refused(model, write('half.png', whole.slice(0, whole.length / 2)))).toContain(
    'half.png cannot be read',
  );
  const huge = Buffer.from(whole);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  expect(await refused(model, write('huge.png', huge))).toContain('60000 × 60000 pixels');
  expect(await refused(linearModel, write('picture.png', whole))).toMatch(/takes no picture: it is float32 \[any, 4\]/);
  expect(readFileSync(path.join(folder, 'half.png')).length).toBeGreaterThan(8);
});

test('--row and --values exclude each other', async () => {
  const { code, stderr } = await edgewise(['predict', linearModel, '--row', '[1]', '--values', '1']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--row.*--values/);
});
