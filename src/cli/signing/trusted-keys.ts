import { readFile, stat } from 'node:fs/promises';
import { EdgewiseError } from '../../errors.js';
import { whatIsWrongWith, type PublicKey } from '../../model/manifest/signing/public-key.js';

/** More than a line with a key takes. */
const largest = 1024;

/**
 * A public key as a person names it: itself, or the .pub file that it is in.
 *
 * @throws EdgewiseError `input`
 */
export async function readPublicKey(given: string): Promise<PublicKey> {
  if (whatIsWrongWith(given) === null) return given;
  const text = await contentOf(given);
  const wrong = whatIsWrongWith(text ?? given);
  if (text !== null && wrong === null) return text;
  const where = text === null ? given : `What is in ${given}`;
  throw new EdgewiseError(
    'input',
    `${where} is ${String(wrong)}. "edgewise keygen" prints one, and writes a .pub file.`,
    {
      field: 'trust',
      value: given,
    },
  );
}

async function contentOf(file: string): Promise<string | null> {
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) return null;
  return facts.size > largest ? '' : (await readFile(file, 'utf8')).trim();
}
