import type { Openers } from '../runtime/open-session.js';
import { serve } from './host.js';
import type { Endpoint } from './protocol.js';

/** Serves the page that started this worker; imported on a page, waits to be called instead. */
export function serveScope(openers: Openers): void {
  if (typeof document === 'undefined') serve(globalThis as unknown as Endpoint, openers);
}
