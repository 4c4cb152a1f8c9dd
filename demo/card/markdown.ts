import { marked } from 'marked';
import { make } from '../page/elements.js';

/** What a card is made of. Everything else in it is shown as the text that it is. */
const allowed = new Set(
  'P UL OL LI H1 H2 H3 H4 H5 H6 TABLE THEAD TBODY TR TH TD STRONG EM CODE PRE BLOCKQUOTE BR HR A'.split(' '),
);
/** A card's heading stands below those of the page. */
const belowPage = 2;

/** Markdown as elements. Of HTML that stands in it, only the text is taken: nothing of a card runs or fetches. */
export function readable(markdown: string): DocumentFragment {
  // A parsed document runs nothing and fetches nothing, whatever stands in it.
  const { body } = new DOMParser().parseFromString(marked.parse(markdown, { async: false }), 'text/html');
  const made = document.createDocumentFragment();
  made.append(...[...body.childNodes].flatMap(copyOf));
  return made;
}

/** Made anew, so that nothing comes along but what is named here. */
function copyOf(node: Node): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof HTMLElement)) return [];
  const children = [...node.childNodes].flatMap(copyOf);
  if (!allowed.has(node.tagName)) return ['SCRIPT', 'STYLE'].includes(node.tagName) ? [] : children;
  const copy = document.createElement(tagOf(node));
  copy.append(...children);
  if (copy instanceof HTMLAnchorElement) lead(copy, node.getAttribute('href') ?? '');
  if (copy instanceof HTMLTableCellElement) copy.style.textAlign = node.getAttribute('align') ?? '';
  return [copy instanceof HTMLTableElement ? scrolling(copy) : copy];
}

function tagOf({ tagName, textContent }: HTMLElement): string {
  // The head of a column of row heads says nothing.
  if (tagName === 'TH' && textContent.trim() === '') return 'td';
  const level = /^H(\d)$/.exec(tagName)?.[1];
  return level === undefined ? tagName : `h${Math.min(6, Number(level) + belowPage)}`;
}

/** Only to other pages. */
function lead(link: HTMLAnchorElement, href: string): void {
  if (!/^https?:\/\//.test(href)) return;
  link.href = href;
  link.rel = 'noreferrer';
}

/** A wide table scrolls, and not the page; with a keyboard, too. */
function scrolling(table: HTMLTableElement): HTMLElement {
  return make('div', { className: 'scrolling', tabIndex: 0, role: 'group', ariaLabel: 'Table' }, table);
}
