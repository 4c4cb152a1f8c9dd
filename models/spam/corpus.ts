import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { computedOnce } from '../training/checkpoint.js';
import type { Progress } from '../training/progress.js';
import { listMails, readStoredMail, type Collection } from './data.js';
import { groupsOf } from './groups.js';
import { readMail } from './mail.js';
import { withoutTraces } from './traces.js';

/** A mail as the model learns it. */
export interface LearntMail {
  id: string;
  collection: Collection;
  spam: boolean;
  /** Subject and body, without traces of where it was collected. */
  text: string;
}

export interface Corpus {
  mails: LearntMail[];
  /** For each mail, the number of its group (see `groupsOf`). */
  groups: number[];
}

export async function readLearntMail(name: string): Promise<LearntMail> {
  const { id, collection, spam, bytes } = await readStoredMail(name);
  return { id, collection, spam, text: withoutTraces(await readMail(bytes, id)) };
}

/** The same mail with its traces, as a person would paste it. */
export async function readPastedMail(name: string): Promise<LearntMail> {
  const { id, collection, spam, bytes } = await readStoredMail(name);
  const { subject, body } = await readMail(bytes, id);
  return { id, collection, spam, text: `${subject}\n\n${body}` };
}

/** All mails of the corpus. What comes out of half a minute of reading is kept in `cache`. */
export async function readCorpus(options: { cache: string; progress: Progress; signal: AbortSignal }): Promise<Corpus> {
  const names = await listMails();
  return computedOnce(options.cache, await identityOf(names), () => compute(names, options));
}

async function compute(
  names: readonly string[],
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Corpus> {
  const mails: LearntMail[] = [];
  const bar = progress.begin('reading mails', names.length);
  try {
    for (const name of names) {
      signal.throwIfAborted();
      mails.push(await readLearntMail(name));
      bar.update(mails.length, mails.at(-1)?.collection);
      if (mails.length % 50 === 0) await setImmediate(); // lets Ctrl+C in
    }
  } finally {
    bar.end();
  }
  progress.say('looking for mails that are almost the same');
  return { mails, groups: groupsOf(mails.map(({ text }) => text)) };
}

/** Other mails, or another way to read them, are read anew. The names hold the MD5 of the mails. */
async function identityOf(names: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(names.join('\n'));
  const words = '../../src/transform/text/words.ts';
  for (const source of ['corpus.ts', 'data.ts', 'groups.ts', 'mail.ts', 'traces.ts', 'transforms.ts', words]) {
    hash.update(await readFile(new URL(source, import.meta.url)));
  }
  return hash.digest('hex');
}
