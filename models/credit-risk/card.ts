import type { CardMetric } from '../../src/model/manifest/card.js';
import { figureOf, rounded, type Figures } from '../training/card-metrics.js';
import type { Group } from './measures.js';

/** What `evaluation.json` says of the test rows, as stored. */
interface Evaluated {
  samples: { test: number };
  metrics: { stored: Figures };
  calibration: { error: number };
  byAge: Readonly<Record<string, Group>>;
}

/** The figures of the model card: over all test rows, and by age. */
export function cardMetrics({ samples: { test }, metrics, calibration, byAge }: Evaluated): CardMetric[] {
  return [
    ...figures(metrics.stored, test),
    {
      name: 'mean distance of predicted from observed shares, in ten groups',
      ...{ value: rounded(calibration.error), higherIsBetter: false, samples: test },
    },
    ...Object.entries(byAge).flatMap(([age, group]) => [
      ...figures(group, group.count, `aged ${age}`),
      {
        name: 'distance of the mean prediction from the share of bad outcomes',
        value: rounded(Math.abs(group.predicted - group.observed)),
        ...{ higherIsBetter: false, group: `aged ${age}`, samples: group.count },
      },
    ]),
  ];
}

function figures(measured: Figures, samples: number, group?: string): CardMetric[] {
  const where = { ...(group !== undefined && { group }), samples };
  return [
    { name: 'AUC', value: rounded(figureOf(measured, 'auc')), higherIsBetter: true, ...where },
    { name: 'log loss', value: rounded(figureOf(measured, 'logLoss')), higherIsBetter: false, ...where },
    { name: 'Brier score', value: rounded(figureOf(measured, 'brier')), higherIsBetter: false, ...where },
  ];
}
