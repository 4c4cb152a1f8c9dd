import { EdgewiseError, isEdgewiseError } from '../../errors.js';

const words: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space, or choose another place with --out',
  EDQUOT: 'your disk quota is used up. Free some space, or choose another place with --out',
  EACCES: 'you may not write there. Choose another place with --out',
  EPERM: 'you may not write there. Choose another place with --out',
  EROFS: 'that disk is read-only. Choose another place with --out',
  ENOTDIR: 'a part of its path is a file. Choose another place with --out',
  ENAMETOOLONG: 'its name is too long for this disk',
};

/** What the operating system said, with what to do. Other errors, an abort among them, stay what they are. */
export function diskError(error: unknown, folder: string): unknown {
  if (isEdgewiseError(error) || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  // An aborted signal's reason has a code as well: a number.
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new EdgewiseError(
    'storage',
    `${folder} could not be written: ${words[code] ?? error.message}. Nothing was changed.`,
    { folder, code },
    error,
  );
}
