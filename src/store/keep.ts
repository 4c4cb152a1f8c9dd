import { messageOf } from '../errors.js';
import type { Digest } from '../model/digest.js';
import type { ModelDatabase, ModelRecord } from './record.js';

/**
 * Writes a model; where the quota is reached, the least recently used models that nobody pinned make
 * room. Answers null, or why the model could not be kept: it then runs from memory this time.
 */
export async function keep(
  database: ModelDatabase,
  record: ModelRecord,
  files: ReadonlyMap<Digest, ArrayBuffer>,
): Promise<string | null> {
  for (;;) {
    try {
      await database.write(record, files);
      return database.reason ?? null;
    } catch (error) {
      if (!isQuotaError(error)) {
        return `The browser's storage refused the model (${messageOf(error)}); it runs from memory.`;
      }
      if (!(await evictOne(database, record.url))) {
        return (
          `The browser's storage is full, and no unpinned model is left to make room for ` +
          `${String(record.bytes)} bytes; the model runs from memory.`
        );
      }
    }
  }
}

async function evictOne(database: ModelDatabase, except: string): Promise<boolean> {
  const records = (await database.list()).filter((record) => !record.pinned && record.url !== except);
  const [oldest] = records.sort((a, b) => a.usedAt - b.usedAt);
  return oldest !== undefined && (await database.delete(oldest.url));
}

function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
