import type { ModelManifest } from './manifest.js';
import { refusal } from './signing/refusals.js';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Whether this is a time as `2027-01-31T12:00:00Z`, of a day that the calendar has. */
export function isTimestamp(text: string): boolean {
  if (!timestamp.test(text)) return false;
  const time = new Date(text);
  // JavaScript takes 30 February for 2 March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 19));
}

/**
 * Refuses a package whose time is over; others may be loaded.
 *
 * @param now milliseconds since 1970, UTC, by this device's clock
 * @throws EdgewiseError `signature`, whether it is signed or not
 */
export function checkNotExpired({ expires, name, version }: ModelManifest, now: number, url: string): void {
  if (expires === undefined || now < Date.parse(expires)) return;
  throw refusal(
    'expired',
    url,
    `(${name} ${version}) expired on ${expires} and is no longer to be used. Deploy a newer release; if there is one, ` +
      `check this device's clock.`,
    { field: 'expires', expires, now: new Date(now).toISOString() },
  );
}
