/** The element below `root` that is marked `data-part="name"`, of the kind it must be. */
export function part<Kind extends HTMLElement>(root: ParentNode, name: string, kind: new () => Kind): Kind {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} "${name}".`);
  return found;
}

/** A new element with properties and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Sets text only where it changed, so that a live region does not repeat itself. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function replaceItems(list: HTMLElement, sentences: readonly string[]): void {
  list.replaceChildren(...sentences.map((sentence) => make('li', {}, sentence)));
}

/** `aria-disabled` rather than `disabled`: a button that was just pressed keeps the focus. */
export function setDisabled(button: HTMLButtonElement, disabled: boolean): void {
  button.ariaDisabled = String(disabled);
}
