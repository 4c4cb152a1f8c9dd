import { createHash } from 'node:crypto';
import { encodeExamples, type Example } from '../../src/model/manifest/examples.js';
import type { DescribedTensor } from '../../src/model/manifest/described-tensor.js';
import type { Artifact, ArtifactRole, ModelManifest } from '../../src/model/manifest/manifest.js';
import { serializeManifest } from '../../src/model/manifest/serialize-manifest.js';
import { json, utf8, type Bytes } from './models/bytes.js';
import { linear, type TestModel, type TestTensors } from './models/index.js';
import type { TestServer } from './server.js';

export interface TestPackage {
  name: string;
  manifest: ModelManifest;
  /** By name, manifest.json first. */
  files: Map<string, Bytes>;
}

export interface PackageOptions extends Partial<
  Pick<ModelManifest, 'name' | 'version' | 'release' | 'expires' | 'task' | 'transforms'>
> {
  /** Default: the model's own input and answer. Empty for none. */
  examples?: readonly Example[];
  tolerance?: number;
  /** Goes over what is said of an input or output, by name. */
  described?: Readonly<Record<string, Partial<DescribedTensor>>>;
  profile?: unknown;
  /** A tokenizer.json. */
  tokenizer?: object;
  documents?: Readonly<Record<string, string>>;
}

type Group = { paths: string[]; weights: { name: string; shape: number[]; quantization?: { dtype: string } }[] };

/** A package of a model, its weight files called by their digests. Sound, unless a test changes it afterwards. */
export function packageOf(model: TestModel, options: PackageOptions = {}): TestPackage {
  const {
    examples = [{ inputs: model.inputs, outputs: model.expected }],
    tolerance = 1e-4,
    profile,
    documents,
  } = options;
  const { described = {}, version = '1.0.0', release = 1, name = model.name, task = 'other' } = options;
  const { expires, transforms } = options;
  const text = new TextDecoder().decode(model.files.get('model.json'));
  const modelJson = JSON.parse(text) as { weightsManifest: Group[] };
  const files = new Map<string, Bytes>();
  const artifacts: Artifact[] = [];
  const add = (file: string, role: ArtifactRole, bytes: Bytes) => {
    if (files.has(file)) return;
    files.set(file, bytes);
    artifacts.push({ file, role, bytes: bytes.length, sha256: sha256(bytes) });
  };
  const weights: [string, Bytes][] = [];
  for (const group of modelJson.weightsManifest) {
    group.paths = group.paths.map((path) => {
      const bytes = model.files.get(path.replace(/^\.\//, ''))!;
      weights.push([weightsFile(bytes), bytes]);
      return weightsFile(bytes);
    });
  }
  add('model.json', 'model', json(modelJson));
  for (const [file, bytes] of weights) add(file, 'weights', bytes);
  if (examples.length > 0) add('examples.json', 'examples', utf8(encodeExamples(examples)));
  if (profile !== undefined) add('profile.json', 'profile', json(profile));
  if (options.tokenizer) add('tokenizer.json', 'tokenizer', json(options.tokenizer));
  for (const [file, words] of Object.entries(documents ?? {})) add(file, 'document', utf8(words));
  const specs = modelJson.weightsManifest.flatMap((group) => group.weights);
  const describe = (tensors: TestTensors) =>
    Object.entries(tensors).map(([name, { dtype }]) => ({ name, dtype, ...described[name] }));
  const manifest: ModelManifest = {
    ...{ format: 'edgewise-package', schemaVersion: 1, name, version, release, task },
    ...(expires !== undefined && { expires }),
    artifacts,
    inputs: describe(model.inputs),
    outputs: describe(model.expected),
    quantization: {
      float32Bytes: specs.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0),
      storedBytes: weights.reduce((sum, [, bytes]) => sum + bytes.length, 0),
      tensors: [],
    },
    ...(examples.length > 0 && { examples: { count: examples.length, tolerance } }),
    ...(transforms && { transforms }),
  };
  return {
    name: model.name,
    manifest,
    files: new Map([['manifest.json', utf8(serializeManifest(manifest))], ...files]),
  };
}

export function weightsFile(bytes: Bytes): string {
  return `weights-${sha256(bytes).slice(0, 16)}.bin`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The linear model with what a package can say, and three golden examples. */
export function linearPackage(options: PackageOptions = {}): TestPackage {
  const model = linear();
  const { x } = model.inputs;
  const { y } = model.expected;
  const row = (i: number): Example => ({
    inputs: { x: { ...x!, shape: [1, 4], data: (x!.data as Float32Array).slice(4 * i, 4 * i + 4) } },
    outputs: { y: { ...y!, shape: [1, 3], data: (y!.data as Float32Array).slice(3 * i, 3 * i + 3) } },
  });
  return packageOf(model, {
    examples: [row(0), row(1), { inputs: model.inputs, outputs: model.expected }],
    described: {
      x: { shape: [null, 4], meaning: 'Four numbers.' },
      y: { shape: [null, 3], meaning: 'Three numbers.', labels: ['a', 'b', 'c'] },
    },
    ...options,
  });
}

/** The package with another manifest, which need not be sound: its files stay as they are. */
export function withManifest(sound: TestPackage, change: (manifest: any) => unknown): TestPackage {
  const manifest: unknown = structuredClone(sound.manifest);
  change(manifest);
  return { ...sound, files: new Map([...sound.files, ['manifest.json', json(manifest)]]) };
}

/** Puts a package on the server. Answers the URL of its manifest. */
export function servePackage(server: TestServer, { files }: TestPackage, folder: string): string {
  for (const [file, body] of files) server.files.set(`/m/${folder}/${file}`, { body });
  return `/m/${folder}/manifest.json`;
}
