import { EdgewiseError, messageOf } from '../../errors.js';
import type { Answer } from './evaluation-module.js';
import type { Metric } from './metric.js';

/**
 * A metric's figure over answers.
 *
 * @throws EdgewiseError `input` where it throws, or gives no number that can be compared
 */
export async function figureOf({ name, bounded, score }: Metric, answers: readonly Answer[]): Promise<number> {
  let figure: unknown;
  try {
    figure = await score(answers);
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    throw wrong(`failed: ${messageOf(error)}`, error);
  }
  if (typeof figure !== 'number' || !Number.isFinite(figure)) {
    throw wrong(
      `gave ${String(figure)} over ${answers.length} samples, which is no number to compare. ` +
        (name === 'auc'
          ? 'It needs samples of both classes.'
          : 'Check the labels, and that the model answers numbers.'),
    );
  }
  if (bounded && (figure < -1e-9 || figure > 1 + 1e-9)) {
    throw wrong(`gave ${figure}, where it should lie in 0…1. Say bounded: false of it.`);
  }
  return figure;

  function wrong(what: string, cause?: unknown): EdgewiseError {
    return new EdgewiseError('input', `The metric ${name} ${what}`, { metric: name, field: 'evaluate' }, cause);
  }
}
