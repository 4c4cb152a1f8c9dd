/**
 * The second visit to a page: from its navigation to the first prediction of MoveNet on wasm, Edgewise with the model
 * in its store against plain TF.js with the model in IndexedDB. `--json FILE` writes the figures, `--rounds N` sets
 * how many visits each.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { summarize } from './statistics.js';
import { measureVisits, type Contender, type Visit } from './visits.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const goal = 0.8;
/** Chromium keeps a script's compiled code from its third use on. */
const warmUp = 4;

const input = `const input = Int32Array.from({ length: 192 * 192 * 3 }, (_, i) => (i * 7919) % 256);`;

async function modelFiles(): Promise<[string, Uint8Array][]> {
  const folder = path.join(root, 'node_modules/@vladmandic/human/models');
  const names = ['movenet-lightning.json', 'movenet-lightning.bin'];
  return Promise.all(
    names.map(async (name) => [`/model/${name}`, await readFile(path.join(folder, name))] as const),
  ).then((files) => files.map(([name, bytes]): [string, Uint8Array] => [name, bytes]));
}

async function libraryFiles(folder: string, names: readonly string[]): Promise<[string, Uint8Array][]> {
  return Promise.all(
    names.map(async (name): Promise<[string, Uint8Array]> => [
      `/${name}`,
      await readFile(path.join(root, folder, name)),
    ]),
  );
}

export async function edgewise(name = 'Edgewise', dist = 'dist'): Promise<Contender> {
  const library = await libraryFiles(dist, ['index.js', 'worker.js', 'wasm/tfjs-backend-wasm-simd.wasm']);
  return {
    name,
    files: new Map([...library, ...(await modelFiles())]),
    module: `
      import { loadModel } from '/index.js';
      const scripts = performance.now();
      ${input}
      window.visit = (async () => {
        const model = await loadModel('/model/movenet-lightning.json', { backend: 'wasm' });
        const loaded = performance.now();
        const { outputs } = await model.predict(input);
        const predicted = performance.now();
        const output = [...Object.values(outputs)[0].data];
        window.use = () => model.predict(input);
        return { scripts, loaded, predicted, output, report: model.loadReport };
      })();`,
  };
}

export async function tensorFlow(): Promise<Contender> {
  const packages = ['core', 'converter', 'backend-wasm'];
  const library = await Promise.all(
    packages.map((name) => libraryFiles(`node_modules/@tensorflow/tfjs-${name}/dist`, [`tf-${name}.min.js`])),
  );
  const wasm = await libraryFiles('node_modules/@tensorflow/tfjs-backend-wasm/dist', ['tfjs-backend-wasm-simd.wasm']);
  return {
    name: 'TF.js',
    files: new Map([...library.flat(), ...wasm, ...(await modelFiles())]),
    scripts: packages.map((name) => `/tf-${name}.min.js`),
    module: `
      const scripts = performance.now();
      ${input}
      window.visit = (async () => {
        tf.wasm.setWasmPaths('/');
        await tf.setBackend('wasm');
        const kept = 'indexeddb://movenet';
        const model = await tf.loadGraphModel(kept).catch(async () => {
          await (await tf.loadGraphModel('/model/movenet-lightning.json')).save(kept);
          return tf.loadGraphModel(kept); // reads only after the writing has ended
        });
        const loaded = performance.now();
        const answer = model.predict(tf.tensor(input, [1, 192, 192, 3], 'int32'));
        const output = [...(await answer.data())];
        const predicted = performance.now();
        window.use = () => model.predict(tf.tensor(input, [1, 192, 192, 3], 'int32')).data();
        return { scripts, loaded, predicted, output };
      })();`,
  };
}

function compare(ours: readonly Visit[], theirs: readonly Visit[], from: (visit: Visit) => number) {
  const time = (visit: Visit) => visit.predicted - from(visit);
  const [a, b] = [summarize(ours.map(time)), summarize(theirs.map(time))];
  // Neighbours in time share the machine's moods.
  const paired = summarize(ours.map((visit, i) => time(visit) / time(theirs[i]!)));
  return { edgewise: a, tfjs: b, ratio: a.median / b.median, pairedRatio: paired };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, rounds: { type: 'string', default: '20' } } });
  const visits = await measureVisits([await edgewise(), await tensorFlow()], { warmUp, rounds: Number(values.rounds) });
  const [ours, theirs] = [...visits.values()] as [Visit[], Visit[]];
  checkOutputs(ours, theirs);
  const figures = {
    unit: 'ms',
    goal,
    fromNavigation: compare(ours, theirs, () => 0),
    fromScripts: compare(ours, theirs, ({ scripts }) => scripts),
  };
  for (const [what, { edgewise, tfjs, ratio, pairedRatio }] of [
    ['from navigation', figures.fromNavigation],
    ['from the library’s script', figures.fromScripts],
  ] as const) {
    const range = ({ quartiles }: { quartiles: [number, number] }, digits: number) =>
      quartiles.map((value) => value.toFixed(digits)).join('–');
    console.log(
      `Second visit, ${what}, to MoveNet's first prediction on wasm (medians and quartiles of ${edgewise.runs} visits): ` +
        `Edgewise ${edgewise.median.toFixed(0)} ms (${range(edgewise, 0)}), TF.js ${tfjs.median.toFixed(0)} ms ` +
        `(${range(tfjs, 0)}), ratio ${ratio.toFixed(2)} (visit by visit ${pairedRatio.median.toFixed(2)}, ` +
        `${range(pairedRatio, 2)}); goal ≤ ${goal}.`,
    );
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

/** A fast wrong answer would be no merit. */
function checkOutputs(ours: readonly Visit[], theirs: readonly Visit[]): void {
  const expected = theirs[0]!.output;
  for (const { output } of [...ours, ...theirs]) {
    const off = output.length !== expected.length || output.some((value, i) => Math.abs(value - expected[i]!) > 1e-4);
    if (off)
      throw new Error(`The answers differ: ${output.slice(0, 6).join(', ')} and ${expected.slice(0, 6).join(', ')}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
