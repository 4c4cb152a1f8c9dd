import { CommanderError } from 'commander';
import { EdgewiseError } from '../errors.js';
import { createProgram } from './program.js';
import { exitCode } from './terminal/exit-code.js';
import { reportFailure } from './terminal/report-failure.js';

// Libraries (TF.js above all) and evaluation modules may print what they like; stdout is for results.
for (const name of ['log', 'info', 'debug', 'warn'] as const) {
  console[name] = (...what: unknown[]) => {
    console.error(...what);
  };
}

// `edgewise inspect model | head`: who reads has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCode.done : exitCode.refused);
});

const json = process.argv.includes('--json');

// Node's own word for it is the code 13.
process.once('exit', (code) => {
  if (code !== 13) return;
  const message =
    'Nothing is left to be done, and yet this has not ended: an evaluation module waits for what never comes.';
  process.exitCode = reportFailure(new EdgewiseError('input', message, { field: 'evaluate' }), json);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageEnd(error) : reportFailure(error, json);
}

/** Commander has said it on stderr already, or has shown its help. */
function usageEnd({ exitCode: code, message }: CommanderError): number {
  if (code === 0) return exitCode.done;
  if (json) {
    const error = { code: 'usage', message: message.replace(/^error: /, ''), details: {} };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  }
  return exitCode.wrongUsage;
}
