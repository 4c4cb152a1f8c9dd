/** Cards that take pictures, each with what takes one. */
const cards = new Map<HTMLElement, (file: File) => void>();

/** Has a picture that is pasted anywhere on the page taken by one card: where the keyboard is, else what is looked at. */
export function takePasted(card: HTMLElement, take: (file: File) => void): void {
  if (cards.size === 0) document.addEventListener('paste', onPaste);
  cards.set(card, take);
}

function onPaste(event: ClipboardEvent): void {
  const [file] = event.clipboardData?.files ?? [];
  if (!file?.type.startsWith('image/')) return;
  event.preventDefault();
  const all = [...cards.keys()];
  const [nearest] = all.sort((a, b) => fromMiddle(a) - fromMiddle(b));
  const meant = all.find((card) => card.contains(document.activeElement)) ?? nearest;
  if (!meant) return;
  meant.scrollIntoView({ block: 'nearest' });
  cards.get(meant)?.(file);
}

/** How far a card lies from the middle of what is seen. */
function fromMiddle(card: HTMLElement): number {
  const { top, bottom } = card.getBoundingClientRect();
  return Math.abs((top + bottom - innerHeight) / 2);
}
