import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { anyRows } from '../support/known-answers.js';
import { openKnownPage } from '../support/known-page.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { failAtPredict, shortPatience, type WorkerFault } from '../support/worker-faults.js';

const server = await openServer();
const url = serveModel(server, anyRows);
const timeout = 15_000;

async function openFaulty(fault: WorkerFault) {
  const { page } = await openKnownPage(server, { library: serveAltered(server, failAtPredict(fault)) });
  await page.evaluate(shortPatience);
  return page;
}

/** Two models on one engine, whose worker fails at a prediction of the first. */
async function failUnderTwo(fault: WorkerFault, deadline: number) {
  const page = await openFaulty(fault);
  return page.evaluate(
    async ({ url, timeout, deadline }) => {
      const first = await loadKnown(url, { backend: 'wasm' });
      const second = await loadKnown(url, { backend: 'wasm' });
      await Promise.all([first.predict(), second.predict()]);
      await inject('fault');
      await Promise.all([first.predict({ timeout: deadline }), second.predict({ timeout })]);
      const underWay = { first: first.story.slowest, second: second.story.slowest };
      await Promise.all([first.predict({ timeout }), second.predict({ timeout })]);
      return { first: await first.end(), second: await second.end(), underWay };
    },
    { url, timeout, deadline },
  );
}

describe('a worker that', () => {
  test.each(['hang', 'close'] as const)('%ss: the prediction ends in its time, all others are right', async (fault) => {
    const deadline = 1_500;
    const { first, second, underWay } = await failUnderTwo(fault, deadline);
    expect(first).toMatchObject({ wrong: [], failed: ['timeout'], backends: ['wasm', 'wasm'] });
    expect(second).toMatchObject({ wrong: [], failed: [], backends: ['wasm', 'wasm', 'wasm'] });
    expect(underWay.first).toBeLessThan(deadline + 1_000);
    expect(second.slowest).toBeLessThan(timeout + 1_000);
    expect(second.reasons.join(' ')).toContain('did not answer');
  });

  test.each(['throw', 'trap'] as const)(
    '%ss: the prediction is computed again, all others are right',
    async (fault) => {
      const { first, second } = await failUnderTwo(fault, timeout);
      for (const story of [first, second]) {
        expect(story).toMatchObject({ wrong: [], failed: [], backends: ['wasm', 'wasm', 'wasm'] });
        expect(story.slowest).toBeLessThan(timeout + 1_000);
        expect(story.reasons.join(' ')).toContain(fault === 'trap' ? 'unreachable' : 'a bug');
      }
    },
  );

  test.each(['hang', 'close'] as const)('%ss does not keep a model from being disposed of', async (fault) => {
    const page = await openFaulty(fault);
    const { milliseconds, failed } = await page.evaluate(async (url) => {
      const { model, story, predict } = await loadKnown(url, { backend: 'wasm' });
      await inject('fault');
      const running = predict();
      const began = performance.now();
      await model.dispose();
      await running;
      return { milliseconds: performance.now() - began, failed: story.failed };
    }, url);
    expect(failed).toEqual(['disposed']);
    expect(milliseconds).toBeLessThan(2_000);
  });

  test('took inputs with it says so, and the next prediction is right', async () => {
    const page = await openFaulty('throw');
    const { error, story } = await page.evaluate(
      async ({ url, timeout }) => {
        const { model, predict, end } = await loadKnown(url, { backend: 'wasm' });
        await predict();
        await inject('fault');
        const x = { data: askedOf(1, 500), shape: [500, 4] };
        const error = await errorOf(model.predict({ x }, { transfer: true, timeout }));
        await predict({ timeout });
        return { error, story: await end() };
      },
      { url, timeout },
    );
    expect(error).toMatchObject({ code: 'worker', details: { lost: 'worker' } });
    expect(error?.message).toContain('The input was handed over, and went with what computed it');
    expect(story).toMatchObject({ wrong: [], failed: [], backends: ['wasm', 'wasm'] });
  });
});

test('plain TF.js in such workers never answers again', async () => {
  const next = async (fault: WorkerFault) => {
    const plain = await PlainTensorFlow.open(server, failAtPredict(fault));
    expect(await plain.load(url, 'wasm')).toBe('wasm');
    expect(await plain.differs('data')).toBeLessThan(1e-5);
    await plain.inject('fault');
    await plain.differs('data'); // a worker that closes itself still ends the task that it is at
    return plain.differs('data');
  };
  const outcomes = await Promise.all((['hang', 'close', 'trap'] as const).map(next));
  expect(outcomes).toEqual(['nothing came', 'nothing came', 'RuntimeError: unreachable']);
});
