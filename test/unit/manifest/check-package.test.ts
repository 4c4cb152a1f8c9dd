import { describe, expect, test } from 'vitest';
import type { EdgewiseError } from '../../../src/errors.js';
import { checkPackage } from '../../../src/model/manifest/check-package.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import { parseModelJson } from '../../../src/model/model-json.js';
import { graphModels } from '../../support/models/catalogue.js';
import { defaultInput, linear, linearVariants, text, type TestModel } from '../../support/models/index.js';
import { linearPackage, packageOf, type TestPackage } from '../../support/packages.js';

const url = 'https://x/m/manifest.json';
type Json = Record<string, any>;

/** Changes a copy of the manifest, or of model.json, and checks them together. */
function check(sound: TestPackage, changes: { manifest?: (m: Json) => void; model?: (m: Json) => void } = {}): void {
  const manifest: ModelManifest = structuredClone(sound.manifest);
  changes.manifest?.(manifest);
  const json = JSON.parse(new TextDecoder().decode(sound.files.get('model.json'))) as Json;
  changes.model?.(json);
  const bytes = new TextEncoder().encode(JSON.stringify(json)).buffer;
  checkPackage(manifest, parseModelJson(bytes, url), url);
}

const failure = (field: string, words: string | RegExp) =>
  expect.objectContaining({
    code: 'invalid-model',
    message: expect.stringMatching(words) as string,
    details: expect.objectContaining({ field }) as object,
  }) as EdgewiseError;

const sound = linearPackage();
const sharded = packageOf(linearVariants().find(({ name }) => name === 'linear-sharded-uint8')!);

test('packages of all kinds of graphs are sound', () => {
  const packable = (model: TestModel) => !/trailing|subfolder/.test(model.name);
  for (const model of graphModels().filter(packable)) check(packageOf(model));
  check(sharded);
});

describe('files', () => {
  test('that model.json names and the manifest does not, and the other way round', () => {
    const lost = (m: Json) => m['artifacts'].splice(1, 1);
    expect(() => {
      check(sound, { manifest: lost });
    }).toThrow(failure('artifacts', /no file "weights-\w{16}\.bin"/));
    const more = (m: Json) => m['artifacts'].push({ ...m['artifacts'][1], file: 'more.bin' });
    expect(() => {
      check(sound, { manifest: more });
    }).toThrow(failure('artifacts', /more\.bin .*does not name/));
    const renamed = (m: Json) => (m['weightsManifest'][0].paths = ['../other.bin']);
    expect(() => {
      check(sound, { model: renamed });
    }).toThrow(failure('artifacts', /"\.\.\/other\.bin"/));
  });

  test('of another role than weights', () => {
    const asDocument = (m: Json) => (m['artifacts'][1].role = 'document');
    expect(() => {
      check(sound, { manifest: asDocument });
    }).toThrow(failure('artifacts', /role weights/));
    const model = (m: Json) => (m['weightsManifest'][0].paths = ['examples.json']);
    expect(() => {
      check(sound, { model });
    }).toThrow(failure('artifacts', /examples\.json/));
  });

  test('named twice, in one group or in two', () => {
    const twice = (m: Json) => m['weightsManifest'][0].paths.push(m['weightsManifest'][0].paths[0]);
    expect(() => {
      check(sound, { model: twice });
    }).toThrow(failure('artifacts', /twice/));
    const shared = (m: Json) => m['weightsManifest'].push({ paths: m['weightsManifest'][0].paths, weights: [] });
    expect(() => {
      check(sound, { model: shared });
    }).toThrow(failure('artifacts', /twice/));
  });

  test.each([1, -1])('that hold %i bytes more than the weights', (more) => {
    const bytes = (m: Json) => {
      m['artifacts'][1].bytes = 60 + more;
      m['quantization'].storedBytes = 60 + more;
    };
    expect(() => {
      check(sound, { manifest: bytes });
    }).toThrow(failure('artifacts.bytes', /take 60/));
  });

  test('whose bytes are moved from one group to another', () => {
    const moved = (m: Json) => {
      m['artifacts'][1].bytes--;
      m['artifacts'][2].bytes++;
    };
    expect(() => {
      check(sharded, { manifest: moved });
    }).toThrow(failure('artifacts.bytes', /take/));
  });

  test('of a group without any', () => {
    const model = (m: Json) => (m['weightsManifest'] = [{ ...m['weightsManifest'][0], paths: [] }]);
    expect(() => {
      check(sound, { model });
    }).toThrow(failure('artifacts.bytes', /no file at all/));
  });

  test('of strings have a length that nobody knows yet', () => {
    const strings = packageOf(text());
    check(strings, {
      manifest: (m) => {
        m['artifacts'][1].bytes++;
        m['quantization'].storedBytes++;
      },
    });
  });
});

describe('quantization', () => {
  const describeWeight = (facts: Json) => (m: Json) =>
    (m['quantization'].tensors = [{ name: 'kernel', scheme: 'float32', bytes: 48, error: 0, ...facts }]);

  test('as it is', () => {
    check(sound, { manifest: describeWeight({}) });
    check(sharded, { manifest: describeWeight({ scheme: 'uint8', bytes: 12 }) });
    const int8 = (m: Json) => {
      const kernel = m['weightsManifest'][1].weights[0];
      kernel.quantization = { dtype: 'uint8', scale: 1, min: -127 };
    };
    check(sharded, { manifest: describeWeight({ scheme: 'int8', bytes: 12 }), model: int8 });
  });

  test.each<[string, Json, RegExp]>([
    ['name', { name: 'colonel' }, /"colonel" in quantization\.tensors\[0\]/],
    ['bytes', { bytes: 47 }, /47 bytes .* in 48/],
    ['scheme', { scheme: 'uint8' }, /stored as uint8, where model\.json has float32/],
    ['scheme', { scheme: 'int8' }, /stored as int8/],
  ])('of another %s', (field, facts, words) => {
    const manifest = describeWeight(facts);
    expect(() => {
      check(sound, { manifest });
    }).toThrow(failure(`quantization.tensors[0].${field}`, words));
  });

  test('int8 that is uint8 of the whole tensor', () => {
    const manifest = describeWeight({ scheme: 'int8', bytes: 12 });
    expect(() => {
      check(sharded, { manifest });
    }).toThrow(failure('quantization.tensors[0].scheme', /has uint8/));
  });

  test('bytes in all', () => {
    const manifest = (m: Json) => (m['quantization'].storedBytes = 61);
    expect(() => {
      check(sound, { manifest });
    }).toThrow(failure('quantization.storedBytes', /61.* hold 60/));
  });
});

describe('inputs and outputs', () => {
  test.each<[string, (m: Json) => unknown, RegExp]>([
    ['inputs', (m) => (m['inputs'] = []), /does not describe "x"/],
    ['inputs[0].name', (m) => m['inputs'].unshift({ name: 'z', dtype: 'float32' }), /describes "z"/],
    ['inputs[0].dtype', (m) => (m['inputs'][0].dtype = 'int32'), /int32 .* float32/],
    ['inputs[0].shape', (m) => (m['inputs'][0].shape = [null, 5]), /\[any, 5\] .* \[any, 4\]/],
    ['inputs[0].shape', (m) => (m['inputs'][0].shape = [4]), /\[4\]/],
    ['outputs', (m) => (m['outputs'][0].name = 'z'), /does not describe "y"/],
  ])('%s', (field, manifest, words) => {
    expect(() => {
      check(sound, { manifest });
    }).toThrow(failure(field, words));
  });

  test('may be narrower or wider where the model leaves it open', () => {
    check(sound, { manifest: (m) => (m['inputs'][0].shape = [1, 4]) });
    check(sound, { manifest: (m) => (m['inputs'][0].shape = [null, null]) });
    check(sound, { manifest: (m) => delete m['inputs'][0].shape });
    // The signature of the test models says nothing of outputs but their names.
    check(sound, { manifest: (m) => (m['outputs'][0].dtype = 'int32') });
  });

  test('with a default may be left out', () => {
    const optional = packageOf(defaultInput());
    expect(optional.manifest.inputs.map(({ name }) => name)).toEqual(['x']);
    check(optional);
    const none = (m: Json) => (m['inputs'] = []);
    expect(() => {
      check(optional, { manifest: none });
    }).toThrow(failure('inputs', /does not describe "x"/));
  });

  test('in the metadata, where older converters put them', () => {
    const older = packageOf(linearVariants().find(({ name }) => name === 'linear-metadata-signature')!);
    check(older);
    const manifest = (m: Json) => (m['inputs'][0].dtype = 'bool');
    expect(() => {
      check(older, { manifest });
    }).toThrow(failure('inputs[0].dtype', /bool/));
  });

  test('of a model without a signature are told when it is open', () => {
    check(packageOf(linear()), { model: (m) => delete m['signature'], manifest: (m) => (m['inputs'] = []) });
  });
});
