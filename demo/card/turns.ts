import type { Card } from './card.js';

/** A card, whatever its model answers. */
export type AnyCard = Pick<Card<unknown>, 'root' | 'begin' | 'forget'>;

/**
 * Loads one card after the other, so that the first one answers as soon as it can: those that are on the screen first.
 * One that fails says so itself, and the next has its turn.
 */
export async function loadInTurn(cards: readonly AnyCard[]): Promise<void> {
  const seen = new Set<Element>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
  });
  for (const { root } of cards) observer.observe(root);

  const waiting = [...cards];
  while (waiting.length > 0) {
    const onScreen = waiting.findIndex(({ root }) => seen.has(root));
    const [card] = waiting.splice(Math.max(0, onScreen), 1);
    await card?.begin();
  }
  observer.disconnect();
}
