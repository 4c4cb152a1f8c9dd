import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { checkNotExpired } from '../../../src/model/manifest/expiry.js';
import { parseExamples } from '../../../src/model/manifest/examples.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import { parseManifest } from '../../../src/model/manifest/parse-manifest.js';
import { serializeManifest } from '../../../src/model/manifest/serialize-manifest.js';
import { fullManifest } from '../../support/full-manifest.js';
import { linearPackage } from '../../support/packages.js';

const folder = new URL('../../../src/model/manifest/', import.meta.url);
const page = readFileSync(new URL('README.md', folder), 'utf8');
const [example = '', examplesFile = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text);
const bytes = (text: string) => new TextEncoder().encode(text).buffer;
const parse = (text: string) => parseManifest(bytes(text), 'manifest.json');

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const schema = JSON.parse(readFileSync(new URL('manifest.schema.json', folder), 'utf8')) as object;
const validate = ajv.compile(schema);
const problems = (json: unknown) =>
  validate(json) ? [] : (validate.errors ?? []).map(({ instancePath }) => instancePath);
const accepted = (json: unknown) => {
  try {
    parse(JSON.stringify(json));
    return true;
  } catch {
    return false;
  }
};

describe('the page', () => {
  test('shows a whole manifest that both the schema and the reader take', () => {
    expect(problems(JSON.parse(example))).toEqual([]);
    expect(parse(example)).toEqual(JSON.parse(example));
    const { quantization, artifacts } = parse(example);
    const weights = artifacts.filter(({ role }) => role === 'weights');
    expect(weights.reduce((sum, file) => sum + file.bytes, 0)).toBe(quantization.storedBytes);
    for (const { file, sha256 } of weights) expect(file).toBe(`weights-${sha256.slice(0, 16)}.bin`);
  });

  test('shows golden examples that are read', () => {
    expect(parseExamples(bytes(examplesFile), 'examples.json')).toEqual([
      {
        inputs: { x: { dtype: 'float32', shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) } },
        outputs: { y: { dtype: 'float32', shape: [1, 1], data: Float32Array.of(10) } },
      },
    ]);
  });
});

describe('the schema', () => {
  test('takes what the reader takes', () => {
    for (const manifest of [fullManifest, linearPackage().manifest]) {
      expect(problems(manifest)).toEqual([]);
      expect(accepted(manifest)).toBe(true);
    }
  });

  test.each<[string, (manifest: any) => unknown]>([
    ...[
      'format',
      'schemaVersion',
      'name',
      'version',
      'release',
      'task',
      'artifacts',
      'inputs',
      'outputs',
      'quantization',
    ].map((key): [string, (manifest: any) => unknown] => [`no ${key}`, (m) => Reflect.deleteProperty(m, key)]),
    ['a newer schema', (m) => (m.schemaVersion = 2)],
    ['a version that is none', (m) => (m.version = '1.0')],
    ['release 0', (m) => (m.release = 0)],
    ['an unknown task', (m) => (m.task = 'x')],
    ['a path', (m) => (m.artifacts[1].file = '../a.bin')],
    ['the manifest itself', (m) => (m.artifacts[1].file = 'Manifest.json')],
    ['an unknown role', (m) => (m.artifacts[1].role = 'x')],
    ['no model', (m) => m.artifacts.shift()],
    ['two models', (m) => m.artifacts.push(m.artifacts[0])],
    ['another name of model.json', (m) => (m.artifacts[0].file = 'm.json')],
    ['two profiles', (m) => m.artifacts.push({ ...m.artifacts[4], file: 'p2.json' })],
    ['a large shard', (m) => (m.artifacts[1].bytes = 64 * 2 ** 20 + 1)],
    ['a large model.json', (m) => (m.artifacts[0].bytes = 16 * 2 ** 20 + 1)],
    ['negative bytes', (m) => (m.artifacts[1].bytes = -1)],
    ['a short digest', (m) => (m.artifacts[1].sha256 = 'abc')],
    ['an unknown dtype', (m) => (m.inputs[0].dtype = 'float16')],
    ['rank 7', (m) => (m.inputs[0].shape = [1, 1, 1, 1, 1, 1, 1])],
    ['a fractional size', (m) => (m.inputs[0].shape = [1.5])],
    ['no outputs', (m) => (m.outputs = [])],
    ['a negative error', (m) => (m.quantization.tensors[0].error = -1)],
    ['no samples', (m) => (m.evaluation.samples = 0)],
    ['no tolerance', (m) => (m.examples.tolerance = 0)],
    ['an empty text on its card', (m) => m.card.caveats.push('')],
    ['a long text on its card', (m) => (m.card.split = 'a'.repeat(2001))],
    ['too many texts on its card', (m) => (m.card.authors = Array(33).fill('a'))],
    ['too many metrics', (m) => (m.card.metrics = Array(257).fill(m.card.metrics[0]))],
    ['a metric without a direction', (m) => Reflect.deleteProperty(m.card.metrics[0], 'higherIsBetter')],
    ['a certain interval', (m) => (m.card.metrics[0].interval.level = 1)],
    ['training data without a name', (m) => Reflect.deleteProperty(m.card.trainingData[0], 'name')],
    ['a day that is none', (m) => (m.expires = '2030-1-1')],
  ])('refuses what the reader refuses: %s', (_, change) => {
    const manifest = structuredClone(fullManifest) as unknown;
    change(manifest);
    expect(accepted(manifest)).toBe(false);
    expect(problems(manifest)).not.toEqual([]);
  });
});

describe('serializeManifest', () => {
  test('is read again as it was, byte by byte the same', () => {
    const text = serializeManifest(fullManifest);
    expect(parse(text)).toEqual(fullManifest);
    expect(serializeManifest(parse(text))).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('does not hang on the order in which keys were set', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    const { transforms: _, ...rest } = fullManifest;
    expect(serializeManifest(reversed(rest) as ModelManifest)).toBe(serializeManifest(rest));
  });

  test('gives lines that a person can read', () => {
    const lines = serializeManifest(fullManifest).split('\n');
    expect(lines.slice(0, 3)).toEqual(['{', '  "format": "edgewise-package",', '  "schemaVersion": 1,']);
    expect(lines.join('')).toContain('"shape": [null, 3], "meaning"');
    expect(lines).toContain('      { "name": "kernel", "scheme": "uint8", "bytes": 4096, "error": 0.001 },');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(150);
  });

  test('writes nothing that no reader would take', () => {
    const wrong = { ...fullManifest, release: 0 };
    expect(() => serializeManifest(wrong)).toThrow(/release/);
    const infinite = { ...fullManifest, evaluation: { ...fullManifest.evaluation!, packed: Infinity } };
    expect(() => serializeManifest(infinite)).toThrow(/evaluation\.packed/);
  });
});

describe('expiry', () => {
  const manifest = { ...fullManifest, expires: '2030-01-01T00:00:00Z' };
  const check = (now: string, of: ModelManifest = manifest) => {
    checkNotExpired(of, Date.parse(now), 'https://x/manifest.json');
  };

  test('to the millisecond', () => {
    check('2029-12-31T23:59:59.999Z');
    expect(() => {
      check('2030-01-01T00:00:00Z');
    }).toThrow(
      expect.objectContaining({
        code: 'signature',
        message: expect.stringContaining('expired on 2030-01-01T00:00:00Z') as string,
        details: expect.objectContaining({
          reason: 'expired',
          field: 'expires',
          now: '2030-01-01T00:00:00.000Z',
        }) as object,
      }) as Error,
    );
  });

  test('never, where none is said', () => {
    const { expires: _, ...rest } = fullManifest;
    check('9999-01-01T00:00:00Z', rest);
  });
});
