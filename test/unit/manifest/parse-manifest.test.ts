import { describe, expect, test } from 'vitest';
import { isEdgewiseError, type EdgewiseError } from '../../../src/errors.js';
import { limits } from '../../../src/model/limits.js';
import { parseManifest } from '../../../src/model/manifest/parse-manifest.js';
import { fullManifest } from '../../support/full-manifest.js';

const url = 'https://x/m/manifest.json';
const parse = (text: string) => parseManifest(new TextEncoder().encode(text).buffer, url);
const parseJson = (json: unknown) => parse(JSON.stringify(json));
type Json = Record<string, any>;

/** The manifest with one field changed, by its path: `artifacts.0.bytes`. undefined takes it out. */
function changed(path: string, value: unknown): Json {
  const manifest = structuredClone(fullManifest) as Json;
  const keys = path.split('.');
  const last = keys.pop()!;
  const target = keys.reduce((object, key) => object[key] as Json, manifest);
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
  return manifest;
}

function failureOf(work: () => unknown): EdgewiseError {
  try {
    work();
  } catch (error) {
    if (isEdgewiseError(error)) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

test('a whole manifest is read as it is', () => {
  expect(parseJson(fullManifest)).toEqual(fullManifest);
});

test('the least that a manifest can say', () => {
  const optional = ['description', 'license', 'source', 'expires', 'evaluation', 'examples', 'transforms'] as const;
  const artifacts = fullManifest.artifacts.filter(({ role }) => role !== 'examples');
  const least: Json = { ...fullManifest, artifacts, inputs: [], outputs: [{ name: 'y', dtype: 'float32' }] };
  for (const key of optional) Reflect.deleteProperty(least, key);
  expect(parseJson(least)).toEqual(least);
});

test('keys that it does not know are left out', () => {
  const more = { ...changed('artifacts.0.mirror', 'https://y/'), signature: 'x', 'x-own': { a: [1] } };
  expect(parseJson(more)).toEqual(fullManifest);
});

describe('required, and of its kind', () => {
  const required = ['name', 'version', 'release', 'task', 'artifacts', 'inputs', 'outputs', 'quantization'];
  const nested = [
    ...['artifacts.0.file', 'artifacts.0.role', 'artifacts.0.bytes', 'artifacts.0.sha256'],
    ...['inputs.0.name', 'inputs.0.dtype', 'outputs.0.name', 'outputs.0.dtype'],
    ...['quantization.float32Bytes', 'quantization.storedBytes', 'quantization.tensors'],
    ...['quantization.tensors.0.name', 'quantization.tensors.0.scheme', 'quantization.tensors.0.bytes'],
    ...['quantization.tensors.0.error', 'evaluation.metric', 'evaluation.higherIsBetter', 'evaluation.float32'],
    ...['evaluation.packed', 'evaluation.samples', 'examples.count', 'examples.tolerance'],
  ];
  const fieldOf = (path: string) => path.replace(/\.(\d+)/g, '[$1]');

  test.each([...required, ...nested])('%s', (path) => {
    for (const value of [undefined, null, path.endsWith('higherIsBetter') ? 1 : true]) {
      const failure = failureOf(() => parseJson(changed(path, value)));
      expect(failure).toMatchObject({ code: 'invalid-model', details: { url, field: fieldOf(path) } });
      expect(failure.message).toContain(fieldOf(path));
      expect(failure.message).toContain(url);
    }
  });

  test.each(['description', 'license', 'source', 'expires', 'transforms', 'evaluation', 'examples', 'card'])(
    'optional: %s',
    (path) => {
      expect(failureOf(() => parseJson(changed(path, 7))).details['field']).toBe(path);
      expect(failureOf(() => parseJson(changed(path, null))).details['field']).toBe(path);
    },
  );
});

describe('a value that is not allowed', () => {
  const sha = 'a'.repeat(64);
  test.each<[string, unknown[]]>([
    ['name', ['', '  ']],
    ['version', ['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0+', '1.0.0 ', `1.0.0-${'a'.repeat(130)}`]],
    ['release', [0, -1, 1.5, 2 ** 53, '1']],
    ['task', ['classify', 'constructor', '']],
    ['expires', ['2030', '2030-01-01', '2030-13-01T00:00:00Z', '2030-02-30T00:00:00Z', '2030-01-01T00:00:00+01:00']],
    ['artifacts.1.file', ['', 'a/b.bin', '../a.bin', 'a\\b.bin', '.hidden', '-a', 'a b', 'a?b', '%2e%2e', 'é.bin']],
    ['artifacts.1.file', ['https://y/a.bin', '//y/a.bin', 'a'.repeat(129), 'Manifest.JSON', 'Manifest.sig', 'a.bin\n']],
    ['artifacts.1.role', ['model ', 'weight', '__proto__', 'toString']],
    ['artifacts.1.bytes', [-1, 1.5, 2 ** 53, '4', [4]]],
    ['artifacts.1.sha256', ['', sha.slice(1), `${sha}a`, sha.toUpperCase(), `${sha}\n`, 'g'.repeat(64)]],
    ['inputs.0.name', ['', '__proto__']],
    ['inputs.0.dtype', ['float16', 'constructor', 'Float32']],
    ['inputs.0.shape', [4, 'any', [-1], [1.5], ['4'], [2 ** 53], [[4]], [undefined, false]]],
    ['inputs.0.meaning', ['', 4]],
    ['inputs.0.labels', ['a', [1], [null]]],
    ['quantization.float32Bytes', [-1, 0.5, 2 ** 53]],
    ['quantization.tensors.0.scheme', ['int4', '__proto__']],
    ['quantization.tensors.0.name', ['', '__proto__']],
    ['quantization.tensors.0.error', [-1, '0']],
    ['evaluation.samples', [0, 1.5]],
    ['evaluation.float32', ['0.9', [0.9]]],
    ['examples.count', [0, -1, 1.5]],
    ['examples.tolerance', [0, -0.1, '0.1']],
    ['card.authors', ['Ada', [''], [' '], [1], Array(33).fill('a'), ['a'.repeat(2001)], {}]],
    ['card.contact', ['', 7, 'a'.repeat(2001)]],
    ['card.trainingData', [{}, Array(33).fill({ name: 'a' })]],
    ['card.trainingData.0.name', [undefined, '', 'a'.repeat(2001)]],
    ['card.trainingData.0.samples', [-1, 0.5, '9']],
    ['card.metrics', [{}, Array(257).fill({ name: 'a', value: 1, higherIsBetter: true })]],
    ['card.metrics.0.value', [undefined, '1', null]],
    ['card.metrics.0.higherIsBetter', [undefined, 1]],
    ['card.metrics.0.interval.high', [0.1, undefined]],
    ['card.metrics.0.interval.level', [0, 1, 95]],
  ])('%s', (path, values) => {
    for (const value of values) {
      const failure = failureOf(() => parseJson(changed(path, value)));
      expect({ value, code: failure.code, details: failure.details }).toMatchObject({
        code: 'invalid-model',
        details: { field: path.replace(/\.(\d+)/g, '[$1]') },
      });
    }
  });

  test.each(['evaluation.float32', 'evaluation.packed', 'examples.tolerance', 'quantization.tensors.0.error'])(
    'an infinite %s',
    (path) => {
      // JSON has no infinity, but a number beyond float64 is read as one.
      const text = JSON.stringify(changed(path, 12345)).replace('12345', '1e999');
      expect(failureOf(() => parse(text)).details['field']).toBe(path.replace(/\.(\d+)/g, '[$1]'));
    },
  );

  test.each(['0.0.0', '1.2.3-alpha.1+build.5', '1.0.0-0a', '1.0.0--', '10.20.30'])('version %s is one', (version) => {
    expect(parseJson(changed('version', version)).version).toBe(version);
  });
});

describe('what belongs together', () => {
  const file = (name: string, role: string, bytes = 1) => ({ file: name, role, bytes, sha256: 'a'.repeat(64) });
  const withFiles = (...files: object[]) => {
    const { examples: _, ...rest } = fullManifest;
    return { ...rest, artifacts: files };
  };
  const model = file('model.json', 'model');

  test.each<[string, object[]]>([
    ['no model', [file('a.bin', 'weights')]],
    ['a model of another name', [file('other.json', 'model')]],
    ['a model.json that is weights', [file('model.json', 'weights')]],
    ['two models', [model, file('other.json', 'model')]],
    ['two profiles', [model, file('a', 'profile'), file('b', 'profile')]],
    ['one name twice', [model, file('a.bin', 'weights'), file('a.bin', 'weights')]],
    ['names that differ by case alone', [model, file('a.bin', 'weights'), file('A.bin', 'document')]],
  ])('%s', (_, files) => {
    const failure = failureOf(() => parseJson(withFiles(...files)));
    expect(failure.code).toBe('invalid-model');
    expect(failure.details['field']).toMatch(/^artifacts/);
    expect(parseJson(withFiles(model)).artifacts).toHaveLength(1);
  });

  test('examples and their file', () => {
    expect(failureOf(() => parseJson(changed('examples', undefined))).details['field']).toBe('examples');
    expect(failureOf(() => parseJson({ ...withFiles(model), examples: fullManifest.examples })).code).toBe(
      'invalid-model',
    );
    const twice = [...fullManifest.artifacts, file('more.json', 'examples')];
    expect(failureOf(() => parseJson(changed('artifacts', twice))).message).toMatch(/more than one .*examples/);
  });

  test.each(['inputs', 'outputs'] as const)('a name twice in %s', (key) => {
    const twice = [...fullManifest[key], fullManifest[key][0]];
    const field = `${key}[${fullManifest[key].length}].name`;
    expect(failureOf(() => parseJson(changed(key, twice))).details['field']).toBe(field);
  });

  test('a tensor twice in quantization', () => {
    const { tensors } = fullManifest.quantization;
    const failure = failureOf(() => parseJson(changed('quantization.tensors', [...tensors, tensors[0]])));
    expect(failure.details['field']).toBe(`quantization.tensors[${tensors.length}].name`);
  });

  test('at least one output', () => {
    expect(failureOf(() => parseJson(changed('outputs', []))).details['field']).toBe('outputs');
  });

  describe('limits hold at their edge', () => {
    const weights = (count: number, bytes: number) =>
      Array.from({ length: count }, (_, i) => file(`${i}.bin`, 'weights', bytes));
    test.each<[keyof typeof limits, object[], object[]]>([
      ['shards', weights(limits.shards, 0), weights(limits.shards + 1, 0)],
      ['shard', weights(1, limits.shard), weights(1, limits.shard + 1)],
      ['total', weights(7, limits.shard), weights(8, limits.shard)],
      [
        'modelJson',
        [file('model.json', 'model', limits.modelJson)],
        [file('model.json', 'model', limits.modelJson + 1)],
      ],
      ['profile', [file('a', 'profile', limits.profile)], [file('a', 'profile', limits.profile + 1)]],
    ])('%s', (field, within, beyond) => {
      const first = field === 'modelJson' ? [] : [model];
      expect(parseJson(withFiles(...first, ...within)).artifacts).toHaveLength(first.length + within.length);
      const failure = failureOf(() => parseJson(withFiles(...first, ...beyond)));
      expect(failure).toMatchObject({ code: 'limit', details: { field, limit: limits[field] } });
    });

    test('rank', () => {
      const shape = Array.from({ length: limits.rank }, () => 1);
      expect(parseJson(changed('inputs.0.shape', shape)).inputs[0]?.shape).toEqual(shape);
      expect(failureOf(() => parseJson(changed('inputs.0.shape', [...shape, 1])))).toMatchObject({ code: 'limit' });
    });

    test('tensors', () => {
      const tensors = Array.from({ length: limits.tensors + 1 }, (_, i) => ({
        ...{ name: String(i), scheme: 'uint8', bytes: 1, error: 0 },
      }));
      const failure = failureOf(() => parseJson(changed('quantization.tensors', tensors)));
      expect(failure).toMatchObject({ code: 'limit', details: { field: 'tensors' } });
    });

    test('bytes of the manifest', () => {
      const text = JSON.stringify(fullManifest);
      const padded = (length: number) => text + ' '.repeat(length - text.length);
      expect(parse(padded(limits.manifest))).toEqual(fullManifest);
      expect(failureOf(() => parse(padded(limits.manifest + 1)))).toMatchObject({
        code: 'limit',
        details: { field: 'manifest' },
      });
    });

    test('depth', () => {
      const deep = (depth: number) =>
        JSON.stringify(changed('transforms', { x: 0 })).replace(
          '{"x":0}',
          `${'{"x":'.repeat(depth)}{}${'}'.repeat(depth)}`,
        );
      expect(parse(deep(limits.depth - 2)).transforms).toBeDefined();
      expect(failureOf(() => parse(deep(limits.depth - 1)))).toMatchObject({
        code: 'limit',
        details: { field: 'depth' },
      });
    });
  });
});

describe('the format', () => {
  test('a newer schema names the library that has to be updated', () => {
    const failure = failureOf(() => parseJson(changed('schemaVersion', 2)));
    expect(failure).toMatchObject({
      code: 'invalid-model',
      details: { field: 'schemaVersion', expected: 1, actual: 2 },
    });
    expect(failure.message).toMatch(/schemaVersion 2, and this Edgewise reads 1. Update the library/);
  });

  test.each([undefined, 'graph-model', 1])('another format: %j', (format) => {
    const failure = failureOf(() => parseJson(changed('format', format)));
    expect(failure).toMatchObject({ code: 'invalid-model', details: { field: 'format' } });
    expect(failure.message).toMatch(/edgewise pack.*model\.json/);
  });

  test('keys twice, __proto__, HTML, no JSON', () => {
    const text = JSON.stringify(fullManifest);
    expect(failureOf(() => parse(text.replace('{', '{"name": "x", '))).message).toContain('"name" twice');
    expect(failureOf(() => parse(text.replace('{', '{"__proto__": {}, '))).message).toContain('__proto__');
    expect(failureOf(() => parse('<!doctype html>')).details['received']).toBe('html');
    expect(failureOf(() => parse(text.slice(0, -1))).details['received']).toBe('not-json');
  });
});

test('a long value is shortened in the message', () => {
  const failure = failureOf(() => parseJson(changed('task', 'x'.repeat(100_000))));
  expect(failure.message.length).toBeLessThan(500);
});
