import type { Model } from 'edgewise';
import { part, setText } from '../page/elements.js';

type Described = Pick<Model<never>, 'url' | 'digest' | 'manifest'>;

/** What the model's package says of it for people: fetched, and made readable, when somebody asks for it. */
export class ModelCardView {
  readonly #details: HTMLDetailsElement;
  readonly #note: HTMLElement;
  readonly #text: HTMLElement;
  #model: Described | undefined;

  constructor(root: ParentNode) {
    this.#details = part(root, 'model-card', HTMLDetailsElement);
    this.#note = part(root, 'model-card-note', HTMLElement);
    this.#text = part(root, 'model-card-text', HTMLElement);
    this.#details.addEventListener('toggle', () => {
      if (this.#details.open) void this.#read();
    });
  }

  show(model: Described): void {
    this.#model = model;
    this.#text.replaceChildren();
    this.#details.hidden = cardOf(model) === undefined;
    if (this.#details.open) void this.#read();
  }

  hide(): void {
    this.#model = undefined;
    this.#details.hidden = true;
  }

  async #read(): Promise<void> {
    const model = this.#model;
    const card = model && cardOf(model);
    if (!card || this.#text.hasChildNodes()) return;
    setText(this.#note, 'Reading the card…');
    try {
      const [{ readable }, markdown] = await Promise.all([import('./markdown.js'), fetchText(card)]);
      if (model !== this.#model) return;
      this.#text.replaceChildren(readable(markdown));
      setText(this.#note, `As the package says, whose digest is ${model.digest}.`);
    } catch (error) {
      if (model === this.#model) setText(this.#note, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Where a package's card lies; undefined for a model without one. */
function cardOf({ url, manifest }: Described): URL | undefined {
  const card = manifest?.artifacts.find(({ file, role }) => role === 'document' && file === 'card.md');
  return card && new URL(card.file, url);
}

async function fetchText(url: URL): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error(
      `${url.pathname} could not be fetched: the server cannot be reached. Close and open the card again.`,
      {
        cause,
      },
    );
  }
  if (!response.ok) throw new Error(`${url.pathname} could not be fetched: the server answered ${response.status}.`);
  return response.text();
}
