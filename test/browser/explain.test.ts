import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Classification, Explanation, Model, TableRow } from '../../src/index.js';
import { serveAltered } from '../support/altered-library.js';
import { openBrowser } from '../support/browser.js';
import { scorerPackage, serveShipped } from '../support/explained.js';
import { servePackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';
import { textInto } from '../../models/spam/transforms.js';

const server = await openServer();
const urls = {
  few: servePackage(server, scorerPackage(4), 'few'),
  one: servePackage(server, scorerPackage(4, 1), 'one'),
  many: servePackage(server, scorerPackage(16), 'many'),
  loan: serveShipped(server, 'credit-risk'),
  mail: serveShipped(server, 'spam', (manifest) => {
    manifest.transforms ??= {
      input: textInto(16_384),
      output: { kind: 'binary-classification', output: 'spam_probability' },
    };
    manifest.inputs = manifest.inputs.map((input) => ({ ...input, shape: [null, 16_384] }));
    manifest.outputs = manifest.outputs.map((output) => ({ ...output, shape: [null, 1], labels: ['ham', 'spam'] }));
  }),
};
let page: Page;

declare global {
  var em: Record<keyof typeof urls, Model<Classification>>;
}

const row = (fields: number): TableRow =>
  Object.fromEntries(Array.from({ length: fields }, (_, i) => [`f${String(i)}`, Math.cos(i) - 0.25]));
const sum = ({ parts }: Pick<Explanation, 'parts'>) => parts.reduce((total, { effect }) => total + effect, 0);

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  await page.evaluate(async (urls) => {
    const loading = Object.entries(urls).map(
      async ([name, url]) => [name, await window.edgewise.loadModel(url, { threads: 1 })] as const,
    );
    globalThis.em = Object.fromEntries(await Promise.all(loading)) as typeof em;
  }, urls);
});

/** Shapley's values by their definition, from predictions of every combination. */
async function byPredictions(url: string, given: TableRow): Promise<Record<string, number>> {
  const names = Object.keys(given);
  const rows = Array.from({ length: 2 ** names.length }, (_, coalition) =>
    Object.fromEntries(names.map((name, i) => [name, (coalition >> i) & 1 ? given[name]! : 0.5])),
  );
  const worth = await page.evaluate(
    async ({ url, rows }) => {
      const model = await window.edgewise.loadModel<Classification>(url, { threads: 1 });
      const worth: number[] = [];
      for (const row of rows) {
        const { value } = await model.predict(row);
        worth.push(value.find(({ label }) => label === 'good')!.probability);
      }
      await model.dispose();
      return worth;
    },
    { url, rows },
  );
  const totals = new Map(names.map((name) => [name, 0]));
  let orders = 0;
  const join = (coalition: number, left: readonly number[]) => {
    if (left.length === 0) orders += 1;
    for (const player of left) {
      const joined = coalition | (1 << player);
      const rest = left.filter((other) => other !== player);
      const orderings = rest.reduce((product, _, i) => product * (i + 1), 1);
      const name = names[player]!;
      totals.set(name, totals.get(name)! + orderings * (worth[joined]! - worth[coalition]!));
      join(joined, rest);
    }
  };
  join(0, [...names.keys()]);
  return Object.fromEntries(names.map((name) => [name, totals.get(name)! / orders]));
}

describe('a record', () => {
  test('is explained by the Shapley values of what the model predicts', async () => {
    const given = row(4);
    const { explanation, predicted } = await page.evaluate(async (given) => {
      const explanation = await em.few.explain(given, { label: 'good' });
      const { value } = await em.few.predict(given);
      return { explanation, predicted: value.find(({ label }) => label === 'good')?.probability };
    }, given);
    expect(explanation).toMatchObject({ method: 'shapley', label: 'good', unit: 'probability', predictions: 16 });
    expect(explanation.milliseconds).toBeGreaterThan(0);
    expect(explanation.answer).toBeCloseTo(predicted!, 6);
    expect(sum(explanation)).toBeCloseTo(explanation.answer - explanation.reference, 6);
    const expected = await byPredictions(urls.few, given);
    for (const { name, effect, value, reference } of explanation.parts) {
      expect(effect).toBeCloseTo(expected[name]!, 6);
      expect([value, reference]).toEqual([given[name], 0.5]);
    }
    const sizes = explanation.parts.map(({ effect }) => Math.abs(effect));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test.each(['wasm', 'webgl', 'cpu'] as const)('is explained the same on %s, and without a worker', async (backend) => {
    const given = row(4);
    const effects = await page.evaluate(
      async ({ url, given, backend }) => {
        const all = [await em.few.explain(given, { label: 'good' })];
        for (const worker of [true, false]) {
          const model = await window.edgewise.loadModel(url, { backend, threads: 1, worker });
          all.push(await model.explain(given, { label: 'good' }));
          await model.dispose();
        }
        return all.map(({ parts }) => Object.fromEntries(parts.map(({ name, effect }) => [name, effect])));
      },
      { url: urls.few, given, backend },
    );
    const [first, ...others] = effects;
    expect(others).toHaveLength(2);
    for (const other of others) {
      for (const [name, effect] of Object.entries(first!)) expect(other[name]).toBeCloseTo(effect, 5);
    }
  });

  test('is explained row by row where the model takes one at a time', async () => {
    const given = row(4);
    const [one, few] = await page.evaluate(
      async (given) => [await em.one.explain(given, { label: 'good' }), await em.few.explain(given, { label: 'good' })],
      given,
    );
    expect(one.predictions).toBe(16);
    expect(one.parts.map(({ name }) => name)).toEqual(few.parts.map(({ name }) => name));
    one.parts.forEach(({ effect }, i) => {
      expect(effect).toBeCloseTo(few.parts[i]!.effect, 6);
    });
  });

  test('that is a loan application has effects that make sense, and add up', async () => {
    const applicant: TableRow = {
      ...{ Seniority: 0, Home: 'rent', Time: 60, Age: 22, Marital: 'single', Records: 'yes', Job: 'partime' },
      ...{ Expenses: 40, Income: 60, Assets: 0, Debt: 200, Amount: 1800, Price: 1900 },
    };
    const { exact, apart, partly } = await page.evaluate(async (applicant) => {
      const label = 'not repaid';
      return {
        exact: await em.loan.explain(applicant, { label, method: 'shapley' }),
        apart: await em.loan.explain(applicant, { label, method: 'one-at-a-time' }),
        partly: await em.loan.explain(applicant, { label, fields: ['Records', 'Job'] }),
      };
    }, applicant);
    expect(exact.answer).toBeGreaterThan(0.5);
    expect(exact.reference).toBeLessThan(0.3);
    expect(sum(exact)).toBeCloseTo(exact.answer - exact.reference, 6);
    const effect = ({ parts }: Explanation, name: string) => parts.find((part) => part.name === name)!.effect;
    for (const bad of ['Records', 'Job', 'Seniority', 'Amount']) expect(effect(exact, bad)).toBeGreaterThan(0.01);
    expect(exact.parts.find(({ name }) => name === 'Records')).toMatchObject({ value: 'yes', reference: 'no' });
    expect(effect(apart, 'Records')).toBeGreaterThan(0.01);
    expect(apart.answer).toBeCloseTo(exact.answer, 6);
    expect(partly.parts.map(({ name }) => name).sort()).toEqual(['Job', 'Records']);
    expect(sum(partly)).toBeCloseTo(partly.answer - partly.reference, 6);
  });
});

describe('a text', () => {
  const mail = 'Meeting at noon. Click here to buy cheap Viagra, 100% free! Click now.';

  test('that is a mail is explained by its words, where they stand', async () => {
    const { answer, reference, method, parts } = await page.evaluate(
      (mail) => em.mail.explain(mail, { label: 'spam' }),
      mail,
    );
    expect(method).toBe('one-at-a-time');
    expect(answer).toBeGreaterThan(reference);
    const click = parts.find(({ name }) => name === 'click')!;
    expect(click.effect).toBeGreaterThan(0);
    expect(click.places!.map(({ start, end }) => mail.slice(start, end))).toEqual(['Click', 'Click']);
    expect(parts.every(({ effect }) => Number.isFinite(effect))).toBe(true);
  });

  test('that is empty, or of a megabyte, is explained too', async () => {
    const { empty, long } = await page.evaluate(async () => {
      const words = Array.from({ length: 100_000 }, (_, i) => `word${String(i)}`).join(' ');
      return { empty: await em.mail.explain(''), long: await em.mail.explain(words) };
    });
    expect(empty.parts).toEqual([]);
    expect(empty.answer).toBe(empty.reference);
    expect(long.parts).toHaveLength(200);
    expect(long.omitted).toBeGreaterThan(100);
  });
});

describe('beside other calls', () => {
  test('predictions go on between its batches', async () => {
    const { during, methods } = await page.evaluate(async (given) => {
      let ended = false;
      const explaining = em.many.explain(given, { method: 'shapley' }).finally(() => (ended = true));
      let during = 0;
      while (!ended) {
        await em.few.predict({ f0: 1, f1: 1, f2: 1, f3: 1 });
        if (!ended) during += 1;
      }
      return { during, methods: (await explaining).method };
    }, row(16));
    expect(methods).toBe('shapley');
    // 65,536 runs in batches of 256 at most.
    expect(during).toBeGreaterThan(50);
  });

  test('it ends by abort, by its time and with the model, and leaves the engine to others', async () => {
    const failures = await page.evaluate(
      async ({ url, given }) => {
        const model = await window.edgewise.loadModel(url, { threads: 1 });
        const explain = (options: object) => failureOf(model.explain(given, { method: 'shapley', ...options }));
        const controller = new AbortController();
        const aborted = explain({ signal: controller.signal });
        await em.few.predict({ f0: 1, f1: 1, f2: 1, f3: 1 });
        controller.abort();
        const early = await explain({ signal: AbortSignal.abort() });
        const late = await explain({ timeout: 5 });
        const wrong = await explain({ timeout: -1 });
        const disposed = explain({});
        await em.few.predict({ f0: 1, f1: 1, f2: 1, f3: 1 });
        await model.dispose();
        const all = [await aborted, early, late, wrong, await disposed, await explain({})];
        await em.few.predict({ f0: 1, f1: 1, f2: 1, f3: 1 });
        return all.map((failure) => (failure?.edgewise ? failure.code : failure?.name));
      },
      { url: urls.many, given: row(16) },
    );
    expect(failures).toEqual(['AbortError', 'AbortError', 'timeout', 'input', 'disposed', 'disposed']);
  });

  test('a worker that is lost under it is replaced, and it is computed again', async () => {
    // The engine's worker, once it was told, ends in place of an answer.
    const fault = `
      let armed = false;
      addEventListener('message', ({ data }) => {
        if (data.call === 'startEngine') {
          const channel = new BroadcastChannel('explain');
          channel.onmessage = () => {
            armed = true;
            channel.postMessage('armed');
          };
        }
        if (!armed || data.call !== 'explain') return;
        globalThis.postMessage = () => undefined;
        throw new Error('a bug');
      });`;
    const { page } = await openTestPage(server, { library: serveAltered(server, fault) });
    const { before, after, reasons } = await page.evaluate(
      async ({ url, given }) => {
        const model = await window.edgewise.loadModel(url, { backend: 'wasm', threads: 1 });
        const before = await model.explain(given);
        await new Promise((resolve) => {
          const channel = new BroadcastChannel('explain');
          channel.onmessage = resolve;
          channel.postMessage('fault');
        });
        const after = await model.explain(given);
        return { before, after, reasons: model.backend.reasons.join(' ') };
      },
      { url: urls.few, given: row(4) },
    );
    expect(reasons).toContain('was lost');
    expect(after.parts).toEqual(before.parts);
  });
});

test('offline, a stored model has its profile', async () => {
  const context = await (await openBrowser()).newContext();
  const { page } = await openTestPage(server, { context });
  const { online, offline } = await page.evaluate(
    async ({ url, given }) => {
      const explain = async (cache: 'default' | 'only-if-cached') => {
        const model = await window.edgewise.loadModel(url, { cache, threads: 1 });
        const { parts } = await model.explain(given);
        await model.dispose();
        return parts;
      };
      return { online: await explain('default'), offline: await explain('only-if-cached') };
    },
    { url: urls.few, given: row(4) },
  );
  expect(offline).toEqual(online);
  expect(offline[0]?.reference).toBe(0.5);
  await context.close();
});

test('what predict refuses is refused in the same words, and what cannot be explained says why', async () => {
  const { pairs, others } = await page.evaluate(async () => {
    const wrong = [{ f0: 1 }, { f0: 'one', f1: 1, f2: 1, f3: 1 }, { f0: 99, f1: 1, f2: 1, f3: 1 }, 'a text', null, 7];
    const pairs = [];
    for (const input of wrong as never[]) {
      pairs.push([await failureOf(em.few.predict(input)), await failureOf(em.few.explain(input))] as const);
    }
    const right = { f0: 1, f1: 1, f2: 1, f3: 1 };
    const others = [
      await failureOf(em.few.explain([1, 2, 3, 4] as never)),
      await failureOf(em.few.explain(right, { label: 'ugly' })),
      await failureOf(em.few.explain(right, { fields: ['f9'] })),
      await failureOf(em.few.explain(right, { method: 'guess' as never })),
    ];
    return { pairs, others };
  });
  expect(pairs).toHaveLength(6);
  for (const [predicted, explained] of pairs) {
    expect(predicted).toMatchObject({ edgewise: true, code: 'input' });
    expect(explained).toMatchObject({ edgewise: true, code: 'input', message: predicted!.message });
  }
  expect(others.map((failure) => failure?.code)).toEqual(['input', 'input', 'input', 'input']);
  expect(others.map((failure) => failure?.message).join(' ')).toMatch(/tensors.*"ugly".*"f9".*"guess"/);
});
