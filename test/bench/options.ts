import { parseArgs } from 'node:util';
import { backends, type Backend } from './contender.js';
import { modelNames } from './models.js';
import { measures, usualRounds, type Measure } from './plan.js';
import { Problem } from './problem.js';

export const help = `Measures Edgewise beside plain TF.js on the page: how soon a model answers on a first and on a second
visit, how fast it predicts, how long it holds up the page, what memory it takes, and what is downloaded.

  npm run bench -- [options]                 measure, and print a table
  npm run bench -- chart FIGURES.json FILE.svg   draw a chart of figures that --json wrote
  npm run bench -- table FIGURES.json            print them as a Markdown table

  --models A,B      of ${modelNames.join(', ')} (all)
  --backends A,B    of ${backends.join(', ')} (wasm,webgl)
  --measures A,B    of ${measures.join(', ')} (all):
                      cold          first visits, nothing cached; and the bytes they download
                      second-visit  visits with scripts and model in the browser's caches
                      steady        predictions in turns, on two pages that are open at once
                      watched       first visits seen from outside: main thread and memory
  --rounds N        of each contender on wasm (${String(usualRounds)}); a third of it on the slower webgl and cpu
  --quick           two models on wasm, two rounds, little warm-up: shows in a minute that all works.
                    Its figures are too few to be told
  --gpu             WebGL by the machine's graphics card, not in software as in the tests
  --json FILE       write the figures
  --chart FILE      write a chart of them, as SVG
  --help            show this

Both run in one browser and take turns. An answer that differs from the other's ends the measurement.
Let the machine rest meanwhile: trust ratios, not milliseconds. All of it takes a quarter of an hour on two cores.
`;

export type Command =
  | { command: 'help' }
  | { command: 'chart'; figures: string; file: string }
  | { command: 'table'; figures: string }
  | ({ command: 'measure' } & Options);

export interface Options {
  models: readonly string[];
  backends: readonly Backend[];
  measures: readonly Measure[];
  rounds: number;
  quick: boolean;
  gpu: boolean;
  json?: string | undefined;
  chart?: string | undefined;
}

const quickly = { models: ['pose', 'emotion'], backends: ['wasm'], rounds: 2 } as const;

/** @throws Problem for what it does not know */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { command: 'help' };
  const [command, figures, file, ...rest] = positionals;
  if (command === 'chart') {
    if (figures !== undefined && file !== undefined && rest.length === 0) return { command, figures, file };
    throw new Problem('chart takes two files: the figures that --json wrote, and the SVG to write.');
  }
  if (command === 'table') {
    if (figures !== undefined && file === undefined) return { command, figures };
    throw new Problem('table takes one file: the figures that --json wrote.');
  }
  if (command !== undefined)
    throw new Problem(`There is no command "${command}". "npm run bench -- --help" lists all.`);
  const { quick, gpu, json, chart } = values;
  const usual = quick ? quickly : { models: modelNames, backends: ['wasm', 'webgl'] as const, rounds: usualRounds };
  return {
    command: 'measure',
    models: chosen('models', values.models, modelNames) ?? usual.models,
    backends: chosen('backends', values.backends, backends) ?? usual.backends,
    measures: chosen('measures', values.measures, measures) ?? measures,
    rounds: values.rounds === undefined ? usual.rounds : wholeNumber('rounds', values.rounds),
    quick,
    gpu,
    json,
    chart,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        models: { type: 'string' },
        backends: { type: 'string' },
        measures: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        gpu: { type: 'boolean', default: false },
        json: { type: 'string' },
        chart: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

function chosen<T extends string>(option: string, value: string | undefined, known: readonly T[]): T[] | undefined {
  if (value === undefined) return undefined;
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  const strange = names.filter((name) => !known.includes(name as T));
  if (strange.length === 0) return names as T[];
  throw new Problem(`--${option} does not know "${strange.join('", "')}". It takes some of ${known.join(',')}.`);
}

function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Problem(`--${option} takes a whole number from 1, not "${value}".`);
}
