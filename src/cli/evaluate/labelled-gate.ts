import type { Runner } from '../engine/runner.js';
import { preparer, type Prepare } from '../../transform/prepare.js';
import { answerAll, answerOutput } from './answer-all.js';
import { metricOf } from './built-in.js';
import type { EvaluationModule } from './evaluation-module.js';
import { figureOf } from './figure.js';
import type { Gate, MeasureOptions } from './gate.js';
import { lossInPoints } from './loss.js';
import { samplesOf, type Samples } from './samples.js';

export interface LabelledOptions extends MeasureOptions {
  /** Default: samples are tensors. */
  prepareInput?: Prepare;
}

export interface LabelledGate extends Gate {
  samples: Samples;
  /** The output that holds the answer. */
  output: string;
}

/** Source and packed model by an evaluation module's metric, over the same samples. The source is measured at once. */
export async function labelledGate(
  module: EvaluationModule,
  source: Runner,
  { prepareInput = preparer(source.inputs), signal, onProgress }: LabelledOptions = {},
): Promise<LabelledGate> {
  const output = answerOutput(source, module.output);
  const samples = samplesOf(module, prepareInput, signal);
  const metric = metricOf(module);
  const { name, higherIsBetter, bounded } = metric;
  const float32 = await figureOf(metric, await answerAll(source, samples, { output, signal, onProgress }));
  return {
    title: `${name} over ${samples.count() ?? 0} samples${module.data === undefined ? '' : ` (${module.data})`}`,
    binding: true,
    samples,
    output,
    measure: async (packed, options = {}) => {
      const answers = await answerAll(packed, samples, { output, ...options });
      const summary = {
        metric: name,
        higherIsBetter,
        float32,
        packed: await figureOf(metric, answers),
        samples: answers.length,
        ...(module.data === undefined ? {} : { data: module.data }),
      };
      return { summary, loss: lossInPoints(summary, bounded), answers };
    },
  };
}
