import type { KnownModel } from '../support/known-answers.js';

/** What came of one page's predictions. */
export interface Tally {
  predictions: number;
  wrong: number;
  /** Rejected, in time. */
  rejected: number;
  /** Settled more than a second after their timeout. */
  late: number;
  /** How often a model left webgl: each for every loss. */
  left: number;
}

declare global {
  interface Window {
    campaign: Campaign;
  }
}

export interface Campaign {
  /** Loads the models on webgl and predicts on them without a pause. */
  start: (urls: readonly string[], timeout: number) => Promise<void>;
  /** Loses the context. Answers when, in milliseconds since 1970. */
  lose: () => Promise<number>;
  /** Begins a prediction on each model now. Answers when all were right, in milliseconds since 1970. */
  probe: () => Promise<number>;
  /** Resolves when every model is on webgl again. */
  back: () => Promise<void>;
  stop: () => Promise<Tally>;
}

/** Script of the campaign's page, after `knownPage`. It runs in the browser: nothing from here is at hand there. */
export const campaignPage = `
  globalThis.__name ??= (named) => named; // what esbuild puts into a function's text
  window.campaign = (${String(campaign)})();`;

function campaign(): Campaign {
  let models: KnownModel[] = [];
  let running: Promise<void>[] = [];
  let limit = 0;
  let stopped = false;
  const tally: Tally = { predictions: 0, wrong: 0, rejected: 0, late: 0, left: 0 };
  const predict = async ({ predict }: KnownModel): Promise<boolean> => {
    const { right, milliseconds } = await predict({ timeout: limit });
    tally.predictions++;
    if (milliseconds > limit + 1_000) tally.late++;
    return right;
  };
  return {
    start: async (urls, timeout) => {
      limit = timeout;
      stopped = false;
      models = await Promise.all(urls.map((url) => loadKnown(url, { backend: 'webgl' })));
      await Promise.all(models.map(predict));
      // Two at a time on each: one waits in the worker while the other computes.
      running = [...models, ...models].map(async (model) => {
        while (!stopped) await predict(model);
      });
    },
    lose: async () => {
      const began = Date.now();
      await inject('lose');
      return began;
    },
    probe: async () => {
      const right = async (model: KnownModel): Promise<void> => {
        while (!(await predict(model)));
      };
      await Promise.all(models.map(right));
      return Date.now();
    },
    back: async () => {
      await Promise.all(models.map(({ until }) => until(({ name }) => name === 'webgl')));
    },
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      for (const { story, end } of models) {
        tally.wrong += story.wrong.length;
        tally.rejected += story.failed.length;
        tally.left += story.changes.filter((name) => name !== 'webgl').length;
        await end();
      }
      const told = { ...tally };
      Object.assign(tally, { predictions: 0, wrong: 0, rejected: 0, late: 0, left: 0 });
      return told;
    },
  };
}
