import { EdgewiseError } from '../errors.js';
import type { Progress } from '../model/progress.js';
import { buffersOf } from '../model/verified-model.js';
import type { Tensors } from '../model/tensor.js';
import { startEngine } from '../runtime/engine.js';
import { openSession, type Openers } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { ModelStore } from '../store/model-store.js';
import { packError } from './error-transport.js';
import type { CallName, Calls, Endpoint, Reply, Request } from './protocol.js';
import { Queue } from './queue.js';

interface CallContext {
  signal: AbortSignal;
  progress: ReportProgress;
}
type ReportProgress = (progress: Progress) => void;

/** An answer, and the buffers in it to hand over instead of copying. */
interface Answer<Value> {
  value: Value;
  transfer?: Transferable[];
}

type Handlers = {
  [Name in CallName]: (request: Calls[Name]['request'], context: CallContext) => Promise<Answer<Calls[Name]['answer']>>;
};

// One of each in a realm: TF.js's engine and the store are shared by all who are connected.
const queue = new Queue();
const store = new ModelStore();
const sessions = new Map<number, Session>();
let lastSession = 0;

/** Answers the calls of one page over an endpoint, and says that it is ready. */
export function serve(endpoint: Endpoint, openers: Openers): void {
  const handlers = handlersWith(openers);
  const running = new Map<number, AbortController>();
  const reply = (message: Reply, transfer: Transferable[] = []) => {
    endpoint.postMessage(message, transfer);
  };
  endpoint.addEventListener('message', ({ data }: MessageEvent<Request>) => {
    const { id } = data;
    if ('abort' in data) {
      running.get(id)?.abort();
      return;
    }
    const abort = new AbortController();
    running.set(id, abort);
    const handle = handlers[data.call] as Handlers['predict'];
    handle(data.request as Calls['predict']['request'], {
      signal: abort.signal,
      progress: (progress) => {
        reply({ id, progress });
      },
    })
      .then(({ value, transfer }) => {
        reply({ id, answer: value }, transfer);
      })
      .catch((error: unknown) => {
        reply({ id, error: packError(error) });
      })
      .finally(() => running.delete(id));
  });
  reply({ ready: true });
}

function handlersWith(openers: Openers): Handlers {
  return {
    fetchModel: async (request, { signal, progress }) => {
      const model = await store.fetch(request, { signal, onProgress: throttled(progress) });
      return { value: model, transfer: buffersOf(model) };
    },
    listModels: async () => ({ value: await store.list() }),
    storeUsage: async () => ({ value: await store.usage() }),
    deleteModel: async ({ url }) => ({ value: await store.delete(url) }),
    pinModel: async ({ url, pinned }) => {
      await store.pin(url, pinned);
      return { value: null };
    },
    clearStore: async () => {
      await store.clear();
      return { value: null };
    },

    startEngine: (config, { signal }) => queue.add(async () => ({ value: await startEngine(config) }), signal),
    openSession: ({ model, backend }, { signal }) =>
      queue.add(async () => {
        const session = await openSession(model, backend, openers);
        if (signal.aborted) await session.dispose(); // nobody would ever close it
        signal.throwIfAborted();
        sessions.set(++lastSession, session);
        const { inputs, outputs } = session;
        return { value: { session: lastSession, inputs, outputs } };
      }, signal),
    predict: ({ session, inputs }, { signal }) =>
      queue.add(async () => {
        const value = await sessionOf(session).run(inputs);
        return { value, transfer: tensorBuffers(value) };
      }, signal),
    measure: ({ session, inputs, runs }, { signal }) =>
      queue.add(async () => {
        const times: number[] = [];
        let outputs: Tensors = {};
        for (let run = 0; run < runs; run++) {
          const start = performance.now();
          outputs = await sessionOf(session).run(inputs);
          times.push(performance.now() - start);
        }
        return { value: { times, outputs }, transfer: tensorBuffers(outputs) };
      }, signal),
    closeSession: ({ session }, { signal }) =>
      queue.add(async () => {
        await sessions.get(session)?.dispose();
        sessions.delete(session);
        return { value: null };
      }, signal),
  };
}

function sessionOf(id: number): Session {
  const session = sessions.get(id);
  if (!session) throw new EdgewiseError('disposed', 'This model was disposed of. Load it again.');
  return session;
}

function tensorBuffers(tensors: Tensors): Transferable[] {
  return Object.values(tensors).flatMap(({ data }) => (Array.isArray(data) ? [] : [data.buffer]));
}

const progressInterval = 30;

/** Chunks come by the thousand; a page needs a few dozen reports a second, and the last of each file. */
function throttled(report: ReportProgress): ReportProgress {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    const due = now - last >= progressInterval;
    if (!due && progress.phase === 'download' && progress.loaded < progress.total) return;
    last = now;
    report(progress);
  };
}
