import { EdgewiseError } from '../../errors.js';
import { stack, unstack } from '../../model/batch.js';
import type { Tensors } from '../../model/tensor.js';
import type { Runner } from '../engine/runner.js';
import type { Answer } from './evaluation-module.js';
import { atSample } from './sample-error.js';
import type { Sample, Samples } from './samples.js';

/** Enough to make up for what a run costs by itself; more only takes memory. */
const most = { samples: 64, bytes: 8 * 1024 * 1024 };

export interface AnswerOptions {
  /** The output that holds the answer. */
  output: string;
  signal?: AbortSignal | undefined;
  /** @param total null while nobody has counted the samples */
  onProgress?: ((done: number, total: number | null) => void) | undefined;
}

/** What a model answers to every sample, in batches where it takes any number of samples at once. */
export async function answerAll(
  runner: Runner,
  samples: Samples,
  { output, signal, onProgress }: AnswerOptions,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let batch: Sample[] = [];
  let together = runner.inputs.every(({ shape, anyRank }) => !anyRank && shape[0] === null);
  const flush = async () => {
    const asked = batch;
    batch = [];
    if (asked.length > 1) {
      const joint = await runTogether(runner, asked).catch(() => undefined);
      if (joint) {
        joint.forEach((outputs, i) => answers.push(answerOf(asked[i] as Sample, outputs, output)));
        return;
      }
      // Some models say that they take any number and do not.
      together = false;
    }
    for (const sample of asked) answers.push(answerOf(sample, await runAlone(runner, sample, signal), output));
  };
  for await (const sample of samples.each()) {
    signal?.throwIfAborted();
    batch.push(sample);
    if (batch.length < (together ? batchSize(sample) : 1)) continue;
    await flush();
    onProgress?.(answers.length, samples.count() ?? null);
  }
  await flush();
  onProgress?.(answers.length, answers.length);
  return answers;
}

function batchSize({ inputs }: Sample): number {
  // A first dimension that is free need not be the batch.
  if (Object.values(inputs).some(({ shape }) => shape[0] !== 1)) return 1;
  const bytes = Object.values(inputs).reduce((sum, { data }) => sum + 4 * data.length, 0);
  return Math.max(1, Math.min(most.samples, Math.floor(most.bytes / Math.max(1, bytes))));
}

async function runTogether(runner: Runner, asked: readonly Sample[]): Promise<Tensors[]> {
  const { inputs, rows } = stack(asked.map((sample) => sample.inputs));
  return unstack(await runner.run(inputs), rows);
}

async function runAlone(runner: Runner, sample: Sample, signal: AbortSignal | undefined): Promise<Tensors> {
  try {
    return await runner.run(sample.inputs);
  } catch (error) {
    throw atSample(sample.index, error, signal);
  }
}

function answerOf({ index, label, row }: Sample, outputs: Tensors, output: string): Answer {
  const values = outputs[output]?.data ?? [];
  if (Array.isArray(values)) {
    throw new EdgewiseError('input', `The output "${output}" holds texts, which no metric counts.`, { output });
  }
  return { index, outputs, values, label, row };
}

/**
 * The output that holds the answer.
 *
 * @throws EdgewiseError `input` where it is not clear which
 */
export function answerOutput({ outputs }: Runner, wished: string | undefined): string {
  const names = outputs.map(({ name }) => name);
  const [only, second] = names;
  if (wished !== undefined && names.includes(wished)) return wished;
  if (wished === undefined && only !== undefined && second === undefined) return only;
  const what =
    wished === undefined ? `which of its outputs holds the answer` : `an output "${wished}", which the model has not`;
  throw new EdgewiseError(
    'input',
    `The evaluation ${wished === undefined ? 'does not say' : 'names'} ${what}. Export output: one of ${names.join(', ')}.`,
    { field: 'evaluate', expected: names, ...(wished === undefined ? {} : { output: wished }) },
  );
}
