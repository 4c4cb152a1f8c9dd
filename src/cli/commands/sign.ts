import type { Command } from 'commander';
import { plural } from '../terminal/format.js';
import { checks } from '../terminal/table.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, repeated, whenCalled, type Invocation } from './command.js';

interface SignOptions extends TerminalOptions {
  key: string[];
}

export function addSign(program: Command): void {
  const command = addCommand(program, 'sign', 'sign a package that is there')
    .argument('<package>', 'a folder with a manifest.json, or that file')
    .description(
      'Verifies a package and writes manifest.sig beside its manifest: a signature of its exact bytes, and thus of every ' +
        'file that it names by SHA-256. Signatures that are there and hold stay, so that a new key can be added before an ' +
        'old one is given up; others are removed.',
    )
    .optionsGroup('Options:')
    .requiredOption('--key <file>', 'file of a private key (edgewise keygen); may be repeated', repeated)
    .addHelpText(
      'after',
      examples([
        ['sign packages/digits --key digits.key', 'a package that was packed without --sign'],
        ['sign packages/digits --key new.key', 'by one more key'],
      ]),
    );
  whenCalled<SignOptions>(command, sign);
}

async function sign([folder = '']: readonly string[], { key }: SignOptions, { terminal }: Invocation): Promise<void> {
  const { signPackage } = await import('../signing/sign-package.js');
  const report = await signPackage(folder, key);
  const { manifest, signedBy, dropped } = report;
  const { name, version, release } = manifest;
  terminal.answer({ ok: true, name, version, release, signedBy, dropped });
  terminal.print(
    `${terminal.style.bold(`${name} ${version}`)}, release ${release}: ${plural(signedBy.length, 'signature')}`,
  );
  terminal.print(
    checks(
      signedBy.map((publicKey) => `signed by ${publicKey}`),
      terminal,
    ),
  );
  for (const publicKey of dropped) {
    terminal.warn(`A signature by ${publicKey} did not hold for this manifest, and was removed.`);
  }
}
