import { Option, type Command } from 'commander';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, wholeNumber, whenCalled, type Invocation } from './command.js';

interface ServeOptions extends TerminalOptions {
  port?: number;
  host: string;
  isolated?: boolean;
  cors: boolean;
}

export function addServe(program: Command): void {
  const command = addCommand(program, 'serve', 'serve a folder with the right headers')
    .argument('[folder]', 'what to serve', '.')
    .description(
      'Serves a folder over HTTP, as it is at each request: the right types, validators and ranges, CORS for every ' +
        'origin, JSON, scripts and wasm compressed. Files that are named by their digest may be kept for ever; for all ' +
        'others a browser asks again. Hidden files, and links that lead out of the folder, are not served.',
    )
    .optionsGroup('Options:')
    .addOption(
      new Option('--port <port>', 'the port; 0 for any free one (default: 8080, or the next free one)')
        .env('PORT')
        .argParser(wholeNumber(0, 65_535)),
    )
    .option('--host <address>', 'the address to listen on; 0.0.0.0 lets other devices in', '127.0.0.1')
    .option('--isolated', 'send COOP and COEP, which allow threads')
    .option('--cors', 'let pages of other origins load the files (default)', true)
    .option('--no-cors', 'do not')
    .addHelpText(
      'after',
      examples([
        ['serve', 'the current folder, on port 8080 or the next free one'],
        ['serve packages --port 9000 --isolated', 'as a site with threads'],
      ]) + '\n\nCtrl+C ends it, with the exit code 0.',
    );
  whenCalled<ServeOptions>(command, serve);
}

async function serve(
  [folder = '.']: readonly string[],
  { port, host, isolated = false, cors }: ServeOptions,
  { terminal, signal }: Invocation,
): Promise<void> {
  const [{ realFolder }, { staticServer }, { listen }, { modelsIn }] = await Promise.all([
    import('../serve/real-folder.js'),
    import('../serve/static-server.js'),
    import('../serve/listen.js'),
    import('../serve/models-in.js'),
  ]);
  const root = await realFolder(folder);
  const server = staticServer(root, { cors, isolated });
  const urls = await listen(server, host, port);
  const [first = ''] = urls;
  const models = (await modelsIn(root)).map((model) => new URL(encodeURI(model), first).href);
  terminal.answer({ folder: root, urls, models, isolated, cors });
  const { bold, dim } = terminal.style;
  terminal.print(`Serving ${root}${isolated ? ', isolated' : ''} (Ctrl+C ends it)`);
  for (const url of urls) terminal.print(`  ${bold(url)}`);
  if (models.length > 0) terminal.print(dim('Models to load:'));
  for (const model of models) terminal.print(`  ${model}`);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  });
}
