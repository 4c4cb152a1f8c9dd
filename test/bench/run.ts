import { stat } from 'node:fs/promises';
import { openBrowser } from './browser.js';
import type { Backend, Case, Contender } from './contender.js';
import { figuresOf, type CaseFigures, type Figures } from './figures.js';
import { inspectMachine } from './machine.js';
import { measureCase, type Bench } from './measure-case.js';
import type { BenchModel } from './models.js';
import { Assets, Origin } from './origin.js';
import type { Plan } from './plan.js';
import { VisitedPage } from './visit.js';

export interface RunOptions {
  models: readonly BenchModel[];
  backends: readonly Backend[];
  contenders: readonly (Contender & { version: string })[];
  /** The contender that ratios are of. */
  baseline: string;
  plan: (backend: Backend) => Plan;
  warmUp: WarmUp;
  /** Of brotli; see Assets. */
  quality?: number;
  /** Default: WebGL in software. */
  gpu?: boolean;
  onProgress?: (progress: Progress) => void;
  signal: AbortSignal;
}

/** Before second visits count: of a library, once for each backend and format, and of every model. */
export interface WarmUp {
  library: number;
  model: number;
  /** Milliseconds that the page is in use on each visit for the library, where there is wasm. */
  use: number;
}

/**
 * Chromium keeps a script's compiled code from its third use on, and compiled WebAssembly once it has been in use
 * for some seconds.
 */
export const fullWarmUp: WarmUp = { library: 4, model: 1, use: 4_000 };

export interface Progress {
  done: number;
  total: number;
  what: string;
}

/** Measures everything, in one browser. Its figures tell only of answers that agreed. */
export async function runBench(options: RunOptions): Promise<Figures> {
  const { models, backends, contenders, baseline, plan, signal } = options;
  const cases = backends.flatMap((backend) => models.map((model): Case => ({ model, backend })));
  const assets = new Assets(options.quality);
  const origins = new Map<string, Origin>();
  const browser = await openBrowser({ gpu: options.gpu ?? false });
  try {
    signal.throwIfAborted();
    const { machine, emptyPage } = await inspectMachine(browser.context);
    for (const contender of contenders) origins.set(contender.name, await Origin.open(contender, cases, assets));
    const progress = countSteps(options, cases);
    const known = new Set<string>();
    const measured: CaseFigures[] = [];
    for (const at of cases) {
      const bench: Bench = { ...browser, assets, contenders, origins, step: progress.startOf(at), signal };
      const library = libraryOf(at);
      const planned = plan(at.backend);
      if (needsKnownOrigin(planned)) await becomeKnown(bench, at, known.has(library), options.warmUp);
      known.add(library);
      const { samples, agreement } = await measureCase(bench, at, planned);
      const sizes = await Promise.all(at.model.files.map(async ({ file }) => (await stat(file)).size));
      measured.push({
        ...figuresOf(at, contenders, baseline, samples),
        modelBytes: sizes.reduce((a, b) => a + b, 0),
        largestDifference: agreement.largest,
      });
    }
    return {
      format: 'edgewise-bench',
      version: 1,
      date: new Date().toISOString(),
      machine,
      contenders: Object.fromEntries(contenders.map(({ name, label, version }) => [name, { label, version }])),
      baseline,
      conditions,
      emptyPageMemory: emptyPage,
      cases: measured,
    };
  } finally {
    await browser.close();
    await Promise.all([...origins.values()].map((origin) => origin.close()));
  }
}

const conditions = [
  'All contenders run in one browser with a profile on disk, each on an origin of its own, and take turns; who begins changes from round to round.',
  'Every answer was held against the first of its case before its time counted.',
  'The pages are not cross-origin isolated, so wasm runs on one thread for all, from the same wasm files with SIMD.',
  'All files come from this machine, so that no time includes a network. Scripts, JSON and wasm are sent as brotli, weights as they are.',
  'Cold: an origin that the browser never visited, so nothing is cached or stored. Shaders and what else the browser keeps for all origins were made ready by one visit of each contender that did not count.',
  'Second visit: scripts in the HTTP cache with their compiled code, the model in the contender’s own cache (TF.js: indexeddb://, filled after its first answer).',
  'A prediction takes a typed array on the page and ends with all outputs as typed arrays on the page.',
  'Steady predictions: both pages are open, and take turns of equally many predictions; a run is the mean of a turn.',
  'Longest main-thread task: by the clock, of Chromium’s trace, from the navigation of a cold visit to its twentieth further prediction.',
  'Memory: what the page’s process, workers included, holds for itself alone (Linux: private pages) after those predictions and a garbage collection. What WebGL holds in the browser’s GPU process is not in it.',
];

/** Libraries load other code for another format or backend. */
const libraryOf = ({ model, backend }: Case) => `${model.format} on ${backend}`;
const needsKnownOrigin = ({ cached, turns }: Plan) => cached > 0 || turns > 0;

/** Visits until the browser knows the contenders' scripts, and they their model. */
async function becomeKnown(bench: Bench, at: Case, libraryKnown: boolean, warmUp: WarmUp): Promise<void> {
  for (let visits = libraryKnown ? warmUp.model : warmUp.library; visits > 0; visits--) {
    for (const origin of bench.origins.values()) {
      bench.signal.throwIfAborted();
      bench.step('warm-up');
      await using visited = await VisitedPage.open(bench.context, origin, at);
      await visited.visit();
      // Of scripts the visits alone make Chromium keep the compiled code.
      if (libraryKnown || at.backend !== 'wasm') continue;
      for (const end = performance.now() + warmUp.use; performance.now() < end;) await visited.turn(3);
    }
  }
}

/** Knows before what will be done, to tell how much of it is. */
function countSteps({ contenders, plan, warmUp, onProgress }: RunOptions, cases: readonly Case[]) {
  const libraries = new Set<string>();
  let rounds = 0;
  for (const at of cases) {
    const planned = plan(at.backend);
    const { cold, cached, turns, watched } = planned;
    if (needsKnownOrigin(planned)) rounds += libraries.has(libraryOf(at)) ? warmUp.model : warmUp.library;
    libraries.add(libraryOf(at));
    rounds += (cold > 0 ? cold + 1 : 0) + cached + (turns > 0 ? turns + 1 : 0) + watched;
  }
  const total = rounds * contenders.length;
  let done = 0;
  const startOf =
    ({ model, backend }: Case) =>
    (what: string) => {
      onProgress?.({ done, total, what: `${model.name} on ${backend}: ${what}` });
      done += 1;
    };
  return { startOf };
}
