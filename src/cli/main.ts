import { CommanderError } from 'commander';
import { EdgewiseError } from '../errors.js';
import { createProgram } from './program.js';
import { exitCode } from './terminal/exit-code.js';
import { reportFailure } from './terminal/report-failure.js';

/** What TF.js says of models with control flow at every run, and of Node at its start: nothing to act upon. */
const chatter =
  /^This model execution did not contain any nodes with control flow|^\n=+\nHi, looks like you are running/;

// Libraries (TF.js above all) and evaluation modules may print what they like; stdout is for results.
for (const name of ['log', 'info', 'debug', 'warn'] as const) {
  console[name] = (...what: unknown[]) => {
    if (!chatter.test(String(what[0]))) console.error(...what);
  };
}

// `edgewise inspect model | head`: who reads has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCode.done : exitCode.refused);
});

/** Node's exit code where the main module waits for ever. */
const unsettled = 13;
const json = process.argv.includes('--json');

let ended = false;
process.once('exit', (code) => {
  // Node ends where nothing is left that could still come.
  if (ended || (code !== 0 && code !== unsettled)) return;
  const message =
    'Nothing is left to be done, and yet this has not ended: an evaluation module waits for what never comes.';
  process.exit(reportFailure(new EdgewiseError('input', message, { field: 'evaluate' }), json));
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageEnd(error) : reportFailure(error, json);
}

ended = true;

/** Commander has said it on stderr already, or has shown its help. */
function usageEnd({ exitCode: code, message }: CommanderError): number {
  if (code === 0) return exitCode.done;
  if (json) {
    const error = { code: 'usage', message: message.replace(/^error: /, ''), details: {} };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  }
  return exitCode.wrongUsage;
}
