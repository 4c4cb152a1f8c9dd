import type { Tensors } from '../../model/tensor.js';
import type { TokenizerTransform } from '../../model/transforms/text.js';
import type { Place } from './given-places.js';
import type { TextParts } from './text-parts.js';

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)?/gu;

/** The words of a text as they are written, which a tokenizer may take further apart. */
export function wordParts(
  { longestText }: Pick<TokenizerTransform, 'longestText'>,
  prepare: (text: string) => Tensors,
): (text: string) => TextParts {
  return (given) => {
    const text = given.slice(0, longestText);
    const places = new Map<string, Place[]>();
    for (const { 0: found, index } of text.matchAll(word)) {
      const place: Place = [index, index + found.length];
      const before = places.get(found);
      if (before) before.push(place);
      else places.set(found, [place]);
    }
    const parts = Array.from(places, ([name, at]) => ({ text: name, places: at }));
    return {
      parts,
      inputs: prepare(text),
      without: (left) =>
        prepare(
          cut(
            text,
            left.flatMap((part) => parts[part]?.places ?? []),
          ),
        ),
    };
  };
}

function cut(text: string, places: readonly Place[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const [start, end] of [...places].sort(([a], [b]) => a - b)) {
    kept.push(text.slice(at, start));
    at = end;
  }
  return kept.join('') + text.slice(at);
}
