import type { Command } from 'commander';
import { formatBytes, plural } from '../terminal/format.js';
import { checks } from '../terminal/table.js';
import type { TerminalOptions } from '../terminal/terminal.js';
import { addCommand, examples, whenCalled, type Invocation } from './command.js';

export function addVerify(program: Command): void {
  const command = addCommand(program, 'verify', 'check a package as a browser does')
    .argument('<package>', 'a folder with a manifest.json, or that file')
    .description(
      'Holds a package to everything that a browser holds it to before it is used: the format, lengths and SHA-256 of ' +
        'every file, limits, no way out of its folder, its date of expiry, and its golden examples, which it answers ' +
        'here in Node on wasm. The first thing that is wrong is told, and the exit code is 1.',
    )
    .addHelpText(
      'after',
      examples([
        ['verify packages/digits', 'before it is deployed'],
        ['verify packages/digits --json', 'for a program'],
      ]),
    );
  whenCalled<TerminalOptions>(command, verify);
}

async function verify([folder = '']: readonly string[], _options: TerminalOptions, { terminal }: Invocation) {
  const { verifyPackage } = await import('../package/verify-package.js');
  const report = await verifyPackage(folder);
  const { manifest, checks: found, warnings } = report;
  const { bold } = terminal.style;
  terminal.answer({ ok: true, name: manifest.name, version: manifest.version, release: manifest.release, ...report });
  terminal.print(
    `${bold(`${manifest.name} ${manifest.version}`)}, release ${manifest.release}: ` +
      `${plural(report.files, 'file')}, ${formatBytes(report.bytes)}`,
  );
  terminal.print(checks(found, terminal));
  for (const warning of warnings) terminal.warn(warning);
}
