import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { openPage } from '../support/browser.js';
import { layersModels, linear } from '../support/models/index.js';
import { muteThreads } from '../support/other-devices.js';
import { predictWith, serveModel, type PlainLoadOptions } from '../support/predict.js';
import { watchWorkers, wrongs } from '../support/right.js';
import { openServer, type TestServer } from '../support/server.js';

const graph = linear();
const layers = (await layersModels())[0]!;

/** A policy that allows nothing else, on the page and, as the server sends it with every file, on its workers. */
const strict = (rest: string) => `default-src 'none'; ${rest}`;
const own = strict(`script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'`);
const ownWithoutBlob = own.replace(' blob:', '');
const fromCdn = (cdn: string) =>
  strict(`script-src 'self' ${cdn} 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self' ${cdn}`);
const ownWithThreads = strict(
  `script-src 'self' blob: 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'`,
);
const cdnWithThreads = (cdn: string) => fromCdn(cdn).replace(`'wasm-unsafe-eval'`, `blob: 'wasm-unsafe-eval'`);
const nonce = (connect: string) =>
  strict(`script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self' ${connect}`);

async function wrongsOfBoth(page: Page, server: TestServer, options: PlainLoadOptions = {}): Promise<string[]> {
  const found: string[] = [];
  for (const model of [graph, layers]) found.push(...(await wrongs(page, serveModel(server, model), model, options)));
  return found;
}

const tag = (src: string) => `<script nonce="abc" src="${src}/dist/edgewise.iife.js"></script>`;

describe('a policy that names what is needed', () => {
  test('with the library of its own origin', async () => {
    await using server = await openServer({ csp: own });
    const { page, errors } = await openPage(server);
    expect(await wrongsOfBoth(page, server)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('with the library of its own origin, without the blob', async () => {
    await using server = await openServer({ csp: ownWithoutBlob });
    const { page } = await openPage(server);
    const workers = watchWorkers(page);
    expect(await wrongsOfBoth(page, server)).toEqual([]);
    for (const file of ['worker.js', 'worker-layers.js']) expect(workers).toContain(`${server.origin}/dist/${file}`);
  });

  test('with the library of its own origin, trusted by a nonce alone', async () => {
    await using server = await openServer({ csp: own.replace(`script-src 'self'`, `script-src 'nonce-abc'`) });
    const { page } = await openPage(server, { html: tag(server.origin), library: false });
    expect(await wrongsOfBoth(page, server)).toEqual([]);
  });

  test('with the library of another origin', async () => {
    await using server = await openServer({ cors: '*' });
    server.options.csp = fromCdn(server.otherOrigin);
    const { page, errors } = await openPage(server, { library: `${server.otherOrigin}/dist/index.js` });
    expect(await wrongsOfBoth(page, server)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('with a nonce and strict-dynamic', async () => {
    await using server = await openServer({ cors: '*' });
    for (const from of [server.origin, server.otherOrigin]) {
      server.options.csp = nonce(server.otherOrigin);
      const { page, errors } = await openPage(server, { html: tag(from), library: false });
      expect(await wrongsOfBoth(page, server)).toEqual([]);
      expect(errors).toEqual([]);
    }
  });

  test('with threads', async () => {
    await using server = await openServer({ isolated: true, cors: '*' });
    for (const [from, csp] of [
      [server.origin, ownWithThreads],
      [server.otherOrigin, cdnWithThreads(server.otherOrigin)],
    ] as const) {
      server.options.csp = csp;
      const { page, errors } = await openPage(server, { library: `${from}/dist/index.js` });
      expect(await choiceOf(page, serveModel(server, graph), { threads: 2 })).toMatchObject({ threads: 2 });
      expect(await wrongsOfBoth(page, server, { threads: 2 })).toEqual([]);
      expect(errors).toEqual([]);
    }
  });
});

interface Refusal {
  what: string;
  /** From the other origin's URL to the policy. */
  csp: (cdn: string) => string;
  from?: 'cdn';
  html?: (cdn: string) => string;
  modelFrom?: 'cdn';
  code?: string;
  says: string[];
  options?: PlainLoadOptions;
  instead?: PlainLoadOptions;
}

const refusals: Refusal[] = [
  {
    what: 'forbids workers',
    csp: () => own.replace(`worker-src 'self' blob:`, `worker-src 'none'`),
    says: ['worker-src', '{ worker: false }'],
    instead: { worker: false },
  },
  {
    what: 'forbids the blob that a library of another origin needs',
    csp: (cdn) => fromCdn(cdn).replace('worker-src blob:', `worker-src ${cdn}`),
    from: 'cdn',
    says: ['worker-src blob:'],
    instead: { worker: false },
  },
  {
    what: 'trusts the library by a nonce alone',
    csp: (cdn) => strict(`script-src 'nonce-abc' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self' ${cdn}`),
    html: tag,
    says: ['script-src'],
  },
  {
    what: 'forbids WebAssembly',
    csp: () => own.replace(` 'wasm-unsafe-eval'`, ''),
    says: [`'wasm-unsafe-eval'`],
    instead: { backend: 'webgl' },
  },
  {
    what: 'forbids WebAssembly to a worker that inherits it',
    csp: (cdn) => fromCdn(cdn).replace(` 'wasm-unsafe-eval'`, ''),
    from: 'cdn',
    says: [`'wasm-unsafe-eval'`],
    instead: { backend: 'webgl' },
  },
  {
    what: 'forbids WebAssembly on the page',
    csp: () => own.replace(` 'wasm-unsafe-eval'`, ''),
    says: [`'wasm-unsafe-eval'`],
    instead: { backend: 'cpu', worker: false },
  },
  {
    what: `leaves out the wasm file's origin`,
    csp: () => own.replace(`connect-src 'self'`, ''),
    options: { backend: 'wasm' }, // by itself, another backend would answer
    says: ['tfjs-backend-wasm-simd.wasm', 'connect-src'],
  },
  {
    what: `leaves out the model's origin`,
    csp: () => own,
    modelFrom: 'cdn',
    code: 'network',
    says: ['model.json', 'connect-src'],
  },
];

describe('a policy that', () => {
  test.each(refusals.map((refusal) => [refusal.what, refusal] as const))('%s is named', async (_, refusal) => {
    await using server = await openServer({ cors: '*' });
    const { otherOrigin } = server;
    server.options.csp = refusal.csp(otherOrigin);
    const { page } = await openPage(server, {
      ...(refusal.from && { library: `${otherOrigin}/dist/index.js` }),
      ...(refusal.html && { html: refusal.html(otherOrigin), library: false }),
    });
    const path = serveModel(server, graph);
    const url = refusal.modelFrom ? otherOrigin + path : path;
    const onPage =
      refusal.instead?.worker === false && refusal.instead.backend ? { worker: false } : (refusal.options ?? {});
    const { error } = await predictWith(page, url, graph.inputs, onPage);
    expect(error).toMatchObject({ name: 'EdgewiseError', code: refusal.code ?? 'environment' });
    for (const words of refusal.says) expect(error?.message).toContain(words);
    if (refusal.instead) expect(await wrongs(page, url, graph, refusal.instead)).toEqual([]);
  });
});

interface Choice {
  threads: number;
  reasons: readonly string[];
  milliseconds: number;
}

/** What the model says of its backend when it is ready. */
function choiceOf(page: Page, url: string, options: PlainLoadOptions): Promise<Choice> {
  return page.evaluate(
    async ({ url, options }) => {
      const model = await window.edgewise.loadModel(url, options);
      const { threads, reasons } = model.backend;
      await model.dispose();
      return { threads, reasons, milliseconds: model.loadReport.milliseconds };
    },
    { url, options },
  );
}

const alteredBy = (server: TestServer, script: string | undefined) =>
  script === undefined ? {} : { library: serveAltered(server, script) };

const withoutThreads: [string, string, string | undefined][] = [
  [
    'refuses the blob that threads start from',
    ownWithThreads.replace(`worker-src 'self' blob:`, `worker-src 'self'`),
    undefined,
  ],
  ['refuses the script that threads import', own, undefined],
  ['keeps threads waiting for ever', ownWithThreads, muteThreads],
];

describe.each(withoutThreads)('an isolated page that %s', (_, csp, script) => {
  test('predicts on one thread while others are tried, and tells what came of it', async () => {
    await using server = await openServer({ isolated: true, csp });
    const init = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });`;
    const { page } = await openPage(server, { init, ...alteredBy(server, script) });
    const url = serveModel(server, graph);
    const report = await page.evaluate(
      async ({ url, row }) => {
        const model = await window.edgewise.loadModel(url);
        const { measurements } = model.backend;
        const { outputs } = await model.predict(row);
        const answer = Array.from(outputs['y']!.data as Float32Array);
        while (model.backend.measurements.length === 0) await model.predict(row);
        const { outputs: again } = await model.predict(row);
        await model.dispose();
        const { threads, reasons } = model.backend;
        return {
          measuredBefore: measurements.length,
          measurements: [...model.backend.measurements],
          threads,
          reasons: [...reasons],
          same: again['y']!.data.every((value, i) => value === answer[i]),
          answer,
        };
      },
      { url, row: Array.from(graph.inputs['x']!.data as Float32Array).slice(0, 4) },
    );
    expect(report).toMatchObject({ measuredBefore: 0, threads: 1, same: true });
    const expected = graph.expected['y']!.data as Float32Array;
    report.answer.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
    expect(report.measurements).toContainEqual(
      expect.objectContaining({ backend: 'wasm', threads: 2, status: 'failed' }),
    );
    expect(report.reasons.join(' ')).toContain('2 threads: The threads of wasm did not start');
  });

  test('falls back to one thread where two were asked for', async () => {
    await using server = await openServer({ isolated: true, csp });
    const { page } = await openPage(server, alteredBy(server, script));
    const url = serveModel(server, graph);
    const choice = await choiceOf(page, url, { threads: 2 });
    expect(choice.threads).toBe(1);
    expect(choice.reasons.join(' ')).toMatch(/2 threads: .*worker-src.*script-src/);
    expect(choice.milliseconds).toBeLessThan(10_000);
    expect(await wrongs(page, url, graph, { threads: 2 })).toEqual([]);
    if (script === undefined) expect(await wrongs(page, url, graph, { threads: 2, worker: false })).toEqual([]);
  });
});
