import { auc, confusion, f1, falsePositiveRate, logLoss, precision, recall } from '../training/metrics.js';
import type { LearntMail } from './corpus.js';

/** Figures of probabilities over mails, with those called spam that reach the threshold. */
export function judge(
  probabilities: Float32Array,
  mails: readonly Pick<LearntMail, 'spam' | 'collection'>[],
  threshold: number,
): Record<string, number> {
  const labels = mails.map(({ spam }) => Number(spam));
  const counts = confusion(probabilities, labels, threshold);
  const hard = [...mails.keys()].filter((i) => mails[i]?.collection === 'hard-ham-1');
  const hardCounts = confusion(
    hard.map((i) => probabilities[i] as number),
    hard.map(() => 0),
    threshold,
  );
  return {
    f1: f1(counts),
    precision: precision(counts),
    recall: recall(counts),
    falsePositiveRate: falsePositiveRate(counts),
    falsePositiveRateOfHardHam: falsePositiveRate(hardCounts),
    auc: auc(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    ...counts,
    hardHam: hard.length,
  };
}

/** F1 a little below its greatest is no worse: the difference is a mail or two. */
const asGood = 0.005;

/**
 * In the middle of the thresholds, in hundredths, whose F1 is as good as the greatest. On some hundred mails the very
 * greatest stands where chance put it.
 */
export function bestThreshold(probabilities: Float32Array, labels: readonly number[]): number {
  const thresholds = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const scores = thresholds.map((threshold) => f1(confusion(probabilities, labels, threshold)));
  const greatest = Math.max(...scores);
  const good = thresholds.filter((_, i) => (scores[i] as number) >= greatest - asGood);
  return good[Math.floor(good.length / 2)] as number;
}
