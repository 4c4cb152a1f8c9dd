import { messageOf } from '../errors.js';
import { isPinned, type ModelDatabase, type ModelRecord, type NewFiles } from './record.js';

/** Milliseconds: what was given up counts as free a little later, and each model given up is a download. */
const pausesAfterEviction = [0, 100, 400];

/**
 * Writes a model; where the quota is reached, the least recently used models that nobody pinned make
 * room. Answers null, or why the model could not be kept: it then runs from memory this time.
 */
export async function keep(database: ModelDatabase, record: ModelRecord, files: NewFiles): Promise<string | null> {
  const kept = database.reason ?? null;
  try {
    if (await fits(database, record, files)) return kept;
    while (await evictOne(database, record.url)) {
      for (const pause of pausesAfterEviction) {
        await sleep(pause);
        await recount();
        if (await fits(database, record, files)) return kept;
      }
    }
    return (
      `The browser's storage is full, and no unpinned model is left to make room for ` +
      `${record.bytes} bytes; the model runs from memory.`
    );
  } catch (error) {
    return `The browser's storage refused the model (${messageOf(error)}); it runs from memory.`;
  }
}

async function fits(...[database, record, files]: Parameters<typeof keep>): Promise<boolean> {
  try {
    await database.write(record, files);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
    throw error;
  }
}

/** Chromium holds a write against what it counted last, and counts anew when it is asked. */
async function recount(): Promise<void> {
  // Neither an insecure page nor Node has a storage manager, whatever the types say.
  const { storage } = (globalThis.navigator ?? {}) as { storage?: StorageManager };
  await storage?.estimate().catch(() => undefined);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function evictOne(database: ModelDatabase, except: string): Promise<boolean> {
  const records = (await database.list()).filter((record) => !isPinned(record) && record.url !== except);
  const [oldest] = records.sort((a, b) => a.usedAt - b.usedAt);
  return oldest !== undefined && (await database.delete(oldest.url));
}
