import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import { textParts } from '../text/parts.js';
import type { Players } from './players.js';

/** So many different tokens are asked about, the first of a text: each costs a run of the model. */
export const mostTokens = 200;

/** The different tokens of a text, each wherever it stands. The reference is the text without any of its tokens. */
export function textPlayers(
  text: string,
  transform: TextTransform,
  specs: readonly TensorSpec[],
  prepare: (text: string) => Tensors,
  most = mostTokens,
): Players {
  const apart = textParts(transform, specs, prepare)(text);
  const { parts } = apart;
  const players = parts.slice(0, most).map(({ text: name, places }) => ({
    name,
    value: name,
    reference: null,
    places: places.map(([start, end]) => ({ start, end })),
  }));
  const all = [...parts.keys()];
  return {
    are: 'tokens',
    players,
    idle: [],
    omitted: parts.length - players.length,
    inputs: (takesPart) => {
      const absent = [...players.keys()].filter((player) => !takesPart(player));
      // With the last of those asked about, the others go too: the reference has no token at all.
      return apart.without(absent.length === players.length ? all : absent);
    },
  };
}
