/** By what `edgewise pack` and `edgewise evaluate` judge the model: the test mails of its split. */
import { readFile } from 'node:fs/promises';
import type {
  Answer,
  CustomMetric,
  EvaluationModule,
  EvaluationSample,
} from '../../src/cli/evaluate/evaluation-module.js';
import { eachSample } from '../training/evaluation-samples.js';
import { confusion, f1 } from '../training/metrics.js';
import { type LearntMail, readLearntMail } from './corpus.js';
import { listMails } from './data.js';
import type { Preparation } from './features.js';
import { textSamples } from './samples.js';
import { placesOf } from './split.js';

export const data = 'the mails of the test part, a fifth drawn by seed';

/** @param threshold the probability from which a mail is called spam */
export function evaluationOf(mails: readonly LearntMail[], { buckets, threshold }: Preparation): EvaluationModule {
  const prepared = textSamples(mails, { buckets });
  return {
    metric: { ...metric, score: (answers) => f1From(threshold, answers) },
    data,
    samples: () => eachSample(prepared, (place) => Number(mails[place]?.spam)),
  };
}

/** F1 of those called spam that reach the threshold of the committed model. */
export const metric: CustomMetric = {
  name: 'f1',
  higherIsBetter: true,
  score: async (answers) => f1From((await preparation()).threshold, answers),
};

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const { testMails } = await read<{ testMails: string }>('evaluation.json');
  const names = await listMails();
  const mails: LearntMail[] = [];
  for (const place of placesOf(testMails)) mails.push(await readLearntMail(names[place] as string));
  yield* evaluationOf(mails, await preparation()).samples() as Iterable<EvaluationSample>;
}

function f1From(threshold: number, answers: readonly Answer[]): number {
  const probabilities = answers.map(({ values }) => values[0] ?? NaN);
  const labels = answers.map(({ label }) => Number(label));
  return f1(confusion(probabilities, labels, threshold));
}

async function read<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')) as Content;
}

const preparation = () => read<Preparation>('packaged/preparation.json');
