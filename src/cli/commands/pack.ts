import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { EdgewiseError, messageOf } from '../../errors.js';
import { tasks, type Task } from '../../model/manifest/manifest.js';
import { isObject } from '../../model/json.js';
import type { AgreementKind } from '../evaluate/agreement/agreement.js';
import type { PackOptions, PackPhase } from '../pack/options.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, number, range, repeated, whenCalled, wholeNumber, type Invocation } from './command.js';
import { moduleHelp } from './evaluate.js';

interface Options extends TerminalOptions {
  out: string;
  name?: string;
  modelVersion?: string;
  release?: number;
  task?: Task;
  description?: string;
  license?: string;
  source?: string;
  expires?: string;
  describe?: string;
  tokenizer?: string;
  optimize: boolean;
  keepLayers?: boolean;
  quantize: NonNullable<PackOptions['quantize']>;
  shardSize?: number;
  evaluate?: string;
  maxLoss?: number;
  pictures?: string[];
  agreement?: string;
  range?: readonly [number, number];
  examples?: string[];
  includeRows?: boolean;
  force?: boolean;
  sign?: string[];
}

const quantizeSchemes = ['keep', 'float16', 'uint16', 'uint8', 'int8', 'auto'];
/** As they are typed, without blanks. */
const agreements: Readonly<Record<string, AgreementKind>> = {
  'key-points': 'key points',
  boxes: 'boxes',
  'top-1': 'top-1',
  outputs: 'outputs',
};
const MB = 1e6;

export function addPack(program: Command): void {
  const command = addCommand(program, 'pack', 'write a package from a trained model')
    .argument('<model>', 'a folder with a model.json, or the path of one')
    .description(
      'Takes a TF.js model (GraphModel or LayersModel), makes it small and fast, proves that it still answers as it ' +
        'did, and writes a package: manifest.json with a SHA-256 for every file, model.json that stock TF.js reads, and ' +
        'weights in files named by what is in them. All of it is written, or nothing.',
    )
    .optionsGroup('Options:')
    .requiredOption('--out <folder>', 'where the package goes: a folder that is not there yet')
    .option('--force', 'replace the package that is there; its release counts on')

    .optionsGroup('What it is:')
    .option('--name <name>', 'its name (default: that of the folder or file)')
    .option('--model-version <version>', 'semantic version (default: 1.0.0)')
    .addOption(
      new Option(
        '--release <n>',
        'number that rises with every release (default: 1, or one more than before)',
      ).argParser(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    )
    .addOption(new Option('--task <task>', 'what it does').choices(tasks))
    .option('--description <text>', 'what it does, for people')
    .option('--license <spdx>', 'licence of the model, as Apache-2.0')
    .option('--source <text>', 'where it comes from: a URL, or a sentence')
    .option('--expires <time>', 'not to be used after this time, as 2027-01-31T00:00:00Z')
    .option(
      '--describe <file>',
      'JSON with all of these, and under inputs and outputs, by name, { "meaning": …, "labels": […] }',
    )
    .option('--tokenizer <file>', 'the tokenizer.json of a described transform of texts')
    .option('--sign <key>', 'file of a private key that signs it (edgewise keygen); may be repeated', repeated)

    .optionsGroup('Small and fast:')
    .option('--no-optimize', 'leave the graph as it is: nothing folded, nothing fused')
    .option('--keep-layers', 'pack a LayersModel as one, not as a graph')
    .addOption(
      new Option('--quantize <scheme>', 'how weights are stored; auto is the smallest that keeps within --max-loss')
        .choices(quantizeSchemes)
        .default('keep'),
    )
    .addOption(new Option('--shard-size <MB>', 'size of weight files (default: 4)').argParser(number(0.01, 32)))

    .optionsGroup('Proof:')
    .option('--evaluate <module>', 'measure source and package over labelled samples, see below')
    .addOption(
      new Option('--max-loss <points>', 'refuse to write where more is lost (default: 0.5)').argParser(number(0, 100)),
    )
    .option('--pictures <files...>', 'without labels: pictures on which both have to agree')
    .addOption(new Option('--agreement <kind>', 'in what (default: by the task)').choices(Object.keys(agreements)))
    .addOption(
      new Option('--range <from,to>', 'what black and white become (default: 0,1; for int32: 0,255)').argParser(range),
    )
    .option('--examples <files...>', 'pictures that become golden examples, a part of the package')
    .option('--include-rows', 'let samples become golden examples: whoever gets the package can read them')
    .addHelpText(
      'after',
      `${examples([
        ['pack models/emotion.json --out packages/emotion', 'optimised, weights as they are'],
        [
          'pack models/digits --out packages/digits --quantize uint8 --evaluate evaluation.js',
          'a quarter of the bytes, if no more than 0.5 points of accuracy are lost',
        ],
        [
          'pack models/pose --out packages/pose --quantize auto --task key-points --pictures people/*.jpg',
          'as small as the key points on these pictures allow',
        ],
        [
          'pack models/digits --out packages/digits --sign digits.key',
          'signed, for pages that name the keys they trust',
        ],
      ])}\n${moduleHelp}`,
    );
  whenCalled<Options>(command, pack);
}

const doing: Readonly<Record<PackPhase, string>> = {
  read: 'Reading the model',
  trace: 'Turning layers into a graph',
  optimize: 'Optimising the graph',
  compare: 'Comparing it with the source',
  quantize: 'Storing the weights',
  evaluate: 'Measuring',
  examples: 'Making golden examples',
  profile: 'Making the profile',
  write: 'Writing',
  verify: 'Verifying what was written',
};

async function pack(
  [model = '']: readonly string[],
  options: Options,
  { terminal, signal }: Invocation,
): Promise<void> {
  const [{ pack: packModel }, { showPackReport }] = await Promise.all([
    import('../pack/pack.js'),
    import('./show-pack-report.js'),
  ]);
  const { json: _json, quiet: _quiet, describe, modelVersion, shardSize, agreement, ...rest } = options;
  const kind = agreements[agreement ?? ''];
  try {
    const report = await packModel({
      ...rest,
      model,
      ...(modelVersion !== undefined && { version: modelVersion }),
      ...(kind && { agreement: kind }),
      ...(describe !== undefined && { describe: await readDescription(describe) }),
      ...(shardSize !== undefined && { shardBytes: Math.round(shardSize * MB) }),
      onProgress: (phase, done, total) => {
        terminal.progress(doing[phase], done, total);
      },
      signal,
    });
    terminal.answer(report);
    terminal.print(showPackReport(report, terminal));
    for (const warning of report.warnings) terminal.warn(warning);
  } finally {
    terminal.progress.end();
  }
}

async function readDescription(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw wrong(file, `cannot be read: ${messageOf(error)}`, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(file, `is no JSON: ${messageOf(error)}`, error);
  }
  if (!isObject(value)) throw wrong(file, 'is JSON, but no object.');
  return value;
}

function wrong(file: string, what: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('input', `${file} ${what}`, { field: 'describe', file }, cause);
}
