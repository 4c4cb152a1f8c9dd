import { access, constants, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawChart } from './chart.js';
import { edgewise } from './edgewise.js';
import type { Figures } from './figures.js';
import { versionOf } from './machine.js';
import { markdownOf } from './markdown.js';
import { findModel } from './models.js';
import { help, readArguments, type Options } from './options.js';
import { planFor } from './plan.js';
import { Problem } from './problem.js';
import { showProgress } from './progress.js';
import { readFigures } from './read-figures.js';
import { fullWarmUp, runBench } from './run.js';
import { tableOf } from './table.js';
import { tensorFlow } from './tensorflow.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<void> {
  const command = readArguments(process.argv.slice(2));
  switch (command.command) {
    case 'help':
      console.log(help);
      break;
    case 'measure':
      await measure(command);
      break;
    case 'chart':
      await checkWritable(command.file);
      await writeFile(command.file, await drawChart(await figuresIn(command.figures)));
      break;
    case 'table':
      console.log(markdownOf(await figuresIn(command.figures)));
      break;
  }
}

async function measure({ models, backends, measures, rounds, quick, gpu, json, chart }: Options): Promise<void> {
  // Said now and not after a quarter of an hour.
  for (const file of [json, chart]) if (file !== undefined) await checkWritable(file);
  const controller = new AbortController();
  process.once('SIGINT', () => {
    process.stderr.write('\nEnding after this visit…\n');
    controller.abort(new Problem('Interrupted: no figures were taken.'));
  });
  const progress = showProgress();
  try {
    const figures = await runBench({
      models: await Promise.all(models.map((name) => findModel(root, name))),
      backends,
      contenders: [
        { ...edgewise(root), version: await versionOf(root) },
        { ...tensorFlow(root), version: await versionOf(root, 'node_modules/@tensorflow/tfjs-core') },
      ],
      baseline: 'tfjs',
      plan: (backend) => planFor(backend, rounds, measures),
      warmUp: quick ? { library: 1, model: 1, use: 0 } : fullWarmUp,
      quality: quick ? 5 : 11,
      gpu,
      onProgress: progress.on,
      signal: controller.signal,
    });
    progress.end();
    console.log(tableOf(figures));
    if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, null, 2)}\n`);
    if (chart !== undefined) await writeFile(chart, await drawChart(figures));
  } finally {
    progress.end();
  }
}

async function checkWritable(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new Problem(`${file} cannot be written: there is no folder ${folder} that takes it.`, { cause });
  });
}

async function figuresIn(file: string): Promise<Figures> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem(`${file} cannot be read. Write it first: npm run bench -- --json ${file}`, { cause });
  });
  return readFigures(text, file);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
