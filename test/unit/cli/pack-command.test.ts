import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { beforeAll, expect, test } from 'vitest';
import { answer, edgewise, ended, start, temporaryFolder, writeModel } from '../../support/command.js';
import { layersModels, linear, unknownOps, workingModels } from '../../support/models/index.js';
import { networkFiles } from '../../support/pack/network.js';

const place = temporaryFolder();
const shard = 'group1-shard1of1.bin';
let model = '';
let network = '';
/** A folder for packages, with nothing in it yet. */
const nowhere = () => path.join(temporaryFolder(), 'package');

/** Every second answer is said to be wrong, for any model with one output of several classes. */
const evaluation = `
export const metric = { name: 'share', higherIsBetter: true, score: (answers) => answers.filter(({ index }) => index % 2).length / answers.length };
export const data = 'eight rows of numbers';
export function* samples() {
  for (let i = 0; i < 8; i++) { yield { inputs: [i, 1, 2, 3], label: i % 3 }; }
}`;

function write(name: string, text: string): string {
  const file = path.join(place, name);
  writeFileSync(file, text);
  return file;
}

beforeAll(() => {
  model = writeModel(linear().files);
  network = writeModel(networkFiles());
});

test('a package is written, and verify, inspect, predict and evaluate take it', async () => {
  const out = nowhere();
  const { code, stdout, stderr } = await edgewise([
    'pack',
    network,
    '--out',
    out,
    '--quantize',
    'uint8',
    '--name',
    'net',
  ]);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  expect(stdout).toContain(`net 1.0.0, release 1 → ${out}`);
  for (const line of stdout.split('\n').slice(1)) expect(line.length, line).toBeLessThanOrEqual(80);

  const verified = await edgewise(['verify', out]);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^net 1\.0\.0, release 1: /)]);
  expect(await answer(['verify', out])).toMatchObject({ ok: true, name: 'net', release: 1 });
  const inspected = await answer(['inspect', out]);
  expect(inspected.package).toMatchObject({ name: 'net', task: 'other' });
  expect(Object.keys(inspected.storage)).toContain('uint8');

  const pictures = { data: Array(16 * 16 * 3).fill(0.5), shape: [1, 16, 16, 3] };
  const [mine] = (await answer(['predict', out, '-'], { input: JSON.stringify(pictures) })).predictions;
  const [source] = (await answer(['predict', network, '-'], { input: JSON.stringify(pictures) })).predictions;
  for (const [name, { data, shape }] of Object.entries<any>(source)) {
    expect(mine[name].shape).toEqual(shape);
    const scale = Math.max(...data.map(Math.abs));
    data.forEach((value: number, i: number) => {
      expect(Math.abs(mine[name].data[i] - value) / scale).toBeLessThan(0.05);
    });
  }
});

test('with --json the report is a document, progress goes to stderr, and --quiet leaves it out', async () => {
  const { stdout, stderr, code } = await edgewise(['pack', model, '--out', nowhere(), '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ manifest: { format: 'edgewise-package' }, kind: { packed: 'graph' } });
  expect(stderr).toContain('Reading the model…\n');
  const quiet = await edgewise(['pack', model, '--out', nowhere(), '--json', '--quiet']);
  expect(quiet.stderr).not.toContain('…\n');
});

test('what people say of a model comes into the manifest, options before the file', async () => {
  const describe = write(
    'describe.json',
    JSON.stringify({ name: 'other', version: '2.1.0', task: 'classification', license: 'MIT', release: 4 }),
  );
  const args = ['--describe', describe, '--name', 'lines', '--expires', '2100-01-01T00:00:00Z', '--source', 'made up'];
  const { manifest } = await answer(['pack', model, '--out', nowhere(), ...args, '--description', 'Adds up.']);
  expect(manifest).toMatchObject({
    ...{ name: 'lines', version: '2.1.0', task: 'classification', license: 'MIT', release: 4 },
    ...{ expires: '2100-01-01T00:00:00Z', source: 'made up', description: 'Adds up.' },
  });
});

test('labels of a package name the columns of a row, in any order, and the classes of an answer', async () => {
  const out = nowhere();
  const describe = write(
    'labels.json',
    JSON.stringify({
      inputs: { x: { meaning: 'four numbers', labels: ['age', 'income', 'debt', 'years'] } },
      outputs: { y: { labels: ['low', 'middle', 'high'] } },
    }),
  );
  await answer(['pack', model, '--out', out, '--describe', describe]);
  const [direct] = (await answer(['predict', out, '--values', '1,2,3,4'])).predictions;
  const row = '{"debt": 3, "age": 1, "years": 4, "income": 2}';
  expect((await answer(['predict', out, '--row', row])).predictions).toEqual([direct]);
  const rows = write('columns.csv', 'debt,age,years,income\n3,1,4,2\n3,1,4,2\n');
  expect((await answer(['predict', out, rows])).predictions).toEqual([direct, direct]);

  const { data, top } = direct.y;
  const order = ['low', 'middle', 'high'].sort((a, b) => valueOf(b) - valueOf(a));
  function valueOf(label: string): number {
    return data[['low', 'middle', 'high'].indexOf(label)];
  }
  expect(top.map(({ label }: any) => label)).toEqual(order);
  const { stdout } = await edgewise(['predict', out, '--row', row]);
  expect(
    stdout
      .split('\n')
      .slice(2, 5)
      .map((line) => line.trim().split(/ +/)[0]),
  ).toEqual(order);
  const lacking = await edgewise(['predict', out, '--row', '{"age": 1, "incme": 2}']);
  expect(lacking.stderr).toMatch(/missing: income, debt, years; unknown: incme/);
});

test('what is there already is replaced with --force alone, and its release counts on', async () => {
  const out = nowhere();
  await answer(['pack', model, '--out', out]);
  const before = readFileSync(path.join(out, 'manifest.json'), 'utf8');
  const again = await edgewise(['pack', model, '--out', out]);
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(again.stderr).toMatch(/is there already.*--force/s);
  expect(readFileSync(path.join(out, 'manifest.json'), 'utf8')).toBe(before);
  expect((await answer(['pack', model, '--out', out, '--force'])).manifest.release).toBe(2);

  // Never what is no package.
  const other = temporaryFolder();
  writeFileSync(path.join(other, 'letter.txt'), 'Dear');
  const { code } = await edgewise(['pack', model, '--out', other, '--force']);
  expect([code, readdirSync(other)]).toEqual([1, ['letter.txt']]);
});

test('a LayersModel becomes a graph, or stays one where that is wished', async () => {
  const files = (await layersModels()).find(({ name }) => name === 'layers-conv')!.files;
  const layers = writeModel(files);
  expect((await answer(['pack', layers, '--out', nowhere()])).kind).toEqual({ source: 'layers', packed: 'graph' });
  expect((await answer(['pack', layers, '--out', nowhere(), '--keep-layers'])).kind.packed).toBe('layers');
  const plain = await answer(['pack', layers, '--out', nowhere(), '--no-optimize']);
  expect(plain).toMatchObject({ passes: [], kind: { packed: 'graph' } });
});

/** Models that are refused as they are, and the option by which they are packed. */
const refusedModels = new Map([
  ['layers-lstm', '--keep-layers'],
  ['layers-gru', '--keep-layers'],
  // Here is no backend that could show that it still answers as before.
  ['ops-that-wasm-lacks', '--no-optimize'],
]);

test('every model that works is packed; those that cannot be made a graph, or compared, say by which option', async () => {
  for (const { name, files } of await workingModels()) {
    const folder = writeModel(files);
    const ran = await edgewise(['pack', folder, '--out', nowhere(), '--quiet']);
    const option = refusedModels.get(name);
    if (option === undefined) {
      expect([name, ran.code, ran.stderr.includes('error:') ? ran.stderr : '']).toEqual([name, 0, '']);
    } else {
      expect([name, ran.code, ran.stderr]).toEqual([name, 1, expect.stringContaining(option)]);
      expect((await edgewise(['pack', folder, '--out', nowhere(), option])).code).toBe(0);
    }
  }
}, 120_000);

test('an evaluation is measured on both models, and evaluate measures the package again', async () => {
  const module = write('evaluation.mjs', evaluation);
  const out = nowhere();
  const report = await answer(['pack', model, '--out', out, '--evaluate', module, '--max-loss', '0.1']);
  expect(report.evaluation).toMatchObject({ binding: true, maxLoss: 0.1, summary: { metric: 'share', samples: 8 } });
  const measured = await answer(['evaluate', out, '--evaluate', module]);
  expect(measured).toMatchObject({ metric: 'share', value: 0.5, samples: 8, manifest: { packed: 0.5 } });
  const { stdout } = await edgewise(['evaluate', out, '--evaluate', module]);
  expect(stdout).toMatch(/share +0\.5 \(higher is better\)\n.*8 samples: eight rows of numbers/s);
});

test('pictures, and examples among them, are read', async () => {
  const picture = new PNG({ width: 20, height: 20 });
  for (let i = 0; i < picture.data.length; i++) picture.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
  const file = path.join(place, 'picture.png');
  writeFileSync(file, PNG.sync.write(picture));
  const report = await answer([
    ...['pack', network, '--out', nowhere(), '--quantize', 'float16', '--agreement', 'outputs', '--range', '-1,1'],
    ...['--pictures', file, '--examples', file],
  ]);
  expect(report.evaluation.summary.samples).toBeGreaterThanOrEqual(1);
  expect(report.examples).toBeGreaterThanOrEqual(1);
});

/** Everything under a folder, so that what was left behind shows. */
const listed = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

async function refused(args: readonly string[], words: RegExp, code = 1): Promise<void> {
  const parent = temporaryFolder();
  const ran = await edgewise(['pack', ...args, '--out', path.join(parent, 'deep', 'package')]);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(words);
  expect(ran.stderr).not.toMatch(/This is a mistake in edgewise/);
  expect(listed(parent)).toEqual([]);
}

test('what is no whole model is refused, and nothing is written', async () => {
  await refused([temporaryFolder()], /no TF\.js model/);
  await refused([path.join(place, 'nowhere')], /There is no file or folder/);
  await refused([writeModel(unknownOps().files)], /FancyOp, OtherOp/);
  const corrupt = writeModel(linear().files);
  truncateSync(path.join(corrupt, shard), 5);
  await refused([corrupt], /cut short: 5 bytes/);
  const without = writeModel(linear().files);
  rmSync(path.join(without, shard));
  await refused([without], new RegExp(`names the file ${shard}`));
  symlinkSync('/etc/hostname', path.join(without, shard));
  await refused([without], /symbolic link that leads out/);
});

test('an evaluation that throws, and one that is none, are refused, and nothing is written', async () => {
  const throwing = write(
    'throwing.mjs',
    evaluation.replace('yield', `if (i === 5) throw new Error('no row 5'); yield`),
  );
  await refused([model, '--evaluate', throwing], /no row 5/);
  await refused([model, '--evaluate', write('broken.mjs', 'export const metric = (')], /cannot be imported/);
  await refused([model, '--evaluate', write('empty.mjs', '')], /no function "samples"/);
  const waiting = evaluation
    .replace('function* samples', 'async function* samples')
    .replace('yield', 'await new Promise(() => {}); yield');
  await refused([model, '--evaluate', write('waiting.mjs', waiting)], /waits for what never comes/);
});

test('a loss beyond what is allowed is refused, and nothing is written', async () => {
  const worse = evaluation.replace(
    /score: .*? };/,
    'score: () => (globalThis.measured = (globalThis.measured ?? 1) - 0.1) };',
  );
  await refused(
    [model, '--evaluate', write('worse.mjs', worse)],
    /loses 10 points of share.*0\.5 are allowed.*Nothing was written/s,
  );
});

test('a description that is none is refused', async () => {
  await refused([model, '--describe', write('list.json', '[]')], /no object/);
  await refused([model, '--describe', write('text.json', 'name')], /is no JSON/);
  await refused([model, '--describe', path.join(place, 'gone.json')], /cannot be read/);
  await refused([model, '--model-version', 'one'], /version/);
  await refused([model, '--expires', 'tomorrow'], /expires/);
});

test.each([
  [['--quantize', 'int4'], /Allowed choices are keep, float16/],
  [['--max-loss', '-1'], /0 to 100/],
  [['--max-loss', 'none'], /0 to 100/],
  [['--release', '1.5'], /whole number/],
  [['--task', 'magic'], /Allowed choices/],
  [['--shard-size', '0'], /A number from/],
  [['--range', '1'], /Two numbers/],
  [['--fast'], /unknown option '--fast'/],
])('edgewise pack … %j is wrong usage, and nothing is written', async (args, words) => {
  await refused([model, ...args], words, 2);
});

test('without --out it is wrong usage', async () => {
  const { code, stderr } = await edgewise(['pack', model]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`'--out <folder>' not specified`)]);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle ends with 130, and nothing is left', async (signal) => {
  const endless = evaluation
    .replace('function* samples', 'async function* samples')
    .replace('i < 8', 'true')
    .replace('yield', `await new Promise(setImmediate); if (i === 500) console.log('in the middle'); yield`);
  const parent = temporaryFolder();
  const out = path.join(parent, 'package');
  mkdirSync(path.join(parent, 'beside'));
  const child = start(['pack', model, '--out', out, '--evaluate', write(`endless-${signal}.mjs`, endless), '--json']);
  const end = ended(child);
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => {
      reject(new Error('It ended before its middle.'));
    });
    let seen = '';
    child.stderr.on('data', (text: string) => {
      seen += text;
      if (seen.includes('in the middle')) resolve();
    });
  });
  child.kill(signal);
  const { code, stdout, stderr } = await end;
  expect(code).toBe(130);
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'interrupted' });
  expect(stderr).toContain('Interrupted. Nothing was written.');
  expect(existsSync(out)).toBe(false);
  expect(listed(parent)).toEqual(['beside']);
});

test('verify refuses a package with a byte changed, a file missing, or one past its date', async () => {
  const out = nowhere();
  await answer(['pack', model, '--out', out, '--expires', '2100-01-01T00:00:00Z']);
  const weights = readdirSync(out).find((name) => name.endsWith('.bin'))!;
  const bytes = readFileSync(path.join(out, weights));
  bytes[3]! ^= 1;
  writeFileSync(path.join(out, weights), bytes);
  const flipped = await edgewise(['verify', out, '--json']);
  expect(flipped.code).toBe(1);
  expect(JSON.parse(flipped.stdout).error).toMatchObject({ code: 'integrity', details: { file: weights } });
  // Nor does anything else take it.
  expect((await edgewise(['predict', out, '--values', '1,2,3,4'])).code).toBe(1);
  rmSync(path.join(out, weights));
  expect((await edgewise(['verify', out])).stderr).toContain(weights);

  const expired = nowhere();
  await answer(['pack', model, '--out', expired, '--expires', '2100-01-01T00:00:00Z']);
  const manifest = path.join(expired, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('2100-01-01', '2001-01-01'));
  const { code, stderr } = await edgewise(['verify', expired]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/expired|2001/)]);
});

test('verify of a plain model says that it is no package', async () => {
  const { code, stderr } = await edgewise(['verify', model]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('edgewise pack')]);
});
