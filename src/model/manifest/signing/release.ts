import type { ModelManifest } from '../manifest.js';
import { refusal } from './refusals.js';

/**
 * Refuses a release below one that this device has had, validly signed: an old package keeps its signature for ever, and
 * would be a way back to what was mended since. The same release may come again with other bytes.
 *
 * @param highest null where none was seen
 * @throws EdgewiseError `signature`, `rolled-back`
 */
export function checkNotRolledBack(
  { name, version, release }: ModelManifest,
  highest: number | null,
  url: string,
): void {
  if (highest === null || release >= highest) return;
  throw refusal(
    'rolled-back',
    url,
    `(${name} ${version}) is release ${release}, and this device has had release ${highest}. Deploy it as a release from ` +
      `${highest} on; to go back all the same, remove the model from this device (store.delete) and load again.`,
    { release, highest },
  );
}
