const script = '/service-worker.js';

/**
 * Has the page, its models and all that they need kept for a start without a network, and says so at the foot of the
 * page. Called once the models are loaded: they are then not fetched twice.
 */
export async function offerOffline(): Promise<void> {
  // A page on plain http from another device has no service workers.
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker || (await isForsaken(serviceWorker))) return;
  const registration = await serviceWorker.register(script).catch(() => undefined);
  if (!registration) return;
  const watch = (worker: ServiceWorker | null): void => {
    worker?.addEventListener('statechange', () => {
      show(registration, worker);
    });
  };
  registration.addEventListener('updatefound', () => {
    watch(registration.installing);
  });
  watch(registration.installing);
  show(registration);
}

function show(registration: ServiceWorkerRegistration, changed?: ServiceWorker): void {
  if (changed?.state === 'redundant' && !registration.waiting) {
    if (!registration.active) say('Not available offline: your browser’s console says why.');
  } else if (registration.waiting && registration.active) {
    const { waiting } = registration;
    say('A new version of this page is ready.', () => {
      navigator.serviceWorker.addEventListener('controllerchange', () => {
        location.reload();
      });
      waiting.postMessage({ type: 'SKIP_WAITING' });
    });
  } else if (registration.active) say('Ready for offline: this page starts without a network.');
}

function say(words: string, act?: () => void): void {
  const line = document.getElementById('offline');
  if (!line) return;
  const parts: (string | HTMLElement)[] = [words];
  if (act) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Reload to use it';
    button.addEventListener('click', act, { once: true });
    parts.push(' ', button);
  }
  line.replaceChildren(...parts);
  line.hidden = false;
}

/** Where something else is served at this address by now, this page must not stay in its way. */
async function isForsaken(serviceWorker: ServiceWorkerContainer): Promise<boolean> {
  if (!serviceWorker.controller) return false;
  const answer = await fetch(script, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
  if (answer?.status !== 404) return false;
  const registration = await serviceWorker.getRegistration();
  await registration?.unregister();
  location.reload();
  return true;
}
