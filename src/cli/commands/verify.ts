import type { Command } from 'commander';
import { formatBytes, plural } from '../terminal/format.js';
import { checks } from '../terminal/table.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, repeated, whenCalled, type Invocation } from './command.js';

interface VerifyOptions extends TerminalOptions {
  trust?: string[];
}

export function addVerify(program: Command): void {
  const command = addCommand(program, 'verify', 'check a package as a browser does')
    .argument('<package>', 'a folder with a manifest.json, or that file')
    .description(
      'Holds a package to everything that a browser holds it to before it is used: the format, lengths and SHA-256 of ' +
        'every file, limits, no way out of its folder, its date of expiry, and its golden examples, which it answers ' +
        'here in Node on wasm. The first thing that is wrong is told, and the exit code is 1.',
    )
    .optionsGroup('Options:')
    .option(
      '--trust <key>',
      'a public key, or its .pub file; one of those has to have signed the package; may be repeated',
      repeated,
    )
    .addHelpText(
      'after',
      examples([
        ['verify packages/digits', 'before it is deployed'],
        ['verify packages/digits --trust digits.key.pub', 'and signed by this key'],
        ['verify packages/digits --json', 'for a program'],
      ]),
    );
  whenCalled<VerifyOptions>(command, verify);
}

async function verify([folder = '']: readonly string[], { trust: given }: VerifyOptions, { terminal }: Invocation) {
  const [{ verifyPackage }, { readPublicKey }] = await Promise.all([
    import('../package/verify-package.js'),
    import('../signing/trusted-keys.js'),
  ]);
  const trust = given && (await Promise.all(given.map(readPublicKey)));
  const report = await verifyPackage(folder, { trust });
  const { manifest, checks: found, signatures, warnings } = report;
  const { bold } = terminal.style;
  terminal.answer({ ok: true, name: manifest.name, version: manifest.version, release: manifest.release, ...report });
  terminal.print(
    `${bold(`${manifest.name} ${manifest.version}`)}, release ${manifest.release}: ` +
      `${plural(report.files, 'file')}, ${formatBytes(report.bytes)}`,
  );
  terminal.print(checks(found, terminal));
  if (signatures.length === 0) terminal.print('  It is not signed.');
  for (const warning of warnings) terminal.warn(warning);
}
