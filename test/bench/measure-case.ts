import type { BrowserContext } from 'playwright';
import { watchMainThread } from '../support/main-thread.js';
import { Agreement } from './agreement.js';
import { collectGarbage } from './browser.js';
import type { Case, Contender } from './contender.js';
import { privateMemory } from './memory.js';
import type { Metric } from './metrics.js';
import { Origin, type Assets } from './origin.js';
import type { Visit } from './page.js';
import type { Plan } from './plan.js';
import { inTurns, Samples } from './samples.js';
import { VisitedPage } from './visit.js';

/** What all cases of a run share. */
export interface Bench {
  context: BrowserContext;
  assets: Assets;
  contenders: readonly Contender[];
  /** Each contender's own, where it is known: second visits go there. By contender's name. */
  origins: ReadonlyMap<string, Origin>;
  /** Before every visit and every turn. */
  step: (what: string) => void;
  signal: AbortSignal;
}

/** Predictions that a person may make on a first visit: what the main thread and the memory are watched over. */
const watchedPredictions = 20;
/** Milliseconds that a turn of predictions takes at least, since a page's clock tells tenths of one. */
const turnLength = 60;
const predictionsATurn = { least: 3, most: 200 };
/** Before the turns: operators, buffers and compiled code come with the first ones. */
const warmUpPredictions = 6;

/** One model on one backend, all contenders in turns. */
export async function measureCase(
  bench: Bench,
  at: Case,
  plan: Plan,
): Promise<{ samples: Samples; agreement: Agreement }> {
  const [samples, agreement] = [new Samples(), new Agreement(at)];
  const run = { ...bench, at, samples, agreement };
  await coldVisits(run, plan.cold);
  await cachedVisits(run, plan.cached);
  await steadyPredictions(run, plan.turns);
  await watchedVisits(run, plan.watched);
  return { samples, agreement };
}

interface Run extends Bench {
  at: Case;
  samples: Samples;
  agreement: Agreement;
}

/** Visits to an origin that nobody visited before: nothing is cached or stored, of the page or of the model. */
async function coldVisits(run: Run, rounds: number): Promise<void> {
  // The first round is for what the browser keeps for all origins alike: shaders above all.
  for (let round = rounds > 0 ? -1 : 0; round < rounds; round++) {
    for (const contender of inTurns(run.contenders, round + 1)) {
      await atNewOrigin(run, contender, 'cold', async (visited, origin) => {
        const visit = await visited.visit();
        run.agreement.check(contender, visit.answer);
        const { library, wasm, model } = origin.takeBytes();
        if (round < 0) return;
        run.samples.add(contender.name, {
          ...timesOf('cold', visit),
          libraryBytesSent: (library.sent + wasm.sent) / 1000,
          bytesSent: (library.sent + wasm.sent + model.sent) / 1000,
          bytesDecoded: (library.decoded + wasm.decoded + model.decoded) / 1000,
        });
      });
    }
  }
}

async function cachedVisits(run: Run, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const contender of inTurns(run.contenders, round)) {
      run.signal.throwIfAborted();
      run.step('second visit');
      const origin = originOf(run, contender);
      origin.takeBytes();
      await using visited = await VisitedPage.open(run.context, origin, run.at);
      const visit = await visited.visit();
      run.agreement.check(contender, visit.answer);
      const { library, wasm, model } = origin.takeBytes();
      run.samples.add(contender.name, {
        ...timesOf('cached', visit),
        cachedFirstAnswerFromScripts: visit.predicted - visit.scripts,
        bytesSentAgain: (library.sent + wasm.sent + model.sent) / 1000,
      });
    }
  }
}

function timesOf(kind: 'cold' | 'cached', { loaded, predicted }: Visit): Partial<Record<Metric, number>> {
  return {
    [`${kind}Load`]: loaded,
    [`${kind}FirstPrediction`]: predicted - loaded,
    [`${kind}FirstAnswer`]: predicted,
  };
}

/** All pages are open at once, and take turns that are as many predictions for each. */
async function steadyPredictions(run: Run, turns: number): Promise<void> {
  if (turns === 0) return;
  const pages: { contender: Contender; visited: VisitedPage }[] = [];
  try {
    let slowest = 0;
    for (const contender of run.contenders) {
      run.signal.throwIfAborted();
      run.step('opening');
      const visited = await VisitedPage.open(run.context, originOf(run, contender), run.at);
      pages.push({ contender, visited });
      run.agreement.check(contender, (await visited.visit()).answer);
      await visited.turn(warmUpPredictions);
      slowest = Math.max(slowest, (await visited.turn(predictionsATurn.least)).milliseconds / predictionsATurn.least);
    }
    const { least, most } = predictionsATurn;
    const predictions = Math.min(Math.max(Math.ceil(turnLength / Math.max(slowest, 0.1)), least), most);
    for (let round = 0; round < turns; round++) {
      for (const { contender, visited } of inTurns(pages, round)) {
        run.signal.throwIfAborted();
        run.step('steady');
        const { milliseconds, answer } = await visited.turn(predictions);
        run.agreement.check(contender, answer);
        run.samples.add(contender.name, { steadyPrediction: milliseconds / predictions });
      }
    }
  } finally {
    for (const { visited } of pages) await visited.page.close();
  }
}

/** First visits once more, with some predictions, seen from outside the page. */
async function watchedVisits(run: Run, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const contender of inTurns(run.contenders, round)) {
      await atNewOrigin(run, contender, 'watched', async (visited) => {
        const { longest, processId } = await watchMainThread(visited.page, async () => {
          run.agreement.check(contender, (await visited.visit()).answer);
          await visited.turn(watchedPredictions);
        });
        await collectGarbage(visited.page);
        const memory = await privateMemory(processId);
        run.samples.add(contender.name, { longestTask: longest.clock, ...(memory !== null && { memory }) });
      });
    }
  }
}

async function atNewOrigin(
  run: Run,
  contender: Contender,
  what: string,
  visit: (visited: VisitedPage, origin: Origin) => Promise<void>,
): Promise<void> {
  run.signal.throwIfAborted();
  run.step(what);
  const origin = await Origin.open(contender, [run.at], run.assets);
  try {
    await using visited = await VisitedPage.open(run.context, origin, run.at);
    await visit(visited, origin);
    await visited.forget();
  } finally {
    await origin.close();
  }
}

function originOf({ origins }: Bench, { name }: Contender): Origin {
  const origin = origins.get(name);
  if (!origin) throw new Error(`There is no origin of ${name}.`);
  return origin;
}
