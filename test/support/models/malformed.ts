import { json, utf8, type Bytes } from './bytes.js';
import { linear, linearGraph } from './linear.js';
import type { FaultyModel } from './types.js';

/** What a server may send in place of a model, each with the error it deserves. */
export function malformedModels(): FaultyModel[] {
  return [
    ...noModels(),
    ...brokenTopologies(),
    ...brokenWeights(),
    ...brokenQuantizations(),
    ...tooLarge(),
    ...tooShort(),
  ];
}

function noModels(): FaultyModel[] {
  return [
    document('empty-file', ''),
    document('empty-object', '{}', { mentions: ['modelTopology'] }),
    document('not-json', 'not json', { mentions: ['JSON'] }),
    document('cut-json', '{"modelTopology": {"node": [', { mentions: ['JSON'] }),
    document('html', '<!doctype html>\n<html><body><h1>Sign in</h1></body></html>', { mentions: ['HTML'] }),
    document('array', '[1, 2, 3]'),
    document('null', 'null'),
    document('number', '42'),
    document('package-json', '{"name": "left-pad", "version": "1.3.0"}', { mentions: ['modelTopology'] }),
    document('key-twice', text(edited({})).replace('{', '{"modelTopology": {}, '), {
      mentions: ['modelTopology', 'twice'],
    }),
    document('key-twice-escaped', '{"a": {"b": 1, "\\u0062": 2}}', { mentions: ['"b" twice'] }),
    document('key-proto', text(edited({})).replace('{', '{"__proto__": {"format": "layers-model"}, '), {
      mentions: ['__proto__'],
    }),
    { ...document('binary', ''), files: files(Uint8Array.of(0xff, 0xfe, 0, 1, 2, 0x7b)) },
  ];
}

function brokenTopologies(): FaultyModel[] {
  const topology = (value: unknown) => edited({ modelTopology: value });
  return [
    faulty('topology-null', topology(null)),
    faulty('topology-text', topology('graph')),
    faulty('topology-empty', topology({})),
    faulty('nodes-not-a-list', topology({ node: { name: 'x' } })),
    faulty('node-null', topology({ node: [null] })),
    faulty('node-without-op', topology({ node: [{ name: 'x' }] })),
    faulty('node-without-name', topology({ node: [{ op: 'Placeholder' }] })),
    faulty('node-proto', topology(withNode({ name: '__proto__', op: 'Identity', input: ['input'] })), ['forbidden']),
    faulty('node-twice', topology(withNode({ name: 'matmul', op: 'Identity', input: ['input'] })), ['matmul']),
    faulty('node-input-unknown', topology(withNode({ name: 'lost', op: 'Identity', input: ['nowhere'] })), ['nowhere']),
    faulty('signature-text', edited({ signature: 'x to y' }), ['signature']),
    faulty('signature-output-unknown', edited({ signature: { outputs: { y: { name: 'nowhere:0' } } } }), ['nowhere']),
  ];
}

function brokenWeights(): FaultyModel[] {
  const shape = (value: unknown) => withKernel({ shape: value });
  return [
    faulty('manifest-missing', edited({ weightsManifest: undefined }), ['kernel']),
    faulty('manifest-object', edited({ weightsManifest: {} }), ['weightsManifest']),
    faulty('group-without-paths', edited({ weightsManifest: [{ weights: [] }] })),
    faulty('path-not-text', edited({ weightsManifest: [{ paths: [7], weights: [] }] })),
    faulty('weight-without-name', withKernel({ name: undefined })),
    faulty('weight-proto', withKernel({ name: '__proto__' }), ['forbidden']),
    faulty('weight-missing', withKernel({ name: 'colonel' }), ['kernel']),
    faulty('weight-twice', withKernel({ name: 'bias' }), ['bias']),
    faulty('shape-missing', shape(undefined), ['kernel']),
    faulty('shape-null', shape([null, 3]), ['kernel']),
    faulty('shape-text', shape(['4', '3']), ['kernel']),
    faulty('shape-negative', shape([-4, -3]), ['kernel']),
    faulty('shape-fractional', shape([0.5, 24]), ['kernel']),
    faulty('shape-unsafe', shape([2 ** 60, 0]), ['kernel']),
    faulty('dtype-missing', withKernel({ dtype: undefined }), ['kernel']),
    faulty('dtype-unknown', withKernel({ dtype: 'float128' }), ['kernel', 'float128']),
    faulty('dtype-inherited', withKernel({ dtype: 'constructor' }), ['kernel']),
    faulty('dtype-raw-float16', withKernel({ dtype: 'float16' }), ['kernel', 'float16']),
  ];
}

function brokenQuantizations(): FaultyModel[] {
  const stored = (quantization: unknown) => withKernel({ quantization }, 'uint8');
  return [
    faulty('quantization-int8', stored({ dtype: 'int8', scale: 1, min: 0 }), ['kernel', 'int8']),
    faulty('quantization-null', stored(null), ['kernel']),
    faulty('scale-missing', stored({ dtype: 'uint8', min: 0 }), ['kernel', 'scale']),
    faulty('scale-text', stored({ dtype: 'uint8', scale: 'NaN', min: 0 }), ['kernel', 'scale']),
    faulty('scale-zero', stored({ dtype: 'uint8', scale: 0, min: 0 }), ['kernel', 'scale']),
    faulty('scale-huge', stored({ dtype: 'uint8', scale: 1e308, min: 0 }), ['kernel', 'scale']),
    faulty('scale-per-channel', stored({ dtype: 'uint8', scale: [0.1, 0.2, 0.3], min: [0, 0, 0] }), [
      'kernel',
      'scale',
    ]),
    // JSON has no infinity, but a number beyond float64 is read as one.
    document('scale-infinite', text(stored({ dtype: 'uint8', scale: 12345, min: 0 })).replace('12345', '1e999'), {
      mentions: ['kernel', 'scale'],
    }),
    document('scale-nan', text(stored({ dtype: 'uint8', scale: 12345, min: 0 })).replace('12345', 'NaN'), {
      mentions: ['JSON'],
    }),
    faulty('min-huge', stored({ dtype: 'uint8', scale: 1, min: -1e39 }), ['kernel']),
    faulty('min-text', stored({ dtype: 'uint8', scale: 1, min: '0' }), ['kernel', 'min']),
  ];
}

function tooLarge(): FaultyModel[] {
  const depth = 100_000;
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const paths = Array.from({ length: 2000 }, (_, i) => `shard${String(i)}.bin`);
  return [
    document('deep-json', text(edited({ userDefinedMetadata: 12345 })).replace('12345', nested), { code: 'limit' }),
    faulty('many-shards', edited({ weightsManifest: [{ paths, weights: [uint8Weight(2000)] }] }), [], 'limit'),
    faulty(
      'many-weights',
      edited({ weightsManifest: [{ paths: ['a.bin'], weights: manyWeights(20_000) }] }),
      [],
      'limit',
    ),
    faulty('shape-huge', withKernel({ shape: [2 ** 31, 2 ** 31] }), [], 'limit'),
    faulty('shape-overflow', withKernel({ shape: Array.from({ length: 6 }, () => 2 ** 52) }), [], 'limit'),
    faulty('rank-huge', withKernel({ shape: Array.from({ length: 5000 }, () => 1) }), [], 'limit'),
  ];
}

/** Files that hold less than model.json says. */
function tooShort(): FaultyModel[] {
  const short = linear().files;
  for (const [path, bytes] of short) if (path !== 'model.json') short.set(path, bytes.slice(0, -1));
  const none = linear().files;
  for (const path of none.keys()) if (path !== 'model.json') none.set(path, new Uint8Array(0));
  return [
    { name: 'shard-short', files: short, code: 'integrity', mentions: ['group1-shard1of1.bin'] },
    { name: 'shard-empty', files: none, code: 'integrity', mentions: ['group1-shard1of1.bin'] },
  ];
}

type Json = Record<string, unknown>;

function document(
  name: string,
  content: string,
  { code = 'invalid-model', mentions = [] }: { code?: FaultyModel['code']; mentions?: readonly string[] } = {},
): FaultyModel {
  return { name, files: files(utf8(content)), code, mentions };
}

function faulty(
  name: string,
  model: Json,
  mentions: readonly string[] = [],
  code: FaultyModel['code'] = 'invalid-model',
): FaultyModel {
  return { name, files: files(json(model)), code, mentions };
}

/** The weights are there, so that nothing but model.json is at fault. */
function files(modelJson: Bytes): FaultyModel['files'] {
  return new Map([...linear().files, ['model.json', modelJson]]);
}

function text(model: Json): string {
  return JSON.stringify(model);
}

function edited(changes: Json, storage: 'plain' | 'uint8' = 'plain'): Json {
  const modelJson = linearGraph(storage).build().get('model.json');
  return { ...(JSON.parse(new TextDecoder().decode(modelJson)) as Json), ...changes };
}

function withNode(node: Json): Json {
  const { modelTopology } = edited({}) as { modelTopology: { node: Json[] } };
  return { ...modelTopology, node: [...modelTopology.node, node] };
}

function withKernel(changes: Json, storage: 'plain' | 'uint8' = 'plain'): Json {
  const model = edited({}, storage) as { weightsManifest: { paths: string[]; weights: Json[] }[] };
  return {
    ...model,
    weightsManifest: model.weightsManifest.map(({ paths, weights }) => ({
      paths,
      weights: weights.map((weight) => (weight['name'] === 'kernel' ? { ...weight, ...changes } : weight)),
    })),
  };
}

function uint8Weight(length: number): Json {
  return { name: 'kernel', shape: [length], dtype: 'float32', quantization: { dtype: 'uint8', scale: 1, min: 0 } };
}

function manyWeights(length: number): Json[] {
  return Array.from({ length }, (_, i) => ({ name: `w${String(i)}`, shape: [], dtype: 'bool' }));
}
