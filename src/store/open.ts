import { messageOf } from '../errors.js';
import { IndexedDatabase } from './indexeddb.js';
import { MemoryDatabase } from './memory.js';
import type { ModelDatabase } from './record.js';

/** IndexedDB where it opens, else memory: a private window must not keep anyone from predicting. */
export async function openDatabase(): Promise<ModelDatabase> {
  if (typeof indexedDB === 'undefined') {
    return new MemoryDatabase('This browser offers no IndexedDB here; models are kept in memory.');
  }
  try {
    return await IndexedDatabase.open();
  } catch (error) {
    return new MemoryDatabase(`IndexedDB did not open (${messageOf(error)}); models are kept in memory.`);
  }
}
