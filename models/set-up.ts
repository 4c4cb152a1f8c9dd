/**
 * Lays the demo's models out under `models/<name>/packaged/`, from the npm packages that hold them. They are not
 * committed. Running it again checks what lies there and replaces only what differs.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { replaceFile } from './training/files.js';

interface Recipe {
  name: string;
  /** The npm package, and the folder in it, that hold the files. */
  package: string;
  folder: string;
  files: readonly { source: string; target: string; sha256: string }[];
}

/** Digests are pinned, so a new version of a package cannot change a model unnoticed. */
const recipes: readonly Recipe[] = [
  {
    name: 'pose',
    package: '@vladmandic/human',
    folder: 'models',
    files: [
      {
        source: 'movenet-lightning.bin',
        target: 'movenet-lightning.bin',
        sha256: 'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34',
      },
      // Last: a model.json is there only when the weights it names are.
      {
        source: 'movenet-lightning.json',
        target: 'model.json',
        sha256: 'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9',
      },
    ],
  },
];

const modelsFolder = dirname(fileURLToPath(import.meta.url));
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

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function holds(path: string, sha256: string): Promise<boolean> {
  return existsSync(path) && digest(await readFile(path)) === sha256;
}

/** Returns how many files it wrote. */
async function setUp(recipe: Recipe, folder: string): Promise<number> {
  let written = 0;
  for (const { source, target, sha256 } of recipe.files) {
    const path = join(folder, target);
    if (await holds(path, sha256)) continue;

    const origin = join(packageRoot(recipe.package), recipe.folder, source);
    if (!existsSync(origin)) {
      throw new Error(`${recipe.package} holds no ${recipe.folder}/${source}. Run "npm ci" to get the locked version.`);
    }
    const bytes = await readFile(origin);
    const actual = digest(bytes);
    if (actual !== sha256) {
      throw new Error(
        `${source} of ${recipe.package} is not the file this recipe was written for ` +
          `(SHA-256 ${actual}, expected ${sha256}). Run "npm ci" to get the locked version.`,
      );
    }
    await replaceFile(path, bytes);
    written += 1;
  }
  return written;
}

try {
  for (const recipe of recipes) {
    const folder = join(modelsFolder, recipe.name, 'packaged');
    const written = await setUp(recipe, folder);
    const place = relative(process.cwd(), folder) || '.';
    console.log(`Model "${recipe.name}": ${written === 0 ? 'ready in' : 'laid out in'} ${place}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
