/** Runs the built library in an installed Firefox, and says what came of it. Not one of the tests. */
import { parseArgs } from 'node:util';
import { workingModels, type TestModel } from '../support/models/index.js';
import { findFirefox, howToInstall } from './find-firefox.js';
import { rowOf, table, wrongWith } from './judge.js';
import { runPage, type PageReport } from './run-page.js';

const usage = `Runs the built library in Firefox: the small test models and the pose model, on every backend,
from the network and from the store, on a plain page and on an isolated one; and a record and a text
through their packages, held against what the command answers.

  npm run smoke:firefox -- [options]

  --all      list every model that was right, too
  --window   open windows, which need a display (xvfb-run npm run smoke:firefox -- --window):
             without one, Firefox on Linux has no WebGL
  --help     show this

FIREFOX_PATH in the environment names a Firefox that is not on the PATH.
Ends with 0 where all was right, 1 where something was not, 2 where there is no Firefox.
`;

const head = ['model', 'asked for', 'ran on', 'came from', 'first', 'answer'];

function print({ cases, outcomes, device, error }: PageReport, models: readonly TestModel[], all: boolean): number {
  const judged = outcomes.map((outcome, i) => {
    const one = cases[i]!;
    // A Firefox without WebGL is told of, and no fault of the library.
    const lacking = one.options.backend === 'webgl' && device?.webgl.available === false;
    const wrong = lacking ? [] : wrongWith(one, outcome, models);
    return { one, outcome, wrong, lacking };
  });
  const shown = judged.filter(
    ({ one, wrong }) => all || wrong.length > 0 || one.options.cache !== undefined || one.url.startsWith('/models/'),
  );
  const rows = shown.map(({ one, outcome, wrong, lacking }) =>
    lacking ? [one.name, 'webgl', '–', '–', '–', 'no WebGL here'] : rowOf(one, outcome, wrong),
  );
  console.log(table([head, ...rows]));
  const quiet = judged.length - shown.length;
  if (quiet > 0) console.log(`… and ${quiet} more models on wasm, all right (--all lists them)`);
  for (const { outcome } of judged.filter(({ one }) => one.measured)) {
    console.log(`The choice for ${outcome.name}: ${outcome.choice?.reasons.join(' ') ?? '–'}`);
  }
  if (device) console.log(`inspectDevice: ${JSON.stringify(device, null, 1).replace(/\n */g, ' ')}`);
  if (error !== undefined) console.log(`NOT DONE: ${error} ${cases.length - outcomes.length} cases are missing.`);
  return judged.filter(({ wrong }) => wrong.length > 0).length + (error === undefined ? 0 : 1);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      window: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const firefox = findFirefox();
  if (!firefox) {
    console.error(howToInstall);
    return 2;
  }
  const { path, version } = firefox;
  console.log(`${version}, ${path}`);
  const models = await workingModels();
  let faults = 0;
  for (const isolated of [false, true]) {
    console.log(`\n${isolated ? 'An isolated page' : 'A plain page'}`);
    faults += print(await runPage({ path, window: values.window }, models, { isolated }), models, values.all);
  }
  console.log(faults === 0 ? '\nAll right.' : `\n${faults} wrong.`);
  return faults === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
