import { Command } from 'commander';
import { version } from '../version.js';
import { addEvaluate } from './commands/evaluate.js';
import { addInspect } from './commands/inspect.js';
import { addKeygen } from './commands/keygen.js';
import { addPack } from './commands/pack.js';
import { addPredict } from './commands/predict.js';
import { addServe } from './commands/serve.js';
import { addSign } from './commands/sign.js';
import { addVerify } from './commands/verify.js';
import { styleFor } from './terminal/style.js';
import { columns } from './terminal/terminal.js';

const summary =
  'Makes a trained TF.js model small and fast, proves that it still answers rightly, and writes a package that any ' +
  'static host can serve.';

const ending = `
Exit codes:
  0    done
  1    refused: the model, the package or a gate says no, or a file cannot be
       read or written
  2    wrong usage
  130  interrupted; nothing was written

A model is a folder with a model.json, or the path of a model.json of any name.
"edgewise <command> --help" shows a command's options and examples.`;

/** The command line, with nothing run yet. What is heavy is imported by the command that needs it. */
export function createProgram(): Command {
  const program = new Command('edgewise')
    .description(summary)
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .showHelpAfterError('(edgewise --help shows what there is)')
    .exitOverride()
    .configureHelp({
      helpWidth: columns(),
      styleTitle: (title) => styleFor(process.stdout).bold(title),
    })
    .addHelpText('after', ending);
  program.commandsGroup('Make a package:');
  addPack(program);
  addKeygen(program);
  addSign(program);
  program.commandsGroup('Look into it:');
  addInspect(program);
  addVerify(program);
  addEvaluate(program);
  addPredict(program);
  program.commandsGroup('Try it in a browser:');
  addServe(program);
  return program;
}
