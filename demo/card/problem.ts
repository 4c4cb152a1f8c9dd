import { EdgewiseError, type ErrorCode } from 'edgewise';
import { part, setText } from '../page/elements.js';

const nextSteps: Record<ErrorCode, string> = {
  network: 'Check that the server is running and reachable, then try again.',
  'not-cached': 'Load the model once while online; afterwards this browser keeps it.',
  integrity: 'The bytes are not the ones they should be. Forget the model, then try again.',
  'invalid-model': 'Its files on the server are damaged. Start the demo again with “npm start”, then try again.',
  limit: 'The model states a size that is refused before any memory is taken. Check its files.',
  'unsupported-op': 'This model needs operations that the library does not carry. Choose another.',
  signature: 'The model is not signed by a key that this page trusts. Do not use it.',
  storage: 'Free some space in this browser, or allow this site to store data, then try again.',
  backend: 'Reload the page. If that does not help, try a current version of your browser.',
  environment: 'Something in this page or browser forbids what is needed; the message names it.',
  input: 'What was entered does not have the form that the model expects; the message names it.',
  timeout: 'It took too long. Try again; close other busy pages if it keeps happening.',
  disposed: 'The model was closed in the meantime. Try again.',
  worker: 'The worker stopped. Try again; reload the page if it keeps happening.',
};

/** What went wrong with a card's model, and what to do next. */
export class ProblemView {
  readonly retry: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #code: HTMLElement;
  readonly #message: HTMLElement;
  readonly #next: HTMLElement;
  readonly #facts: HTMLDetailsElement;
  readonly #factsText: HTMLElement;

  constructor(root: ParentNode) {
    this.retry = part(root, 'retry', HTMLButtonElement);
    this.#panel = part(root, 'problem', HTMLElement);
    this.#code = part(root, 'problem-code', HTMLElement);
    this.#message = part(root, 'problem-message', HTMLElement);
    this.#next = part(root, 'problem-next', HTMLElement);
    this.#facts = part(root, 'problem-facts', HTMLDetailsElement);
    this.#factsText = part(root, 'problem-facts-text', HTMLElement);
  }

  show(error: unknown): void {
    const known = error instanceof EdgewiseError;
    setText(this.#code, known ? error.code : error instanceof Error ? error.name : 'unknown');
    setText(this.#message, error instanceof Error ? error.message : String(error));
    setText(this.#next, known ? nextSteps[error.code] : 'Try again; reload the page if it keeps happening.');
    this.#facts.hidden = !known;
    if (known) setText(this.#factsText, JSON.stringify(error.details, null, 2));
    this.#panel.hidden = false;
  }

  hide(): void {
    this.#panel.hidden = true;
  }
}
