import type { Command } from 'commander';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, whenCalled, type Invocation } from './command.js';

interface KeygenOptions extends TerminalOptions {
  out: string;
}

export function addKeygen(program: Command): void {
  const command = addCommand(program, 'keygen', 'make a pair of keys to sign packages with')
    .description(
      'Makes a pair of Ed25519 keys. The private key goes into a file that its owner alone can read, and is shown ' +
        'nowhere; the public key is printed, and written beside it. Whoever has the private key signs in your name: keep ' +
        'it out of repositories, and a copy where it cannot be lost.',
    )
    .optionsGroup('Options:')
    .option('--out <file>', "the private key's file; the public key's is called so with .pub behind it", 'edgewise.key')
    .addHelpText(
      'after',
      examples([
        ['keygen --out digits.key', 'writes digits.key and digits.key.pub'],
        ['pack models/digits --out packages/digits --sign digits.key', 'signs with it'],
      ]),
    );
  whenCalled<KeygenOptions>(command, keygen);
}

async function keygen(_given: readonly string[], { out }: KeygenOptions, { terminal }: Invocation): Promise<void> {
  const { writeKey } = await import('../signing/write-key.js');
  const written = await writeKey(out);
  const { publicKey, publicFile, file } = written;
  terminal.answer(written);
  terminal.print(publicKey);
  terminal.note(
    `That is the public key, for loadModel(url, { trustedKeys: ['…'] }) and --trust; ${publicFile} has it too. The ` +
      `private key is in ${file}: keep it secret, and a copy of it safe.`,
  );
}
