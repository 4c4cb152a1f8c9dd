import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as credit from '../../../models/credit-risk/card.js';
import * as digits from '../../../models/digits/card.js';
import * as spam from '../../../models/spam/card.js';
import { cardMarkdown } from '../../../src/cli/card/card-markdown.js';
import { checkCard } from '../../../src/cli/pack/check-card.js';
import type { CardMetric, ModelCard } from '../../../src/model/manifest/card.js';
import { manifestOf } from '../../../src/model/manifest/parse-manifest.js';
import { fullManifest } from '../../support/full-manifest.js';

const read = (file: string): any => JSON.parse(readFileSync(`models/${file}`, 'utf8'));

/** As the recipe puts it into the package. */
function metricsOf(name: string, cardMetrics?: (evaluation: any) => CardMetric[]): CardMetric[] {
  return cardMetrics ? cardMetrics(read(`${name}/evaluation.json`)) : [];
}

const trained = [
  ['digits', digits.cardMetrics],
  ['credit-risk', credit.cardMetrics],
  ['spam', spam.cardMetrics],
] as const;
const models = [...trained, ['pose', undefined], ['objects', undefined]] as const;

describe.each(models)('the card of %s', (name, cardMetrics) => {
  const { card } = read(`${name}/describe.json`) as { card: ModelCard };
  const whole = { ...card, metrics: metricsOf(name, cardMetrics) };

  test('follows the format, with its figures', () => {
    checkCard({ card: whole });
    expect(manifestOf({ ...fullManifest, card: whole } as any, 'manifest.json').card).toEqual(whole);
  });

  test('says what the model is for and not for, what it learnt from, where it fails, and what to mind', () => {
    for (const list of ['intendedUses', 'outOfScopeUses', 'factors', 'caveats', 'ethicalConsiderations'] as const) {
      if (name === 'objects' && list === 'factors') continue;
      expect(card[list]?.length, list).toBeGreaterThan(0);
    }
    if (cardMetrics) expect(card.split).toBeTypeOf('string');
  });

  test('leaves figures to the recipe', () => {
    expect(card.metrics).toBeUndefined();
  });
});

describe('figures', () => {
  const find = (list: readonly CardMetric[], name: string, group?: string) =>
    list.find((metric) => metric.name === name && metric.group === group)!;

  test.each(trained)('of %s are those of its evaluation, over all and by group', (name, cardMetrics) => {
    const evaluation = read(`${name}/evaluation.json`);
    const list = metricsOf(name, cardMetrics);
    const { stored } = evaluation.metrics;
    expect(find(list, 'log loss').value).toBeCloseTo(stored.logLoss, 5);
    expect(find(list, 'log loss').samples).toBe(evaluation.samples.test);
    expect(list.filter(({ group }) => group !== undefined).length).toBeGreaterThan(2);
    for (const { value, interval } of list) {
      if (interval) expect(interval.low < value && value < interval.high).toBe(true);
    }
    // Another evaluation, other figures.
    const other = structuredClone(evaluation);
    other.metrics.stored.logLoss = 0.5;
    expect(find(cardMetrics(other), 'log loss').value).toBe(0.5);
  });

  test('of digits: each digit, with an interval', () => {
    const { accuracyByDigit, metrics } = read('digits/evaluation.json');
    const list = metricsOf('digits', digits.cardMetrics);
    expect(find(list, 'accuracy').value).toBeCloseTo(metrics.stored.accuracy, 6);
    // Wilson's interval of 9,946 of 10,000.
    expect(find(list, 'accuracy').interval).toEqual({ low: 0.992961, high: 0.995859, level: 0.95 });
    for (const [digit, value] of accuracyByDigit.entries()) {
      expect(find(list, 'accuracy', `digit ${digit}`).value).toBeCloseTo(value, 5);
    }
  });

  test('of credit-risk: by age', () => {
    const { byAge } = read('credit-risk/evaluation.json');
    const list = metricsOf('credit-risk', credit.cardMetrics);
    expect(find(list, 'AUC', 'aged under 30')).toEqual({
      ...{ name: 'AUC', higherIsBetter: true, group: 'aged under 30', samples: byAge['under 30'].count },
      value: Number(byAge['under 30'].auc.toPrecision(6)),
    });
  });

  test('of spam: mistaken mails, those of hard ham apart', () => {
    const { stored } = read('spam/evaluation.json').metrics;
    const list = metricsOf('spam', spam.cardMetrics);
    expect(find(list, 'false-positive rate').value).toBeCloseTo(stored.falsePositiveRate, 6);
    const hard = find(list, 'false-positive rate', 'wanted newsletters and offers (hard ham)');
    expect(hard.value).toBeCloseTo(stored.falsePositiveRateOfHardHam, 6);
    expect(hard.samples).toBe(stored.hardHam);
  });

  test('that the evaluation lacks are told', () => {
    const evaluation = read('spam/evaluation.json');
    delete evaluation.metrics.stored.hardHam;
    expect(() => spam.cardMetrics(evaluation)).toThrow(/no hardHam/);
  });

  test('stand on the card by group', () => {
    const metrics = metricsOf('credit-risk', credit.cardMetrics);
    expect(cardMarkdown({ ...fullManifest, card: { metrics } })).toMatch(
      /^\| AUC \(higher is better\) \| aged over 45 \| 0\.\d+ \| {2}\| 210 \|$/m,
    );
  });
});
