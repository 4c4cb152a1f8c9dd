import type { Explanation } from '../../model/explanation.js';
import type { Players } from './players.js';

/** What is to be said of an explanation, so that nobody takes it for more than it is. */
export function meaningOf(
  method: Explanation['method'],
  { are, players, omitted }: Pick<Players, 'are' | 'players' | 'omitted'>,
): string {
  return [
    says[method][are],
    ...(omitted > 0 ? [`Of ${players.length + omitted} different tokens the first ${players.length} were tried.`] : []),
    `That is how this model computes, held against this reference alone, and no cause of anything: ${are} that belong ` +
      `together share or hide effect, and to change one in the world need not change what comes of it.`,
  ].join(' ');
}

const says: Record<Explanation['method'], Record<Players['are'], string>> = {
  shapley: {
    fields:
      'Each effect is the share that a field has in the difference between this answer and the answer to the reference: ' +
      'what it changes, averaged over every order in which the fields can come from the reference to what was given. ' +
      'The effects add up to that difference.',
    tokens:
      'Each effect is the share that a token has in the difference between this answer and the answer to no token at all: ' +
      'what it changes, averaged over every order in which the tokens can be added. The effects add up to that difference.',
  },
  'one-at-a-time': {
    fields:
      'Each effect is how much of the answer goes when the field alone is put to its reference and all others stay. Such ' +
      'effects need not add up to anything.',
    tokens:
      'Each effect is how much of the answer goes when the token alone is left out, wherever it stands, and all others ' +
      'stay. Such effects need not add up to anything.',
  },
};
