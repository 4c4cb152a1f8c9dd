/**
 * Packs the models that come from npm packages into `models/<name>/packaged/`: they are not committed. Running it again
 * packs what changed since, in the sources of a model or in what packs it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PackOptions } from '../src/cli/pack/options.js';
import { replaceFile } from './training/files.js';

interface Recipe {
  /** Its folder here, which holds `describe.json`. */
  name: string;
  /** The npm package, and the folder in it, that hold the files: model.json, under any name, first. */
  package: string;
  folder: string;
  files: readonly { name: string; sha256: string }[];
  options: Pick<PackOptions, 'agreement' | 'pictures' | 'range'>;
}

const photographs = ['astronaut.png', 'coffee.png'].map((name) => `demo/photographs/${name}`);

/** Digests are pinned, so a new version of a package cannot change a model unnoticed. */
const recipes: readonly Recipe[] = [
  {
    name: 'pose',
    package: '@vladmandic/human',
    folder: 'models',
    files: [
      {
        name: 'movenet-lightning.json',
        sha256: 'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9',
      },
      {
        name: 'movenet-lightning.bin',
        sha256: 'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34',
      },
    ],
    options: { agreement: 'key points', pictures: photographs },
  },
  {
    name: 'objects',
    package: '@vladmandic/human',
    folder: 'models',
    files: [
      { name: 'centernet.json', sha256: 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05' },
      { name: 'centernet.bin', sha256: '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef' },
    ],
    options: { agreement: 'boxes', pictures: photographs, range: [0, 255] },
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** A package's `exports` may hide its other files, so walk up from its main entry to its root. */
function packageRoot(name: string): string {
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(`The npm package ${name} is not installed. Run "npm ci" first.`, { cause });
  }
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (require(manifest) as { name?: string }).name === name) {
      return folder;
    }
  }
  throw new Error(`No package.json of ${name} lies above ${entry}. Run "npm ci" again.`);
}

/** Answers the path of its model.json. */
async function checkSource(recipe: Recipe): Promise<string> {
  const folder = join(packageRoot(recipe.package), recipe.folder);
  for (const { name, sha256 } of recipe.files) {
    const file = join(folder, name);
    if (!existsSync(file)) {
      throw new Error(`${recipe.package} holds no ${recipe.folder}/${name}. Run "npm ci" to get the locked version.`);
    }
    const actual = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (actual === sha256) continue;
    throw new Error(
      `${name} of ${recipe.package} is not the file this recipe was written for ` +
        `(SHA-256 ${actual}, expected ${sha256}). Run "npm ci" to get the locked version.`,
    );
  }
  return join(folder, recipe.files[0]?.name ?? '');
}

/** Changes with everything that a package is made of and by. */
async function stampOf(recipe: Recipe): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const folder of ['cli', 'model', 'runtime', 'transform']) {
    const names = await readdir(join(root, 'src', folder), { recursive: true });
    for (const name of names.filter((file) => file.endsWith('.ts')).sort()) {
      hash.update(name).update(await readFile(join(root, 'src', folder, name)));
    }
  }
  for (const file of [`models/${recipe.name}/describe.json`, ...(recipe.options.pictures ?? [])]) {
    hash.update(await readFile(join(root, file)));
  }
  return hash.digest('hex');
}

/** Answers what it did, in words. */
async function setUp(recipe: Recipe): Promise<string> {
  const folder = join(root, 'models', recipe.name);
  const out = join(folder, 'packaged');
  const place = relative(process.cwd(), out) || '.';
  const model = await checkSource(recipe);
  const stampFile = join(folder, '.packed');
  const stamp = await stampOf(recipe);
  const { verifyPackage } = await import('../src/cli/package/verify-package.js');
  const packedBy = await readFile(stampFile, 'utf8').catch(() => '');
  if (packedBy === stamp && (await verifyPackage(out).catch(() => null))) return `ready in ${place}`;
  const { pack } = await import('../src/cli/pack/pack.js');
  const describe = JSON.parse(await readFile(join(folder, 'describe.json'), 'utf8')) as object;
  const pictures = (recipe.options.pictures ?? []).map((file) => join(root, file));
  const { seconds } = await pack({ ...recipe.options, pictures, describe, model, out, force: true });
  await replaceFile(stampFile, stamp);
  const took = Object.values(seconds).reduce((sum, each) => sum + each, 0);
  return `packed into ${place} in ${took.toFixed(1)} s`;
}

try {
  for (const recipe of recipes) console.log(`Model "${recipe.name}": ${await setUp(recipe)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
