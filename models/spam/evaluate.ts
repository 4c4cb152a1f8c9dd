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

/** The threshold with the greatest F1; where several share it, in the middle of the widest gap between probabilities. */
export function bestThreshold(probabilities: Float32Array, labels: readonly number[]): number {
  const sorted = [...new Set(probabilities)].sort((a, b) => a - b);
  let best = { score: -1, gap: 0, threshold: 0.5 };
  for (let i = 1; i < sorted.length; i++) {
    const [below, above] = [sorted[i - 1] as number, sorted[i] as number];
    const threshold = (below + above) / 2;
    const score = f1(confusion(probabilities, labels, threshold));
    const gap = above - below;
    if (score > best.score || (score === best.score && gap > best.gap)) best = { score, gap, threshold };
  }
  return best.threshold;
}
