import type { Command } from 'commander';
import type { SourceModel } from '../source/source-model.js';
import type { Terminal, TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, whenCalled, type Invocation } from './command.js';

interface InspectOptions extends TerminalOptions {
  all?: boolean;
  card?: boolean;
}

export function addInspect(program: Command): void {
  const command = addCommand(program, 'inspect', 'show what a model or package is made of')
    .argument('<model>', 'a folder with a model.json, the path of one, or a package')
    .description(
      'Shows what a model consists of, without running it: inputs and outputs, operations with their number and cost, ' +
        'parameters, bytes by layer, the memory it will take, what packing would fuse, and ops that TF.js or one of its ' +
        'backends lacks. Costs are for one sample; free sizes other than the batch are taken as 32.',
    )
    .optionsGroup('Options:')
    .option('--all', 'every op and every layer, not the largest alone')
    .option('--card', 'the model card of a package instead: what it is for, its data, figures and limits (Markdown)')
    .addHelpText(
      'after',
      examples([
        ['inspect models/movenet', 'a folder with a model.json'],
        ['inspect node_modules/@vladmandic/human/models/emotion.json', 'one model of several in a folder'],
        ['inspect packages/movenet --json', 'a package, for a program'],
        ['inspect packages/movenet --card', 'what a person should know before using it'],
      ]),
    );
  whenCalled<InspectOptions>(command, inspect);
}

async function inspect(
  [model = '']: readonly string[],
  { all = false, card = false }: InspectOptions,
  { terminal }: Invocation,
): Promise<void> {
  if (card) {
    await showOwnCard(model, terminal);
    return;
  }
  const [{ readGiven }, { inspectModel }, { showInspection }, { optimize }] = await Promise.all([
    import('../source/read-given.js'),
    import('../inspect/inspect-model.js'),
    import('../inspect/show-inspection.js'),
    import('../optimize/optimize.js'),
  ]);
  const { source, manifest, signatures } = await readGiven(model, terminal.warn);
  const tools = {
    // Tracing runs TF.js, which takes its time to start.
    trace: async (layers: SourceModel) => (await import('../inspect/traced-graph.js')).tracedGraph(layers),
    optimize,
  };
  const inspection = await inspectModel(source, tools, manifest);
  terminal.answer({ ...inspection, ...(signatures !== undefined && { signatures }) });
  const title = manifest ? `${manifest.name} ${manifest.version}` : model;
  terminal.print(showInspection(inspection, { title, signatures, width: terminal.width, style: terminal.style, all }));
}

/** For people at a terminal it is made readable; a file or another program gets the Markdown as it is. */
async function showOwnCard(model: string, terminal: Terminal): Promise<void> {
  const [{ readCard }, { showCard }] = await Promise.all([
    import('../card/read-card.js'),
    import('../card/show-card.js'),
  ]);
  const { manifest, card } = await readCard(model);
  terminal.answer({ name: manifest.name, version: manifest.version, card });
  terminal.print(terminal.interactive ? showCard(card, terminal) : card.trimEnd());
}
