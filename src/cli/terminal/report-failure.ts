import { isEdgewiseError, messageOf, type EdgewiseError } from '../../errors.js';
import { version } from '../../version.js';
import { exitCode } from './exit-code.js';
import { Interrupted } from './interruption.js';
import { styleFor } from './style.js';

/** What came of a failure: for people on stderr, with `--json` as a document on stdout too. Answers the exit code. */
export function reportFailure(error: unknown, json: boolean): number {
  const { code, message, details, shown } = explain(error);
  process.stderr.write(`${shown}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, details } }, null, 2)}\n`);
  return error instanceof Interrupted ? exitCode.interrupted : exitCode.refused;
}

interface Explained {
  code: string;
  message: string;
  details: object;
  shown: string;
}

function explain(error: unknown): Explained {
  const { red } = styleFor(process.stderr);
  if (error instanceof Interrupted) {
    return { code: 'interrupted', message: error.message, details: {}, shown: error.message };
  }
  if (isEdgewiseError(error)) {
    const { code, message, details } = error;
    return { code, message, details, shown: `${red('error:')} ${message}${because(error)}` };
  }
  const system = systemFailure(error);
  if (system) return { ...system, shown: `${red('error:')} ${system.message}` };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'bug',
    message: messageOf(error),
    details: { stack, version },
    shown:
      `${red('error:')} ${stack}\n\nThis is a mistake in edgewise ${version} (Node ${process.version}). Please report it ` +
      `with the lines above and the command that led here.`,
  };
}

/** What lay behind it, where the message does not say it already. */
function because({ cause, message }: EdgewiseError): string {
  if (cause === undefined || (cause as Partial<NodeJS.ErrnoException>).code === 'ENOENT') return '';
  const reason = messageOf(cause);
  return message.includes(reason) ? '' : `\n  ${reason}`;
}

const advice = new Map([
  ['ENOSPC', 'The disk is full. Free some space, or choose another folder.'],
  ['EDQUOT', 'Your quota on this disk is used up. Free some space, or choose another folder.'],
  ['EACCES', 'Permission denied. Check who owns the file or folder.'],
  ['EPERM', 'Permission denied. Check who owns the file or folder.'],
  ['EROFS', 'That disk can only be read. Choose another folder.'],
  ['EMFILE', 'Too many files are open. Close other programs, or raise "ulimit -n".'],
]);

/** An error of the system's files: nothing of ours to report. */
function systemFailure(error: unknown): Omit<Explained, 'shown'> | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  const what = advice.get(code ?? '');
  return {
    code: 'environment',
    message: what === undefined ? error.message : `${what} (${error.message})`,
    details: { errno: code, syscall, path },
  };
}
