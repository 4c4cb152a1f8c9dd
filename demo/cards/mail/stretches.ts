import type { ExplanationPart } from 'edgewise';

/** A stretch of a mail: one that pushed, or what lies between. */
export interface Stretch {
  text: string;
  push?: number;
}

/** Takes a mail apart at the places of what pushed, each by so much. */
export function stretches(
  text: string,
  pushes: readonly (Pick<ExplanationPart, 'places'> & { push: number })[],
): Stretch[] {
  const marks = pushes.flatMap(({ places = [], push }) => places.map((place) => ({ ...place, push })));
  const found: Stretch[] = [];
  let at = 0;
  for (const { start, end, push } of marks.sort((a, b) => a.start - b.start)) {
    // Tokens may share letters: the first that stands there is marked.
    if (start < at) continue;
    if (start > at) found.push({ text: text.slice(at, start) });
    found.push({ text: text.slice(start, end), push });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}
