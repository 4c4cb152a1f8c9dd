import path from 'node:path';
import type { HashingTransform } from '../../src/model/transforms/text.js';
import { fit } from '../training/fit.js';
import { packNetwork } from '../training/package.js';
import { type Network, predictAll } from '../training/predict.js';
import { Random } from '../training/random.js';
import type { Recipe, TrainingContext } from '../training/recipe.js';
import { pick, type Samples } from '../training/samples.js';
import type { Split } from '../training/split.js';
import { openStored, storeModel, type StoredModel } from '../training/stored-model.js';
import type { tfl } from '../training/tfjs.js';
import { cardMetrics } from './card.js';
import { readCorpus, readPastedMail, type Corpus, type LearntMail } from './corpus.js';
import { listMails } from './data.js';
import { bestThreshold, judge } from './evaluate.js';
import { evaluationOf } from './evaluation.js';
import { build, candidates, type Candidate } from './network.js';
import { textSamples } from './samples.js';
import { bitsOf, splitByGroups } from './split.js';
import { spamFrom, textInto } from './transforms.js';

/** Streams of the seed; each candidate draws its weights from its own. */
const streams = { split: 1, splitByMail: 2, weights: 10, furtherSplits: 20 };
const furtherSplits = 5;
const scheme = 'uint8';

export const recipe: Recipe = {
  name: 'spam',
  summary: 'spam or not, from the words of a mail (SpamAssassin corpus); some minutes',
  async train(context) {
    const { checkpoints, progress, signal, seed } = context;
    const corpus = await readCorpus({ cache: path.join(checkpoints, 'corpus.bin'), progress, signal });
    const { mails, groups } = corpus;
    const split = splitByGroups(mails.map(stratumOf), groups, new Random(seed, streams.split));
    const validated = split.validation.map((place) => mails[place] as LearntMail);
    const tested = split.test.map((place) => mails[place] as LearntMail);

    const compared: Trained[] = [];
    for (const candidate of candidates) compared.push(await trainOne(context, candidate, mails, split, 'candidate'));
    const chosen = compared.reduce((best, one) => (one.validationLoss < best.validationLoss ? one : best));
    progress.say(`chosen by validation loss: ${chosen.candidate.name}`);

    const stored = await storeModel(chosen.network, scheme);
    const network = await openStored(stored);
    const threshold = bestThreshold(
      predictAll(network, pick(chosen.samples, split.validation)),
      validated.map(({ spam }) => Number(spam)),
    );
    const input = textInto(chosen.candidate.buckets);
    const test = pick(chosen.samples, split.test);
    const judged = (one: Network): Record<string, number> => judge(predictAll(one, test), tested, threshold);

    await packNetwork(chosen.network, {
      ...context,
      scheme,
      evaluate: evaluationOf(tested, threshold),
      transforms: { input, output: spamFrom(threshold) },
      cardMetrics,
      evaluation: {
        task: 'spam or not, from the subject and the text of a mail',
        seed,
        samples: { train: split.train.length, validation: split.validation.length, test: split.test.length },
        bytes: stored.bytes,
        metrics: { float32: judged(chosen.network), stored: judged(network) },
        threshold,
        schemes: await everyScheme(chosen.network, judged),
        chosen: chosen.candidate.name,
        candidates: compared.map((one) => figuresOf(one, validated, split)),
        duplicates: countDuplicates(corpus),
        asPasted: await judgePasted(network, { input, threshold }, split.test),
        furtherSplits: await onFurtherSplits(context, chosen.candidate, corpus),
        splitByMail: await withoutGroups(context, chosen.candidate, mails),
        // One bit for each mail of `file_list.json`: those that only the figures above have seen.
        testMails: bitsOf(split.test, mails.length),
      },
    });
    const { f1, falsePositiveRate } = judged(network);
    progress.say(`as stored: F1 ${String(f1)}, false-positive rate ${String(falsePositiveRate)}`);
  },
};

/** Spam, ham and hard ham are spread evenly over the parts. */
function stratumOf({ spam, collection }: LearntMail): number {
  if (spam) return 2;
  return collection === 'hard-ham-1' ? 1 : 0;
}

interface Trained {
  candidate: Candidate;
  network: tfl.LayersModel;
  /** Of all mails. */
  samples: Samples;
  bestEpoch: number;
  validationLoss: number;
}

async function trainOne(
  { checkpoints, progress, signal, seed }: TrainingContext,
  candidate: Candidate,
  mails: readonly LearntMail[],
  split: Split,
  purpose: string,
): Promise<Trained> {
  progress.say(`\n${candidate.name}`);
  const samples = textSamples(mails, textInto(candidate.buckets));
  const place = candidates.indexOf(candidate);
  const network = build(candidate, new Random(seed, streams.weights + place));
  const { bestEpoch, validationLoss } = await fit({
    network,
    loss: 'binaryCrossentropy',
    train: pick(samples, split.train),
    validation: pick(samples, split.validation),
    epochs: 60,
    batchSize: 32,
    learningRate: candidate.learningRate,
    patience: 4,
    seed,
    checkpoint: path.join(checkpoints, `${purpose}-${place}.bin`),
    progress,
    signal,
  });
  return { candidate, network, samples, bestEpoch, validationLoss };
}

function figuresOf(
  { candidate, network, samples, bestEpoch, validationLoss }: Trained,
  validated: readonly LearntMail[],
  split: Split,
): object {
  const probabilities = predictAll(network, pick(samples, split.validation));
  const threshold = bestThreshold(
    probabilities,
    validated.map(({ spam }) => Number(spam)),
  );
  const { f1, falsePositiveRate } = judge(probabilities, validated, threshold);
  const weights = network.countParams();
  return { name: candidate.name, weights, epochs: bestEpoch + 1, validationLoss, validationF1: f1, falsePositiveRate };
}

async function everyScheme(
  network: tfl.LayersModel,
  judged: (network: Network) => Record<string, number>,
): Promise<object[]> {
  const figures: object[] = [];
  for (const each of ['float32', 'float16', 'uint16', 'uint8'] as const) {
    const stored: StoredModel = await storeModel(network, each);
    const { f1, falsePositiveRate, logLoss } = judged(await openStored(stored));
    figures.push({ scheme: each, bytes: stored.bytes.stored, f1, falsePositiveRate, logLoss });
  }
  return figures;
}

function countDuplicates({ mails, groups }: Corpus): object {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const repeated = [...sizes.values()].filter((size) => size > 1);
  return {
    groups: sizes.size,
    groupsOfSeveral: repeated.length,
    mailsInThem: repeated.reduce((sum, size) => sum + size, 0),
    largest: Math.max(...sizes.values()),
    mails: mails.length,
  };
}

/** The test mails with their traces: what the model says of mails as people have them. */
async function judgePasted(
  network: Network,
  { input, threshold }: { input: HashingTransform; threshold: number },
  places: readonly number[],
): Promise<Record<string, number>> {
  const names = await listMails();
  const mails: LearntMail[] = [];
  for (const place of places) mails.push(await readPastedMail(names[place] as string));
  return judge(predictAll(network, textSamples(mails, input)), mails, threshold);
}

/** The chosen network trained anew on other splits, to tell its worth from the luck of one. */
async function onFurtherSplits(
  context: TrainingContext,
  candidate: Candidate,
  { mails, groups }: Corpus,
): Promise<Record<string, number>[]> {
  const figures: Record<string, number>[] = [];
  for (let i = 1; i <= furtherSplits; i++) {
    context.progress.say(`\nfurther split ${i} of ${furtherSplits}`);
    const split = splitByGroups(mails.map(stratumOf), groups, new Random(context.seed, streams.furtherSplits + i));
    figures.push(await trainAndJudge(context, candidate, mails, split, `split-${i}`));
  }
  return figures;
}

/** What the same network would seem to reach if copies of a mail could be on both sides. */
async function withoutGroups(
  context: TrainingContext,
  candidate: Candidate,
  mails: readonly LearntMail[],
): Promise<Record<string, number>> {
  context.progress.say('\nfor comparison: split by mail, with copies on both sides');
  const each = [...mails.keys()];
  const split = splitByGroups(mails.map(stratumOf), each, new Random(context.seed, streams.splitByMail));
  return trainAndJudge(context, candidate, mails, split, 'by-mail');
}

async function trainAndJudge(
  context: TrainingContext,
  candidate: Candidate,
  mails: readonly LearntMail[],
  split: Split,
  purpose: string,
): Promise<Record<string, number>> {
  const { network, samples } = await trainOne(context, candidate, mails, split, purpose);
  const part = (places: readonly number[]): LearntMail[] => places.map((place) => mails[place] as LearntMail);
  const threshold = bestThreshold(
    predictAll(network, pick(samples, split.validation)),
    part(split.validation).map(({ spam }) => Number(spam)),
  );
  return judge(predictAll(network, pick(samples, split.test)), part(split.test), threshold);
}
