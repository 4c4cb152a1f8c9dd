import { outputDifference } from '../evaluate/agreement/outputs.js';
import { refuseLoss, type Gate, type Measured } from '../evaluate/gate.js';
import { openRunner, type Runner } from '../engine/runner.js';
import type { Tensors } from '../../model/tensor.js';
import { chooseSchemes, type Chosen } from '../quantize/choose-schemes.js';
import { keepWithin } from '../quantize/keep-within.js';
import type { StoredModel, Storing } from '../quantize/storing.js';
import type { PackOptions } from './options.js';
import type { Phases } from './phases.js';

/** Points that may be lost where nobody says. */
export const defaultMaxLoss = 0.5;

/**
 * Stores the weights by the scheme that was asked for, or the smallest that passes, and measures what came out.
 *
 * @param inputs on which `auto` sees how much damage each weight does
 * @throws EdgewiseError `input` where more was lost than allowed
 */
export async function storeModel(
  storing: Storing,
  gate: Gate,
  inputs: readonly Tensors[],
  { quantize = 'keep', maxLoss = defaultMaxLoss, signal }: PackOptions,
  phases: Phases,
): Promise<Chosen<Measured>> {
  const measure = (stored: StoredModel, onProgress?: (done: number, total: number | null) => void) =>
    withRunner(stored, (runner) => gate.measure(runner, { signal, onProgress }));
  const damageOptions = async (onProgress: (done: number, total: number | null) => void) => {
    let steps = 0;
    return {
      damage: await damageOn(await storing.store('float32'), inputs),
      onProgress: () => {
        signal?.throwIfAborted();
        onProgress(++steps, null);
      },
    };
  };
  if (quantize === 'auto') {
    return phases.run('quantize', async (onProgress) =>
      chooseSchemes(storing, {
        ...(await damageOptions(onProgress)),
        maxLoss,
        measure: async (stored) => {
          const result = await measure(stored);
          return { loss: result.loss, result };
        },
      }),
    );
  }
  const { stored, raised } = await phases.run('quantize', async (onProgress) =>
    quantize === 'keep'
      ? keepWithin(storing, await damageOptions(onProgress))
      : { stored: await storing.store(quantize), raised: [] },
  );
  const result = await phases.run('evaluate', (onProgress) => measure(stored, onProgress));
  if (gate.binding) refuseLoss(result, maxLoss);
  return { stored, scheme: quantize, raised, result, tried: [] };
}

/** How far a model's answers are off those of this one, on the worst of the inputs: see `outputDifference`. */
async function damageOn(
  reference: StoredModel,
  inputs: readonly Tensors[],
): Promise<(other: StoredModel) => Promise<number>> {
  const answersOf = (stored: StoredModel) =>
    withRunner(stored, async (runner) => {
      const answers: Tensors[] = [];
      for (const given of inputs) answers.push(await runner.run(given).catch(() => ({})));
      return answers;
    });
  const expected = await answersOf(reference);
  return async (other) => {
    const answers = await answersOf(other);
    return Math.max(0, ...answers.map((answer, i) => outputDifference(expected[i] as Tensors, answer) ?? 0));
  };
}

async function withRunner<Result>({ model }: StoredModel, work: (runner: Runner) => Promise<Result>): Promise<Result> {
  const runner = await openRunner(model);
  try {
    return await work(runner);
  } finally {
    runner.dispose();
  }
}
