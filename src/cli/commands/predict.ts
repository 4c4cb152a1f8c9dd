import { Option, type Command } from 'commander';
import type { TensorValue } from '../../model/tensor.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, range, whenCalled, type Invocation } from './command.js';

interface PredictOptions extends TerminalOptions {
  row?: string;
  values?: string;
  text?: string;
  range?: readonly [number, number];
}

export function addPredict(program: Command): void {
  const command = addCommand(program, 'predict', 'ask a model or a package, in Node')
    .argument('<model>', 'a package, a folder with a model.json, or the path of one')
    .argument('[input]', 'a file: JSON, CSV, PNG or JPEG, told by its content; - reads standard input')
    .description(
      'Predicts with TF.js on wasm, as a browser would. Where the package declares how an input is made of a picture, a ' +
        'record or a text, and an answer of the outputs, that is what is taken and printed; else every output, of named ' +
        'classes the five likeliest, and a picture is stretched to the size of the input. JSON may be numbers (flat or ' +
        'nested), an object by the names of the inputs or of a table’s columns, or a list of such objects; each row of a ' +
        'CSV file is a sample.',
    )
    .optionsGroup('Options:')
    .addOption(new Option('--row <json>', 'one row of a table, by the names of its columns').conflicts(['values']))
    .addOption(new Option('--values <numbers>', 'values of the only input, with commas between them'))
    .addOption(new Option('--text <text>', 'a text, for a package that takes one').conflicts(['row', 'values']))
    .addOption(
      new Option(
        '--range <from,to>',
        'what black and white of a picture become (default: 0,1; for int32: 0,255)',
      ).argParser(range),
    )
    .addHelpText(
      'after',
      examples([
        ['predict packages/pose person.jpg', 'a picture'],
        [`predict packages/credit-risk --row '{"age": 41, "income": 129}'`, 'a row of a table'],
        ['predict packages/spam --text "You have won"', 'a sentence'],
        ['predict models/iris --values 5.1,3.5,1.4,0.2', 'numbers'],
        ['predict packages/credit-risk rows.csv --json', 'many rows, for a program'],
      ]),
    );
  whenCalled<PredictOptions>(command, predict);
}

async function predict(
  [model = '', file]: readonly string[],
  { row, values: numbers, text, range: black }: PredictOptions,
  { terminal, signal }: Invocation,
): Promise<void> {
  const [{ readGiven }, { openRunner }, { readInputs }] = await Promise.all([
    import('../source/read-given.js'),
    import('../engine/runner.js'),
    import('../predict/read-inputs.js'),
  ]);
  const [{ preparer }, { atRow }, { decoder }, { ranked, showOutput }, { showValue, valueAsJson }] = await Promise.all([
    import('../../transform/prepare.js'),
    import('../predict/at-row.js'),
    import('../../transform/decode.js'),
    import('../predict/show-outputs.js'),
    import('../predict/show-value.js'),
  ]);
  const { source, manifest, tokenizer } = await readGiven(model, terminal.warn);
  const { transforms = {} } = manifest ?? {};
  const runner = await openRunner(source);
  try {
    const labelsOf = (side: 'inputs' | 'outputs', name: string) =>
      manifest?.[side].find((described) => described.name === name)?.labels;
    const inputs = runner.inputs.map((spec) => {
      const labels = labelsOf('inputs', spec.name);
      return labels ? { ...spec, labels } : spec;
    });
    const samples = await readInputs(
      {
        ...(file !== undefined && { file }),
        ...(row !== undefined && { row }),
        ...(numbers !== undefined && { values: numbers }),
        ...(text !== undefined && { text }),
        ...(black && { range: black }),
      },
      inputs,
      transforms.input,
    );
    const prepare = preparer(runner.inputs, transforms.input, { tokenizer });
    // All before the first answer: what is wrong with a late row is known at once.
    const prepared = samples.map((sample, i) => atRow(i, samples.length, () => prepare(sample)));
    const decode = transforms.output && decoder(transforms.output, manifest?.outputs ?? []);
    const predictions = [];
    const values = [];
    for (const [i, { inputs: tensors, placement }] of prepared.entries()) {
      signal.throwIfAborted();
      const answer = await runner.run(tensors);
      const outputs = Object.entries(answer);
      if (samples.length > 1) terminal.print(terminal.style.dim(`sample ${i + 1} of ${samples.length}`));
      if (decode) {
        const value = decode(answer, placement);
        terminal.print(showValue(value, transforms.output, terminal));
        values.push(valueAsJson(value));
      } else {
        for (const [name, value] of outputs) {
          terminal.print(showOutput(name, value, ranked(value, labelsOf('outputs', name)), terminal));
        }
      }
      predictions.push(
        Object.fromEntries(
          outputs.map(([name, value]) => [name, asJson(value, ranked(value, labelsOf('outputs', name)))]),
        ),
      );
    }
    terminal.answer({
      model: manifest?.name ?? source.file,
      version: manifest?.version ?? null,
      ...(decode && { values }),
      predictions,
    });
  } finally {
    runner.dispose();
  }
}

/** JSON has no typed arrays, and neither NaN nor infinity: these become texts. */
function asJson({ dtype, shape, data }: TensorValue, top: readonly object[] | undefined): object {
  const values = Array.from(data as ArrayLike<number | string>, (value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return { dtype, shape, data: values, ...(top && { top }) };
}
