import type { Command } from 'commander';
import { formatNumber, plural } from '../terminal/format.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { facts } from '../terminal/table.js';
import { addCommand, examples, whenCalled, type Invocation } from './command.js';

interface EvaluateOptions extends TerminalOptions {
  evaluate: string;
}

export const moduleHelp = `
An evaluation module is an ES module with these exports:
  metric   accuracy, top-5 accuracy, f1, auc, log loss, brier score,
           mean absolute error, root mean squared error or iou; or
           { name, higherIsBetter, score(answers) }
  samples  a function that yields { inputs, label } for each sample, and may be
           an asynchronous generator; row beside them holds what the inputs
           were made from, by field
  labels   the names of the classes (optional)
  output   the output that holds the answer, where there are several
  data     what the samples are, in a sentence (optional)`;

export function addEvaluate(program: Command): void {
  const command = addCommand(program, 'evaluate', 'measure a package over your samples')
    .argument('<package>', 'a package, or a model')
    .description(
      'Runs every sample of an evaluation module through a package (its bytes are verified first) or a plain model, here ' +
        'in Node on wasm, and prints the metric.',
    )
    .optionsGroup('Options:')
    .requiredOption('--evaluate <module>', 'the evaluation module: a JavaScript file, see below')
    .addHelpText(
      'after',
      examples([['evaluate packages/digits --evaluate evaluation.js', 'the metric that the module names']]) +
        `\n${moduleHelp}`,
    );
  whenCalled<EvaluateOptions>(command, evaluate);
}

async function evaluate(
  [folder = '']: readonly string[],
  { evaluate: file }: EvaluateOptions,
  { terminal, signal }: Invocation,
): Promise<void> {
  const [{ readGiven }, { openRunner }, { loadEvaluationModule }, { samplesOf }, { answerAll, answerOutput }] =
    await Promise.all([
      import('../source/read-given.js'),
      import('../engine/runner.js'),
      import('../evaluate/load-module.js'),
      import('../evaluate/samples.js'),
      import('../evaluate/answer-all.js'),
    ]);
  const [{ metricOf }, { figureOf }, { preparer }] = await Promise.all([
    import('../evaluate/built-in.js'),
    import('../evaluate/figure.js'),
    import('../../transform/prepare.js'),
  ]);
  const module = await loadEvaluationModule(file);
  const { source, manifest, tokenizer } = await readGiven(folder, terminal.warn);
  const runner = await openRunner(source);
  try {
    const output = answerOutput(runner, module.output);
    const prepareInput = preparer(runner.inputs, manifest?.transforms?.input, { tokenizer });
    const answers = await answerAll(runner, samplesOf(module, prepareInput, signal), {
      output,
      signal,
      onProgress: (done, total) => {
        terminal.progress('Answering the samples', done, total);
      },
    });
    const metric = metricOf(module);
    const figure = await figureOf(metric, answers);
    const name = manifest ? `${manifest.name} ${manifest.version}` : source.file;
    const known = manifest?.evaluation?.metric === metric.name ? manifest.evaluation : undefined;
    terminal.answer({
      model: manifest?.name ?? source.file,
      version: manifest?.version ?? null,
      metric: metric.name,
      higherIsBetter: metric.higherIsBetter,
      value: figure,
      samples: answers.length,
      ...(module.data !== undefined && { data: module.data }),
      ...(known && { manifest: known }),
    });
    const pairs: [string, string][] = [
      [metric.name, `${formatNumber(figure)} (${metric.higherIsBetter ? 'higher' : 'lower'} is better)`],
      ['samples', `${plural(answers.length, 'sample')}${module.data === undefined ? '' : `: ${module.data}`}`],
    ];
    if (known) {
      pairs.push(['when packed', `${formatNumber(known.packed)} over ${plural(known.samples, 'sample')}`]);
    }
    terminal.print(`${terminal.style.bold(name)}\n${facts(pairs, terminal.width)}`);
  } finally {
    terminal.progress.end();
    runner.dispose();
  }
}
