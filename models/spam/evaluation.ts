/** By what `edgewise pack` and `edgewise evaluate` judge the model: the test mails of its split. */
import { readFile } from 'node:fs/promises';
import type {
  Answer,
  CustomMetric,
  EvaluationModule,
  EvaluationSample,
} from '../../src/cli/evaluate/evaluation-module.js';
import type { ModelManifest } from '../../src/model/manifest/manifest.js';
import { confusion, f1 } from '../training/metrics.js';
import { type LearntMail, readLearntMail } from './corpus.js';
import { listMails } from './data.js';
import { placesOf } from './split.js';

export const data = 'the mails of the test part, a fifth drawn by seed';

/** @param threshold the probability from which a mail is called spam */
export function evaluationOf(mails: readonly LearntMail[], threshold: number): EvaluationModule {
  return {
    metric: { ...metric, score: (answers) => f1From(threshold, answers) },
    data,
    samples: () => mails.map(sampleOf),
  };
}

function sampleOf({ text, spam }: LearntMail): EvaluationSample {
  return { inputs: text, label: Number(spam) };
}

/** F1 of those called spam that reach the threshold of the committed model. */
export const metric: CustomMetric = {
  name: 'f1',
  higherIsBetter: true,
  score: async (answers) => f1From(await committedThreshold(), answers),
};

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const { testMails } = await read<{ testMails: string }>('evaluation.json');
  const names = await listMails();
  for (const place of placesOf(testMails)) yield sampleOf(await readLearntMail(names[place] as string));
}

function f1From(threshold: number, answers: readonly Answer[]): number {
  const probabilities = answers.map(({ values }) => values[0] ?? NaN);
  const labels = answers.map(({ label }) => Number(label));
  return f1(confusion(probabilities, labels, threshold));
}

async function read<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')) as Content;
}

async function committedThreshold(): Promise<number> {
  const { transforms } = await read<ModelManifest>('packaged/manifest.json');
  return (transforms?.output?.kind === 'binary-classification' ? transforms.output.threshold : undefined) ?? 0.5;
}
