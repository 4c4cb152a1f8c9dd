import type { CardMetric } from '../../src/model/manifest/card.js';
import { figureOf, rounded, shareMetric, type Figures } from '../training/card-metrics.js';

/** What `evaluation.json` says of the test mails, as stored. */
interface Evaluated {
  metrics: { stored: Figures };
  /** The same mails with their traces, as a person has them. */
  asPasted: Figures;
  furtherSplits: readonly Figures[];
}

/** The figures of the model card: over all test mails, and where it goes wrong most. */
export function cardMetrics({ metrics: { stored }, asPasted, furtherSplits }: Evaluated): CardMetric[] {
  const splits = furtherSplits.map((split) => figureOf(split, 'f1'));
  return [
    ...figures(stored),
    hardHam(stored),
    ...figures(asPasted, 'with quotes, footers and signatures, as pasted'),
    {
      name: 'F1',
      value: rounded(splits.reduce((sum, f1) => sum + f1, 0) / splits.length),
      higherIsBetter: true,
      group: `mean of ${splits.length} further splits, trained anew`,
    },
  ];
}

function figures(judged: Figures, group?: string): CardMetric[] {
  const of = (name: string) => figureOf(judged, name);
  const spam = of('truePositives') + of('falseNegatives');
  const wanted = of('falsePositives') + of('trueNegatives');
  const samples = spam + wanted;
  const where = group === undefined ? {} : { group };
  const better = { higherIsBetter: true, ...where };
  const worse = { higherIsBetter: false, ...where };
  const called = of('truePositives') + of('falsePositives');
  return [
    { name: 'F1', value: rounded(of('f1')), ...better, samples },
    shareMetric(of('truePositives'), called, { name: 'precision', ...better }),
    shareMetric(of('truePositives'), spam, { name: 'recall', ...better }),
    shareMetric(of('falsePositives'), wanted, { name: 'false-positive rate', ...worse }),
    { name: 'AUC', value: rounded(of('auc')), ...better, samples },
    { name: 'log loss', value: rounded(of('logLoss')), ...worse, samples },
  ];
}

function hardHam(judged: Figures): CardMetric {
  const mails = figureOf(judged, 'hardHam');
  return shareMetric(Math.round(figureOf(judged, 'falsePositiveRateOfHardHam') * mails), mails, {
    ...{ name: 'false-positive rate', higherIsBetter: false },
    group: 'wanted newsletters and offers (hard ham)',
  });
}
