import { invalid } from '../invalid.js';
import type { Fields } from '../manifest/fields.js';

/** A kind that this version does not know could not be computed: it is refused, unlike a key. */
export function kindOf<Kind extends string>(fields: Fields, kinds: readonly Kind[]): Kind {
  const kind = kinds.find((known) => known === fields.json['kind']);
  if (kind !== undefined) return kind;
  const given = JSON.stringify(fields.json['kind']) ?? 'missing';
  throw invalid(
    fields.url,
    `${fields.at}.kind`,
    `has a ${fields.at}.kind that is ${given.slice(0, 100)}; this Edgewise knows ${kinds.join(', ')}. Update the library ` +
      `that loads it.`,
  );
}
