/** `npm run train -- <recipe>`: trains a model of this repository from its data, and writes its files. */
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { terminalProgress } from './progress.js';
import type { Recipe } from './recipe.js';
import { startTensorFlow } from './tfjs.js';

const modelsFolder = fileURLToPath(new URL('..', import.meta.url));
const firstSeed = 1;

/** Something that the person who typed the command can mend; its message says how. */
class Refusal extends Error {}

async function allRecipes(): Promise<Recipe[]> {
  const files = readdirSync(modelsFolder)
    .map((name) => path.join(modelsFolder, name, 'recipe.ts'))
    .filter((file) => !file.includes(`${path.sep}training${path.sep}`) && existsSync(file));
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(file).href)) as { recipe: Recipe }),
  );
  return modules.map(({ recipe }) => recipe);
}

function usage(recipes: readonly Recipe[]): string {
  const width = Math.max(...recipes.map(({ name }) => name.length));
  return `Trains a model from its data, and writes it to models/<recipe>/packaged/.

  npm run train -- <recipe> [options]

${recipes.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

  --seed N   of all that is drawn by chance (default ${firstSeed}: the committed models)
  --fresh    begin anew, where an interrupted training would go on
  --help     show this

Ctrl+C stops: what is finished is kept in models/<recipe>/checkpoints/, and the same
command goes on from there. What lies in packaged/ is replaced at the end, as a whole.
`;
}

function readArguments(recipes: readonly Recipe[]): { recipe?: Recipe; seed: number; fresh: boolean } {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        seed: { type: 'string', default: String(firstSeed) },
        fresh: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${usage(recipes)}`);
  }
  const { values, positionals } = parsed;
  const [name, ...more] = positionals;
  const seed = Number(values.seed);
  if (!/^\d{1,9}$/.test(values.seed)) {
    throw new Refusal(`--seed is "${values.seed}"; it must be a whole number from 0 to 999999999.`);
  }
  if (values.help) return { seed, fresh: values.fresh };
  if (name === undefined || more.length > 0) throw new Refusal(`Name one recipe.\n\n${usage(recipes)}`);
  const recipe = recipes.find((one) => one.name === name);
  if (!recipe) throw new Refusal(`There is no recipe "${name}".\n\n${usage(recipes)}`);
  return { recipe, seed, fresh: values.fresh };
}

/** The first Ctrl+C stops at the next batch, the second at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.error('\nStopping. What is finished is kept; the same command goes on from there.');
    controller.abort(new Refusal('Stopped before the end: the files in packaged/ are as they were.'));
  });
  return controller.signal;
}

async function main(): Promise<void> {
  const recipes = await allRecipes();
  const { recipe, seed, fresh } = readArguments(recipes);
  if (!recipe) {
    process.stdout.write(usage(recipes));
    return;
  }
  const folder = path.join(modelsFolder, recipe.name);
  const checkpoints = path.join(folder, 'checkpoints');
  if (fresh) await rm(checkpoints, { recursive: true, force: true });
  const signal = interruption();
  await startTensorFlow();
  await recipe.train({ folder, checkpoints, seed, progress: terminalProgress(), signal });
}

try {
  await main();
} catch (error) {
  // What a recipe throws on bad data says what to do; a stack says where a bug is.
  console.error(error instanceof Refusal || process.env['DEBUG'] === undefined ? messageOf(error) : error);
  process.exitCode = 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
