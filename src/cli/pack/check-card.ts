import { EdgewiseError, isEdgewiseError } from '../../errors.js';
import { isObject, type JsonObject } from '../../model/json.js';
import { parseCard } from '../../model/manifest/parse-card.js';
import type { ModelCard } from '../../model/manifest/card.js';

const subject = 'The description of the package';

/**
 * Holds the `card` of a description to what a manifest may say. A reader leaves keys alone that it does not know; who
 * writes one has mistyped it.
 *
 * @throws EdgewiseError `input` with the field in `details.field`
 */
export function checkCard(description: JsonObject): void {
  if (description['card'] === undefined) return;
  const stranger = strangerIn(description['card'], parse(description), 'card');
  if (stranger === undefined) return;
  throw new EdgewiseError('input', `${subject} is wrong: ${stranger} is not known.`, { field: stranger });
}

function parse(description: JsonObject): ModelCard {
  try {
    return parseCard({ url: subject, at: '', json: description }, 'card');
  } catch (error) {
    throw isEdgewiseError(error) ? new EdgewiseError('input', error.message, error.details) : error;
  }
}

/** The first key that was given and not taken, by its place. */
function strangerIn(given: unknown, taken: unknown, at: string): string | undefined {
  if (Array.isArray(given) && Array.isArray(taken)) {
    return first(given.map((item, i) => strangerIn(item, taken[i], `${at}[${i}]`)));
  }
  if (!isObject(given) || !isObject(taken)) return undefined;
  return first(
    Object.entries(given).map(([key, value]) =>
      key in taken ? strangerIn(value, taken[key], `${at}.${key}`) : `${at}.${key}`,
    ),
  );
}

function first(found: readonly (string | undefined)[]): string | undefined {
  return found.find((one) => one !== undefined);
}
