import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isObject, type JsonObject } from '../../src/model/json.js';
import type { ModelManifest } from '../../src/model/manifest/manifest.js';
import { Problem } from './problem.js';

/** A model as it lies on disk, and what it looks at. */
interface KnownModel {
  /** Its model.json, from the project's root. */
  file: string;
  /** What to do where the file is missing. */
  remedy: string;
  /** What the values of its input lie between. */
  range: [number, number];
}

export interface BenchModel {
  name: string;
  format: 'graph' | 'layers';
  input: { shape: readonly number[]; dtype: 'float32' | 'int32'; range: [number, number] };
  /** Where it is a package: what names all of its files. */
  manifest?: 'manifest.json';
  /** model.json first, then its weights and what else the package holds, each with its name beside model.json. */
  files: readonly { name: string; file: string }[];
}

const trained = (name: string): [string, KnownModel] => [
  name,
  { file: `models/${name}/packaged/model.json`, remedy: `Train it: npm run train -- ${name}`, range: [0, 1] },
];
const ofHuman = (name: string, range: [number, number]): [string, KnownModel] => [
  name,
  { file: `node_modules/@vladmandic/human/models/${name}.json`, remedy: 'Run "npm ci".', range },
];

/**
 * The demo's four, and three of `@vladmandic/human`: a small one with float32 weights, one of the size of the pose
 * model, and the largest. All three answer with plain tensors. The others there of their size end in a TopK or a
 * non-maximum suppression, whose near-ties fall differently from run to run, so that two right answers would differ.
 */
const known = new Map<string, KnownModel>([
  trained('digits'),
  trained('credit-risk'),
  trained('spam'),
  ['pose', { file: 'models/pose/packaged/model.json', remedy: 'Run "npx tsx models/set-up.ts".', range: [0, 255] }],
  ofHuman('emotion', [-1, 1]),
  ofHuman('facemesh', [0, 1]),
  ofHuman('faceres', [0, 255]),
]);

export const modelNames: readonly string[] = [...known.keys()];

/** @throws Problem where there is no such model, or its files are missing */
export async function findModel(root: string, name: string): Promise<BenchModel> {
  const model = known.get(name);
  if (!model) throw new Problem(`There is no model "${name}". There are ${modelNames.join(', ')}.`);
  const { file, remedy, range } = model;
  const json = await readModelJson(path.join(root, file), `The model "${name}" is not there (${file}). ${remedy}`);
  const format = json['format'] === 'layers-model' ? 'layers' : 'graph';
  const shards = (json['weightsManifest'] as { paths: string[] }[]).flatMap(({ paths }) =>
    paths.map((at) => path.posix.normalize(at)),
  );
  const folder = path.join(root, path.dirname(file));
  const manifest = path.join(folder, 'manifest.json');
  const artifacts = existsSync(manifest)
    ? (JSON.parse(await readFile(manifest, 'utf8')) as ModelManifest).artifacts.map((artifact) => artifact.file)
    : null;
  return {
    name,
    format,
    input: { ...readInput(json, format), range },
    ...(artifacts && { manifest: 'manifest.json' }),
    files: (artifacts ? [...artifacts, 'manifest.json'] : [path.basename(file), ...shards]).map((part) => ({
      name: part,
      file: path.join(folder, part),
    })),
  };
}

async function readModelJson(file: string, missing: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem(missing, { cause });
  });
  const json: unknown = JSON.parse(text);
  if (!isObject(json) || !Array.isArray(json['weightsManifest'])) throw new Problem(`${file} is no TF.js model.json.`);
  return json;
}

/** The one input that all of these models have; a free dimension is one. */
function readInput(json: JsonObject, format: BenchModel['format']): Pick<BenchModel['input'], 'shape' | 'dtype'> {
  const sizes = (shape: (number | string | null)[]) => shape.map((size) => Math.max(Number(size ?? 1), 1));
  if (format === 'layers') {
    const shape = find(json['modelTopology'], 'batch_input_shape');
    if (!Array.isArray(shape)) throw new Problem('This LayersModel does not say the shape of its input.');
    return { shape: sizes(shape as (number | null)[]), dtype: 'float32' };
  }
  const signature = (json['signature'] ?? find(json['userDefinedMetadata'], 'signature')) as {
    inputs: Record<string, { dtype: string; tensorShape: { dim: { size: string }[] } }>;
  };
  const [input] = Object.values(signature.inputs);
  if (!input) throw new Problem('This GraphModel has no input.');
  return {
    shape: sizes(input.tensorShape.dim.map(({ size }) => size)),
    dtype: input.dtype === 'DT_INT32' ? 'int32' : 'float32',
  };
}

/** The first value of that name, however deep it lies. */
function find(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (name in value) return (value as JsonObject)[name];
  return Object.values(value)
    .map((inner) => find(inner, name))
    .find((found) => found !== undefined);
}
