import { type AnyCard, loadInTurn } from './card/turns.js';
import { digitCard } from './cards/digit/card.js';
import { loanCard } from './cards/loan/card.js';
import { mailCard } from './cards/mail/card.js';
import { objectsCard } from './cards/objects/card.js';
import { poseCard } from './cards/pose/card.js';
import { offerOffline } from './offline.js';
import { part, setDisabled } from './page/elements.js';

const root = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no card "${id}".`);
  return found;
};

const cards: readonly AnyCard[] = [
  digitCard(root('digit')),
  loanCard(root('loan')),
  mailCard(root('mail')),
  poseCard(root('pose')),
  objectsCard(root('objects')),
];

// A file that misses its card must not take the place of the page.
for (const type of ['dragover', 'drop'] as const) {
  document.addEventListener(type, (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
}

const forgetAll = part(document, 'forget-all', HTMLButtonElement);
forgetAll.addEventListener('click', () => {
  if (forgetAll.ariaDisabled === 'true') return;
  setDisabled(forgetAll, true);
  void Promise.all(cards.map((card) => card.forget())).then(() => {
    setDisabled(forgetAll, false);
  });
});

void loadInTurn(cards).then(offerOffline);
