import { deviceLine, stillHolds } from '../../choice/kept.js';
import { freeFacts } from '../../device/inspect.js';
import type { KeptChoice } from '../../model/kept-choice.js';
import type { Progress } from '../../model/progress.js';
import { buffersOf } from '../../model/verified-model.js';
import type { ModelStore } from '../../store/model-store.js';
import { isPinned } from '../../store/record.js';
import { version } from '../../version.js';
import { nothing, type Handlers } from './handlers.js';

type StoreCall = 'fetchModel' | 'listModels' | 'storeUsage' | 'deleteModel' | 'pinModel' | 'clearStore';

/** What a store worker answers. */
export function storeHandlers(store: ModelStore): Handlers<StoreCall> {
  return {
    fetchModel: async (request, { signal, progress }) => {
      const model = await store.fetch(request, { signal, onProgress: throttled(progress) });
      return { value: { ...model, kept: await whatHolds(model.kept) }, transfer: buffersOf(model) };
    },
    listModels: async () => ({
      value: (await store.list()).map((record) => {
        const { url, name, version, digest, bytes, storedAt, usedAt } = record;
        return { url, name, version, digest, bytes, storedAt, usedAt, pinned: isPinned(record) };
      }),
    }),
    storeUsage: async () => ({ value: await store.usage() }),
    deleteModel: async ({ url }) => ({ value: await store.delete(url) }),
    pinModel: async ({ url, pinned }) => {
      await store.pin(url, pinned);
      return nothing;
    },
    clearStore: async () => {
      await store.clear();
      return nothing;
    },
  };
}

async function whatHolds(kept: KeptChoice | null): Promise<KeptChoice | null> {
  if (!kept) return null;
  const now = { library: version, device: deviceLine(await freeFacts()), at: Date.now() };
  return stillHolds(kept, now) ? kept : null;
}

const progressInterval = 30;

/** Chunks come by the thousand; a page needs a few dozen reports a second, and the last of each file. */
function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    const due = now - last >= progressInterval;
    if (!due && progress.phase === 'download' && progress.loaded < progress.total) return;
    last = now;
    report(progress);
  };
}
