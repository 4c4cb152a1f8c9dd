import { createHash } from 'node:crypto';
import type { Page } from 'playwright';

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Damages a file in a page's store, behind the library's back. */
export function damage(page: Page, bytes: Uint8Array, how: 'flip' | 'cut' | 'remove'): Promise<void> {
  return page.evaluate(
    ([digest, how]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('edgewise');
        opening.onerror = reject;
        opening.onsuccess = () => {
          const db = opening.result;
          const transaction = db.transaction('models', 'readwrite');
          const store = transaction.objectStore('models');
          const key = ['file', digest];
          const reading = store.get(key) as IDBRequest<ArrayBuffer | undefined>;
          reading.onsuccess = () => {
            if (!reading.result) {
              reject(new Error(`no file ${digest}`));
              return;
            }
            const stored = new Uint8Array(reading.result);
            const middle = stored.length >> 1;
            if (how === 'flip') stored[middle] = (stored[middle] ?? 0) ^ 1;
            if (how === 'remove') store.delete(key);
            else store.put(how === 'cut' ? stored.slice(0, middle).buffer : stored.buffer, key);
          };
          transaction.oncomplete = () => {
            db.close();
            resolve();
          };
          transaction.onabort = reject;
        };
      }),
    [sha256(bytes), how] as const,
  );
}
