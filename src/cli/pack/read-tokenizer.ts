import { readFile, stat } from 'node:fs/promises';
import { EdgewiseError, messageOf } from '../../errors.js';
import { limits } from '../../model/limits.js';
import { overLimit } from '../../model/invalid.js';
import type { Transforms } from '../../model/transforms/transforms.js';
import { exactBuffer } from '../source/exact-buffer.js';

/**
 * The `tokenizer.json` that becomes a part of the package; null where its transforms need none.
 *
 * @throws EdgewiseError `input` where it is missing, or given without a use; `limit`
 */
export async function readTokenizer(
  file: string | undefined,
  transforms: Transforms | undefined,
): Promise<ArrayBuffer | null> {
  const input = transforms?.input;
  const needed = input?.kind === 'text' && input.method === 'tokenizer';
  if (file === undefined) {
    if (!needed) return null;
    throw wrong('The described transform of texts takes a tokenizer. Name its tokenizer.json with --tokenizer.');
  }
  if (!needed) {
    throw wrong(
      `A tokenizer is of use to a transform of texts by the method "tokenizer" alone, and transforms.input of the ` +
        `description is none. Describe one, or leave --tokenizer out.`,
    );
  }
  try {
    const { size } = await stat(file);
    if (size > limits.tokenizer) throw overLimit(file, 'tokenizer', size);
    return exactBuffer(await readFile(file));
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    throw wrong(`${file} cannot be read: ${messageOf(error)}`, error);
  }
}

function wrong(message: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('input', message, { field: 'tokenizer' }, cause);
}
