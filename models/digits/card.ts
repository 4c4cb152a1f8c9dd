import type { CardMetric } from '../../src/model/manifest/card.js';
import { figureOf, rounded, shareMetric, type Figures } from '../training/card-metrics.js';

/** What `evaluation.json` says of the test digits, as stored. */
interface Evaluated {
  metrics: { stored: Figures };
  /** Rows are the digits that were drawn, columns those that were seen. */
  confusion: readonly (readonly number[])[];
}

/** The figures of the model card: over all test digits, and digit by digit. */
export function cardMetrics({ metrics, confusion }: Evaluated): CardMetric[] {
  const drawn = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const right = confusion.map((row, digit) => row[digit] ?? 0);
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const name = 'accuracy';
  return [
    shareMetric(total(right), total(drawn), { name, higherIsBetter: true }),
    {
      name: 'log loss',
      value: rounded(figureOf(metrics.stored, 'logLoss')),
      higherIsBetter: false,
      samples: total(drawn),
    },
    ...drawn.map((samples, digit) =>
      shareMetric(right[digit] ?? 0, samples, { name, higherIsBetter: true, group: `digit ${digit}` }),
    ),
  ];
}
