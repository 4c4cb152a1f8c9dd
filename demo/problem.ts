import { EdgewiseError, type ErrorCode } from 'edgewise';
import { element, setText } from './page.js';

const nextSteps: Record<ErrorCode, string> = {
  network: 'Check that the server is running and reachable, then try again.',
  'not-cached': 'Load the model once while online; afterwards this browser keeps it.',
  integrity: 'The bytes are not the ones they should be. Forget the model, then try again.',
  'invalid-model': 'Lay the model out again with “npx tsx models/set-up.ts”, then try again.',
  limit: 'The model states a size that is refused before any memory is taken. Check its files.',
  'unsupported-op': 'This model needs operations that the library does not carry. Choose another.',
  signature: 'The model is not signed by a key that this page trusts. Do not use it.',
  storage: 'Free some space in this browser, or allow this site to store data, then try again.',
  backend: 'Reload the page. If that does not help, try a current version of your browser.',
  environment: 'Something in this page or browser forbids what is needed; the message names it.',
  input: 'The picture does not have the form that the model expects; the message names it.',
  timeout: 'It took too long. Try again; close other busy pages if it keeps happening.',
  disposed: 'The model was closed in the meantime. Try again.',
  worker: 'The worker stopped. Try again; reload the page if it keeps happening.',
};

const panel = element('problem', HTMLElement);
const code = element('problem-code', HTMLElement);
const message = element('problem-message', HTMLElement);
const next = element('problem-next', HTMLElement);
const facts = element('problem-facts', HTMLDetailsElement);
const factsText = element('problem-facts-text', HTMLElement);
const retry = element('retry', HTMLButtonElement);

export function showProblem(error: unknown): void {
  const known = error instanceof EdgewiseError;
  setText(code, known ? error.code : error instanceof Error ? error.name : 'unknown');
  setText(message, error instanceof Error ? error.message : String(error));
  setText(next, known ? nextSteps[error.code] : 'Reload the page, then try again.');
  facts.hidden = !known;
  if (known) setText(factsText, JSON.stringify(error.details, null, 2));
  retry.hidden = false;
  panel.hidden = false;
}

export function hideProblem(): void {
  panel.hidden = true;
}
