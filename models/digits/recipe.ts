import path from 'node:path';
import type { QuantizationScheme } from '../../src/model/quantization.js';
import { fit } from '../training/fit.js';
import { Random } from '../training/random.js';
import type { Recipe, TrainingContext } from '../training/recipe.js';
import { pick, type Samples } from '../training/samples.js';
import { stratifiedSplit } from '../training/split.js';
import { packNetwork } from '../training/package.js';
import { openStored, storeModel, type StoredModel } from '../training/stored-model.js';
import { seeded, type tfl } from '../training/tfjs.js';
import { augment } from './augment.js';
import { cardMetrics } from './card.js';
import { readDigits } from './data.js';
import { accuracyByDigit, judge, mostConfused } from './evaluate.js';
import * as testDigits from './evaluation.js';
import { digitNetwork } from './network.js';
import { samplesOf } from './samples.js';

const epochs = 16;
const batchSize = 128;
const firstRate = 0.002;

/** The smallest first: one is taken if it costs no more than this of the validation accuracy. */
const schemes = ['uint8', 'float16', 'uint16', 'float32'] as const satisfies readonly QuantizationScheme[];
const mayCost = 0.001;

export const recipe: Recipe = {
  name: 'digits',
  summary: 'which digit a person drew: a convolutional network on MNIST (16 epochs of 37 s of CPU time)',
  async train(context) {
    const parts = await splitDigits(context.seed);
    context.progress.say(`${parts.train.count} digits to train, ${parts.validation.count} to validate`);
    const { network, ...fitted } = await trainNetwork(context, parts);
    context.progress.say(`The weights of epoch ${fitted.bestEpoch + 1} are the best.`);

    // From here on nothing is decided by the test digits: they are looked at once.
    const chosen = await chooseScheme(network, parts.validation);
    const test = samplesOf(await readDigits('test'));
    const { evaluation, stored } = await evaluate(network, chosen, test);
    const { accuracy } = evaluation.metrics.stored;
    context.progress.say(
      `${chosen}, ${stored.bytes.stored} bytes: ${(accuracy * 100).toFixed(2)} % of the test digits`,
    );

    await packNetwork(network, {
      ...context,
      scheme: chosen,
      evaluate: testDigits,
      cardMetrics,
      evaluation: {
        task: 'Which digit a person drew: 28×28 pixels to the probabilities of 0 to 9.',
        samples: { train: parts.train.count, validation: parts.validation.count, test: test.count },
        ...evaluation,
        seed: context.seed,
        bestEpoch: fitted.bestEpoch + 1,
        history: fitted.history,
      },
    });
  },
};

/** A twelfth of each digit's training samples, drawn by the seed, chooses the epoch and how weights are stored. */
export async function splitDigits(seed: number): Promise<{ train: Samples; validation: Samples }> {
  const digits = await readDigits('train');
  const { train, validation } = stratifiedSplit(
    digits.labels,
    { train: 11 / 12, validation: 1 / 12, test: 0 },
    new Random(seed),
  );
  const samples = samplesOf(digits);
  return { train: pick(samples, train), validation: pick(samples, validation) };
}

async function trainNetwork(
  { seed, checkpoints, progress, signal }: TrainingContext,
  { train, validation }: { train: Samples; validation: Samples },
) {
  const network = seeded(new Random(seed, -1), digitNetwork);
  const fitted = await fit({
    network,
    loss: 'categoricalCrossentropy',
    train,
    validation,
    epochs,
    batchSize,
    // Half a cosine, from the first rate to nearly none.
    learningRate: (epoch) => (firstRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2,
    augment,
    seed,
    checkpoint: path.join(checkpoints, 'fit'),
    progress,
    signal,
  });
  return { network, ...fitted };
}

async function chooseScheme(network: tfl.LayersModel, validation: Samples): Promise<QuantizationScheme> {
  const { accuracy } = judge(network, validation).metrics;
  for (const scheme of schemes) {
    const opened = await openStored(await storeModel(network, scheme));
    const stored = judge(opened, validation).metrics.accuracy;
    opened.dispose();
    if (stored >= accuracy - mayCost) return scheme;
  }
  return 'float32';
}

async function evaluate(network: tfl.LayersModel, chosen: QuantizationScheme, test: Samples) {
  const byScheme: Record<string, { bytes: number; accuracy: number; logLoss: number }> = {};
  let stored: (StoredModel & ReturnType<typeof judge>) | undefined;
  for (const scheme of schemes) {
    const files = await storeModel(network, scheme);
    const opened = await openStored(files);
    const judged = judge(opened, test);
    opened.dispose();
    byScheme[scheme] = { bytes: files.bytes.stored, ...judged.metrics };
    if (scheme === chosen) stored = { ...files, ...judged };
  }
  if (!stored) throw new Error(`${chosen} is none of ${schemes.join(', ')}.`);
  const { confusion, metrics, bytes } = stored;
  return {
    stored,
    evaluation: {
      bytes,
      metrics: { float32: { ...judge(network, test).metrics }, stored: { ...metrics } },
      scheme: chosen,
      byScheme,
      accuracyByDigit: accuracyByDigit(confusion),
      mostConfused: mostConfused(confusion),
      confusion,
    },
  };
}
