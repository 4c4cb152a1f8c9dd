import { checkBackends } from '../runtime/engine.js';
import type { Openers } from '../runtime/open-session.js';
import { onLoss } from '../runtime/loss.js';
import { ModelStore } from '../store/model-store.js';
import { packError } from './error-transport.js';
import { choiceHandlers } from './host/choice.js';
import { engineHandlers } from './host/engine.js';
import { nothing, type Handlers } from './host/handlers.js';
import { storeHandlers } from './host/store.js';
import type { Calls, Endpoint, Reply, Request } from './protocol.js';

// The one store of a realm, shared by all who are connected.
const store = new ModelStore();

/** Answers the calls of one page over an endpoint, and says that it is ready. */
export function serve(endpoint: Endpoint, openers: Openers): void {
  const handlers: Handlers = {
    ...storeHandlers(store),
    ...choiceHandlers(store),
    ...engineHandlers(openers),
    ping: () => {
      checkBackends();
      return Promise.resolve(nothing);
    },
  };
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
  onLoss((lost, reason) => {
    reply({ lost, reason });
  });
  reply({ ready: true });
}
