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

/** Beside a picture there is room for what is written of it; below it, it would only be in the way. */
export function openWhereWide(details: HTMLDetailsElement): void {
  details.open = matchMedia('(width >= 860px)').matches;
}

/** Puts a template of the page, for what several cards share, where `root` has a place for it. */
export function place(root: ParentNode, name: string): void {
  const template = document.getElementById(name);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`The page has no template "${name}".`);
  root.querySelector(`[data-place="${name}"]`)?.replaceWith(template.content.cloneNode(true));
}
