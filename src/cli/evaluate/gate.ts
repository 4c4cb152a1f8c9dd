import { EdgewiseError } from '../../errors.js';
import type { EvaluationSummary } from '../../model/manifest/manifest.js';
import type { Runner } from '../engine/runner.js';
import type { Answer } from './evaluation-module.js';

/** How a packed model is judged beside its source. */
export interface Gate {
  /** What is measured, on what. */
  title: string;
  /** False where nothing that people care about is measured: it is reported, and nothing is refused. */
  binding: boolean;
  measure: (packed: Runner, options?: MeasureOptions) => Promise<Measured>;
}

export interface MeasureOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number | null) => void) | undefined;
}

export interface Measured {
  summary: EvaluationSummary;
  /** In points; see `lossInPoints`. */
  loss: number;
  /** Of the packed model, where they are what a profile is made from. */
  answers?: readonly Answer[];
}

/** @throws EdgewiseError `input` where more than `maxLoss` points were lost */
export function refuseLoss({ summary, loss }: Measured, maxLoss: number): void {
  if (loss <= maxLoss) return;
  const { metric, float32, packed, samples } = summary;
  throw new EdgewiseError(
    'input',
    `The packed model loses ${round(loss)} points of ${metric}: ${round(packed)} against ${round(float32)} over ` +
      `${samples} samples, and ${maxLoss} are allowed. Nothing was written. Store weights in more bytes (--quantize ` +
      `uint16, float16 or auto), or allow more with --max-loss.`,
    { field: 'maxLoss', metric, float32, packed, loss, maxLoss, samples },
  );
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
