import { loadModel, store, type Model } from 'edgewise';
import { part, place, setDisabled, setText } from '../page/elements.js';
import { aboutModel, type QualityWords } from './about.js';
import { ChoiceView } from './choice.js';
import { FactsView } from './facts.js';
import { latest } from './latest.js';
import { ModelCardView } from './model-card.js';
import { ProblemView } from './problem.js';
import { ProgressView } from './progress.js';

/** What makes one card differ from the others. */
export interface Content<Value> {
  /** The folder of its package. */
  model: URL;
  quality: QualityWords;
  /** The model is there: what its package says can be shown. */
  loaded?(model: Model<Value>): void;
  /** Predicts from what is entered now and shows the answer; a camera is answered again and again. */
  answer(model: Model<Value>, asked: Asked): Promise<void>;
  /** The model is gone, and its answer with it. */
  clear(): void;
}

/** What an answer is told beside its model, and tells. */
export interface Asked {
  /** Aborted when something else is entered: what rejects with it was asked in vain, and nobody has to know. */
  signal: AbortSignal;
  /** To be called with the milliseconds of every prediction. */
  took: (milliseconds: number) => void;
}

/** A model on the page: it is loaded, asked, explained, forgotten, and what goes wrong with it stays in its card. */
export class Card<Value> {
  readonly #content: Content<Value>;
  readonly #state: HTMLElement;
  readonly #forgetButton: HTMLButtonElement;
  readonly #progress: ProgressView;
  readonly #problem: ProblemView;
  readonly #facts: FactsView;
  readonly #choice: ChoiceView;
  readonly #modelCard: ModelCardView;
  #model: Model<Value> | undefined;
  #answered: () => void = () => undefined;
  #begun = false;
  #busy = false;

  readonly #answerLatest = latest(() => this.#answer());
  #asking = new AbortController();

  constructor(
    readonly root: HTMLElement,
    content: Content<Value>,
  ) {
    this.#content = content;
    place(root, 'card-now');
    place(root, 'card-about');
    this.#state = part(root, 'state', HTMLElement);
    this.#forgetButton = part(root, 'forget', HTMLButtonElement);
    this.#progress = new ProgressView(root);
    this.#problem = new ProblemView(root);
    this.#facts = new FactsView(root);
    this.#choice = new ChoiceView(root);
    this.#modelCard = new ModelCardView(root);
    this.#progress.begin('Waiting for its turn');
    this.#forgetButton.addEventListener('click', () => void this.forget());
    this.#problem.retry.addEventListener('click', () => {
      if (this.#busy) return;
      // The panel that holds this button goes away: keep the keyboard's place.
      this.#forgetButton.focus({ preventScroll: true });
      void this.load();
    });
  }

  /** Answers with what is entered now. To be called on every change: the latest one wins, and none queues. */
  ask(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    return this.#answerLatest();
  }

  /** As `load`, unless the person was quicker and has done something with the model. */
  async begin(): Promise<void> {
    if (!this.#begun) await this.load();
  }

  /** Loads the model and answers. Never rejects: what goes wrong is shown on the card, with its next step. */
  load(): Promise<void> {
    return this.#act(() => this.#open('Getting ready'));
  }

  forget(): Promise<void> {
    return this.#act(async () => {
      await this.#close();
      const known = await store.delete(this.#content.model);
      await this.#open(known ? 'Forgotten; fetching it again' : 'It was not kept; fetching it again');
    });
  }

  async #open(firstWords: string): Promise<void> {
    await this.#close();
    this.#progress.begin(firstWords);
    try {
      this.#model = await loadModel<Value>(this.#content.model, {
        onProgress: (progress) => {
          this.#progress.show(progress);
        },
      });
    } finally {
      this.#progress.end();
    }
    this.#showModel(this.#model);
    await this.#firstAnswer();
  }

  /** The first answer, or why there is none: of a camera there are ever more. */
  #firstAnswer(): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      void this.ask().then(resolve);
    });
  }

  #showModel(model: Model<Value>): void {
    const { fromCache } = model.loadReport;
    setText(this.#state, fromCache ? 'Ready, from this browser’s cache' : 'Ready, from the network');
    this.#facts.showLoad(model.loadReport);
    this.#facts.showBackend(model.backend);
    this.#choice.showFirst(model.backend);
    // The other backends are measured beside the predictions, so the choice may change between two of them.
    model.addEventListener('backendchange', () => {
      if (model !== this.#model) return;
      this.#facts.showBackend(model.backend);
      this.#choice.showChanged(model.backend);
    });
    this.#facts.showAbout(aboutModel(model, this.#content.quality));
    this.#modelCard.show(model);
    this.#content.loaded?.(model);
  }

  async #close(): Promise<void> {
    const old = this.#model;
    this.#model = undefined;
    setText(this.#state, '');
    this.#facts.hide();
    this.#choice.hide();
    this.#modelCard.hide();
    this.#content.clear();
    await old?.dispose();
  }

  async #answer(): Promise<void> {
    const model = this.#model;
    if (!model) return;
    const { signal } = this.#asking;
    const took = (milliseconds: number): void => {
      if (model !== this.#model) return;
      this.#facts.addTime(milliseconds);
      this.#problem.hide();
      this.#answered();
    };
    try {
      await this.#content.answer(model, { signal, took });
      if (model === this.#model) this.#problem.hide();
    } catch (error) {
      // Of a model that was forgotten meanwhile there is nothing to say.
      if (model === this.#model && !signal.aborted) this.#problem.show(error);
    }
  }

  /** Loading and forgetting, one at a time. */
  async #act(action: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#begun = true;
    this.#setBusy(true);
    this.#problem.hide();
    try {
      await action();
    } catch (error) {
      this.#problem.show(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(now: boolean): void {
    this.#busy = now;
    setDisabled(this.#forgetButton, now);
    setDisabled(this.#problem.retry, now);
  }
}
