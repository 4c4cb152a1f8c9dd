import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSourceModel } from '../../../src/cli/source/read-source-model.js';
import type { EdgewiseError } from '../../../src/errors.js';
import { temporaryFolder, writeModel } from '../../support/command.js';
import { faultyModels, linear, workingModels } from '../../support/models/index.js';

const shard = 'group1-shard1of1.bin';

async function refusal(given: string): Promise<EdgewiseError> {
  return readSourceModel(given).then(
    () => {
      throw new Error(`${given} was read`);
    },
    (error: unknown) => error as EdgewiseError,
  );
}

/** The linear model, its model.json changed. */
function altered(change: (json: any) => void): string {
  const folder = writeModel(linear().files);
  const file = path.join(folder, 'model.json');
  const json = JSON.parse(readFileSync(file, 'utf8'));
  change(json);
  writeFileSync(file, JSON.stringify(json));
  return folder;
}

test('every model that works is read, all of its bytes', async () => {
  for (const { name, files, kind } of await workingModels()) {
    const warnings: string[] = [];
    const source = await readSourceModel(writeModel(files), (warning) => warnings.push(warning));
    expect(source.json.kind, name).toBe(kind);
    expect(new Uint8Array(source.modelJson), name).toEqual(files.get('model.json'));
    for (const [named, bytes] of source.shards) {
      expect(new Uint8Array(bytes), `${name}: ${named}`).toEqual(files.get(named.replace(/^\.\//, '')));
    }
    expect([name, warnings.length]).toEqual([name, name.includes('trailing') ? 1 : 0]);
  }
});

test('every faulty model is refused with its code, the fault named', async () => {
  const unknownOnlyWhenOpened = new Set(['unknown-ops', 'unknown-layers']);
  for (const { name, files, code, mentions = [] } of await faultyModels()) {
    if (unknownOnlyWhenOpened.has(name)) continue;
    const error = await refusal(writeModel(files));
    expect(`${name} ${error.code}`).toBe(`${name} ${code}`);
    for (const words of mentions) expect(error.message, name).toContain(words);
  }
});

test('a model is named by its folder, by its model.json, and by a JSON file of any name', async () => {
  const folder = writeModel(linear().files);
  expect(await readSourceModel(folder)).toMatchObject({ folder, file: 'model.json' });
  expect(await readSourceModel(path.join(folder, 'model.json'))).toMatchObject({ folder, file: 'model.json' });
  renameSync(path.join(folder, 'model.json'), path.join(folder, 'emotion.json'));
  expect(await readSourceModel(path.join(folder, 'emotion.json'))).toMatchObject({ folder, file: 'emotion.json' });
  // The only model in a folder needs no name.
  writeFileSync(path.join(folder, 'package.json'), '{"name": "app"}');
  expect(await readSourceModel(folder)).toMatchObject({ folder, file: 'emotion.json' });
});

test('of several models in a folder one has to be named', async () => {
  const folder = writeModel(linear().files);
  renameSync(path.join(folder, 'model.json'), path.join(folder, 'one.json'));
  copyFileSync(path.join(folder, 'one.json'), path.join(folder, 'two.json'));
  const error = await refusal(folder);
  expect(error).toMatchObject({ code: 'invalid-model', details: { candidates: ['one.json', 'two.json'] } });
  expect(error.message).toContain('one.json, two.json');
});

test('no folder, and a folder without a model, are told apart', async () => {
  const folder = temporaryFolder();
  expect((await refusal(path.join(folder, 'nowhere'))).message).toMatch(/There is no file or folder .*nowhere/);
  const error = await refusal(folder);
  expect(error.code).toBe('invalid-model');
  expect(error.message).toMatch(/There is no TF\.js model in .*tensorflowjs_converter/);
});

test.each([
  ['saved_model.pb', /SavedModel.*--input_format=tf_saved_model/],
  ['network.h5', /Keras.*--input_format=keras .*network\.h5/],
  ['network.keras', /Keras 3/],
  ['network.onnx', /ONNX/],
  ['network.tflite', /TensorFlow Lite/],
  ['frozen.pb', /frozen.*tf_frozen_model/],
  ['weights.safetensors', /PyTorch/],
])('a folder that holds %s is told how to come to a TF.js model', async (name, words) => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, name), 'anything');
  for (const given of [folder, path.join(folder, name)]) {
    const error = await refusal(given);
    expect(error.code).toBe('invalid-model');
    expect(error.message).toMatch(words);
  }
});

test('a weight file that is missing is named', async () => {
  const folder = writeModel(linear().files);
  rmSync(path.join(folder, shard));
  const error = await refusal(folder);
  expect(error).toMatchObject({ code: 'integrity', details: { file: shard } });
});

test('a weight file that is cut short is named, with what it should hold', async () => {
  const folder = writeModel(linear().files);
  truncateSync(path.join(folder, shard), 7);
  const error = await refusal(folder);
  const expected = linear().files.get(shard)!.byteLength;
  expect(error).toMatchObject({ code: 'integrity', details: { file: shard, actual: 7, expected } });
});

test.each([
  ['<!doctype html><html><body>Not found</body></html>', 'html', /HTML page/],
  ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 60\n', 'git-lfs', /git lfs pull/],
])('%s in place of weights is recognised', async (text, received, words) => {
  const folder = writeModel(linear().files);
  writeFileSync(path.join(folder, shard), text.padEnd(1000));
  const error = await refusal(folder);
  expect(error).toMatchObject({ code: 'integrity', details: { file: shard, received } });
  expect(error.message).toMatch(words);
});

test.each(['../secret.bin', 'weights/../../secret.bin', '/etc/passwd', 'a\0b'])(
  'the weight path %j, which leads out, is refused',
  async (named) => {
    const folder = altered((json) => (json.weightsManifest[0].paths = [named]));
    writeFileSync(path.join(folder, '..', 'secret.bin'), new Uint8Array(1000));
    const error = await refusal(folder);
    expect(error).toMatchObject({ code: 'invalid-model', details: { file: named } });
    expect(error.message).toContain('leads out of its folder');
  },
);

test('a path that goes down and comes back stays inside, and is read', async () => {
  const folder = altered((json) => (json.weightsManifest[0].paths = [`weights/../${shard}`]));
  mkdirSync(path.join(folder, 'weights'));
  expect((await readSourceModel(folder)).shards.size).toBe(1);
});

test('a symbolic link that leads out is refused, one that stays is followed', async () => {
  const folder = writeModel(linear().files);
  const outside = path.join(folder, '..', 'outside.bin');
  renameSync(path.join(folder, shard), outside);
  symlinkSync(outside, path.join(folder, shard));
  const error = await refusal(folder);
  expect(error.code).toBe('invalid-model');
  expect(error.message).toMatch(/symbolic link that leads out/);

  rmSync(path.join(folder, shard));
  renameSync(outside, path.join(folder, 'real.bin'));
  symlinkSync('real.bin', path.join(folder, shard));
  expect((await readSourceModel(folder)).shards.size).toBe(1);
});

test('a model.json that is a link to another place is refused', async () => {
  const folder = writeModel(linear().files);
  renameSync(path.join(folder, 'model.json'), path.join(folder, '..', 'elsewhere.json'));
  symlinkSync(path.join('..', 'elsewhere.json'), path.join(folder, 'model.json'));
  expect((await refusal(folder)).message).toMatch(/symbolic link that leads out/);
});

test('a folder that is itself reached by a link is read', async () => {
  const folder = writeModel(linear().files);
  const link = path.join(folder, '..', 'link');
  symlinkSync(folder, link);
  expect(await readSourceModel(link)).toMatchObject({ folder });
});

test('a model.json over the limit is not read', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'model.json'), '{"a": 1}');
  truncateSync(path.join(folder, 'model.json'), 17 * 1024 * 1024);
  expect(await refusal(folder)).toMatchObject({ code: 'limit', details: { field: 'modelJson' } });
});

test('weight files over the limit are not read', async () => {
  const folder = writeModel(linear().files);
  // A hole on the disk: it takes no room.
  truncateSync(path.join(folder, shard), 600 * 1024 * 1024);
  expect(await refusal(folder)).toMatchObject({ code: 'limit', details: { field: 'total' } });
});
