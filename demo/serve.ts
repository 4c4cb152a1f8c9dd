import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listen } from '../src/cli/serve/listen.js';
import { isEdgewiseError } from '../src/errors.js';
import { demoServer, neededFiles } from './server.js';

const usage = `Serves the demo.

  npm start -- [options]

  --host ADDRESS   the address to listen on (default 127.0.0.1;
                   0.0.0.0 lets other devices on your network in)
  --no-isolation   leave out the COOP and COEP headers: no threads
  --help           show this

PORT in the environment chooses the port. Without it: 8080, or the next free one.
`;

const root = fileURLToPath(new URL('..', import.meta.url));

/** Something that the person who started this can mend; its message says how. */
class Refusal extends Error {}

function readArguments(): { help: boolean; host: string; isolated: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        host: { type: 'string', default: '127.0.0.1' },
        'no-isolation': { type: 'boolean', default: false },
      },
    });
    return { help: values.help, host: values.host, isolated: !values['no-isolation'] };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function readPort(): number | undefined {
  const wanted = process.env['PORT'];
  if (wanted === undefined || wanted === '') return undefined;
  const port = Number(wanted);
  if (!/^\d+$/.test(wanted) || port > 65_535) {
    throw new Refusal(`PORT is "${wanted}"; it must be a number from 0 (any free one) to 65535.`);
  }
  return port;
}

function checkFiles(): void {
  const missing = neededFiles.filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) {
    throw new Refusal(
      `Not built yet: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.\n` +
        'Run "npm start", which builds everything first.',
    );
  }
}

async function listening(server: Server, host: string, port: number | undefined): Promise<string[]> {
  try {
    return await listen(server, host, port);
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    const busy = error.details['errno'] === 'EADDRINUSE';
    throw new Refusal(
      busy ? `Port ${String(error.details['port'])} is busy. Choose another: PORT=9000 npm start` : error.message,
    );
  }
}

async function main(): Promise<void> {
  const { help, host, isolated } = readArguments();
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const port = readPort();
  checkFiles();
  const server = createServer(demoServer(root, { isolated }));
  const urls = await listening(server, host, port);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
  const mode = isolated ? 'isolated (COOP and COEP on)' : 'not isolated';
  console.log(`Edgewise's demo, ${mode}. Stop it with Ctrl+C.`);
  for (const url of urls) console.log(`  ${url}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
