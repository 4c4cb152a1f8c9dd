import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEdgewiseError } from '../../../src/errors.js';
import { checkExamples } from '../../../src/model/manifest/check-examples.js';
import { checkPackage } from '../../../src/model/manifest/check-package.js';
import { parseExamples } from '../../../src/model/manifest/examples.js';
import { parseManifest } from '../../../src/model/manifest/parse-manifest.js';
import { parseModelJson } from '../../../src/model/model-json.js';
import { linearVariants, mixed, text, whileLoop } from '../../support/models/index.js';
import { mutateBytes, mutateStructure, mutateTokens, type Dice } from '../../support/mutate-json.js';
import { linearPackage, packageOf, type TestPackage } from '../../support/packages.js';

const url = 'https://x/m/manifest.json';
const variant = (name: string) => packageOf(linearVariants().find((model) => model.name === name)!);
const packages = [
  linearPackage({ profile: { rows: 3 }, documents: { 'LICENSE.txt': 'MIT' } }),
  ...[variant('linear-sharded-uint8'), variant('linear-float16'), packageOf(mixed()), packageOf(text())],
  packageOf(whileLoop()),
];
const sizes = { float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2, float16: 2 } as Record<
  string,
  number
>;

/** The three texts of a package. */
type Part = 'manifest.json' | 'model.json' | 'examples.json';
type Texts = Record<Part, Uint8Array>;
const textsOf = ({ files }: TestPackage): Texts => ({
  'manifest.json': files.get('manifest.json')!,
  'model.json': files.get('model.json')!,
  'examples.json': files.get('examples.json')!,
});

// Without bias, so that every place of a file is as likely as any other.
const die = fc.noBias(fc.nat(2 ** 31 - 1)).map((number) => number / 2 ** 31);
const dice = fc.tuple(die, die, die, die);
const levels = ['bytes', 'tokens', 'structure'] as const;
const mutation = fc.record({ level: fc.constantFrom(...levels), dice });
const spoiled = fc.record({
  of: fc.nat(packages.length - 1),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
});

function mutate(bytes: Uint8Array, level: (typeof levels)[number], dice: Dice): Uint8Array {
  if (level === 'bytes') return mutateBytes(bytes, dice);
  const text = new TextDecoder().decode(bytes);
  try {
    return new TextEncoder().encode((level === 'tokens' ? mutateTokens : mutateStructure)(text, dice));
  } catch {
    return bytes; // no JSON any more, after the mutation before
  }
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

function read(texts: Texts): void {
  const manifest = parseManifest(bufferOf(texts['manifest.json']), url);
  checkPackage(manifest, parseModelJson(bufferOf(texts['model.json']), url), url);
  checkExamples(manifest, parseExamples(bufferOf(texts['examples.json']), url), url);
}

/** Reads as one would who trusts what comes: with nothing but JSON. Throws where it stumbles. */
function readTrusting(texts: Texts): void {
  const [manifest, model] = [texts['manifest.json'], texts['model.json']].map((bytes) =>
    JSON.parse(new TextDecoder().decode(bytes)),
  );
  for (const { paths, weights } of model.weightsManifest) {
    for (const path of paths) manifest.artifacts.find(({ file }: any) => file === path).bytes.toFixed();
    for (const { shape } of weights) shape.reduce((product: number, size: number) => product * size, 1);
  }
}

/** What is wrong with the lengths of a package that was accepted, computed from its JSON anew; empty if nothing is. */
function wrongLengths(texts: Texts): string[] {
  const json = (part: Part) => JSON.parse(new TextDecoder().decode(texts[part]));
  const [manifest, model, examples] = [json('manifest.json'), json('model.json'), json('examples.json')];
  const wrong: string[] = [];
  const product = (shape: number[]) => {
    let elements = 1;
    for (const size of shape) {
      if (!Number.isSafeInteger(size) || size < 0) wrong.push(`size ${size}`);
      elements *= size;
    }
    return elements;
  };
  const files = new Map<string, number>();
  for (const { file, role, bytes } of manifest.artifacts) {
    if (!/^[A-Za-z0-9][\w.-]{0,127}$/.test(file) || files.has(file)) wrong.push(`file ${file}`);
    if (!Number.isSafeInteger(bytes) || bytes < 0) wrong.push(`bytes ${bytes}`);
    if (role === 'weights') files.set(file, bytes);
  }
  let used = 0;
  for (const { paths, weights } of model.weightsManifest ?? []) {
    let needed = 0;
    for (const { shape, dtype, quantization } of weights) {
      needed += product(shape) * (sizes[quantization ? quantization.dtype : dtype] ?? NaN);
      const { scale, min, dtype: stored } = quantization ?? {};
      const affine = stored === 'uint8' || stored === 'uint16';
      if (affine && !(scale > 0 && Number.isFinite(Math.fround(Number(scale) * 255 + Number(min)))))
        wrong.push(`scale ${scale}`);
    }
    let there = 0;
    for (const path of paths) there += files.get(path) ?? NaN;
    used += (paths as string[]).length;
    // Of strings it is known when they are there.
    if (there !== needed && !weights.some(({ dtype }: any) => dtype === 'string')) wrong.push(`${there} for ${needed}`);
  }
  if (used !== files.size) wrong.push('files that no weight needs');
  for (const { inputs, outputs } of examples.examples) {
    for (const { dtype, shape, data, encoding } of [...Object.values<any>(inputs), ...Object.values<any>(outputs)]) {
      const size = encoding === 'uint8' ? 1 : sizes[dtype];
      const length = dtype === 'string' ? data.length : Buffer.from(data, 'base64').length / size!;
      if (length !== product(shape)) wrong.push(`${length} values of ${shape}`);
    }
  }
  return wrong;
}

interface Tally {
  accepted: number;
  refused: number;
  /** Errors that are none of ours. */
  crashed: number;
  slow: number;
  wrong: string[];
}

/** Mutates one text of a package again and again; how a reader took it. */
function tally(part: Part, runs: number, reader: (texts: Texts) => void): Tally {
  const count: Tally = { accepted: 0, refused: 0, crashed: 0, slow: 0, wrong: [] };
  const property = fc.property(spoiled, ({ of, mutations }) => {
    const texts = textsOf(packages[of]!);
    const sound = texts[part];
    for (const { level, dice } of mutations) texts[part] = mutate(texts[part], level, dice);
    const started = performance.now();
    try {
      reader(texts);
    } catch (error) {
      if (isEdgewiseError(error)) count.refused++;
      else count.crashed++;
      return reader !== read || isEdgewiseError(error);
    } finally {
      if (performance.now() - started > 1000) count.slow++;
    }
    if (Buffer.compare(sound, texts[part]) !== 0) count.accepted++;
    const wrong = wrongLengths(texts);
    count.wrong.push(...wrong);
    return reader !== read || wrong.length === 0;
  });
  fc.assert(property, { numRuns: runs, seed: 20261126 });
  return count;
}

describe('100,000 mutated files: none crashes, takes over a second, or is accepted with a wrong length', () => {
  test.each<[Part, number]>([
    ['manifest.json', 55_000],
    ['model.json', 45_000],
    ['examples.json', 10_000],
  ])('%s', (part, runs) => {
    const { accepted, refused, ...faults } = tally(part, runs, read);
    expect(faults).toEqual({ crashed: 0, slow: 0, wrong: [] });
    // What changes a sentence for people is rightly accepted; were all refused, nothing would be shown.
    expect(accepted).toBeGreaterThan(runs / 100);
    expect(refused).toBeGreaterThan(runs / 2);
  });
});

test.each<Part>(['manifest.json', 'model.json'])('a reader that trusts its %s falls for the same mutations', (part) => {
  const { crashed, wrong } = tally(part, 2000, (texts) => {
    readTrusting(texts);
  });
  expect(crashed).toBeGreaterThan(200);
  expect(wrong.length).toBeGreaterThan(20);
});
