import { cardLimits, type CardMetric, type ConfidenceInterval, type ModelCard, type TrainingData } from './card.js';
import { countAt, listAt, numberAt, objectAt, objectsAt, optional, textAt, wrong, type Fields } from './fields.js';

/** @throws EdgewiseError `invalid-model` with the field in `details.field` */
export function parseCard(manifest: Fields, key: 'card'): ModelCard {
  const fields = objectAt(manifest, key);
  return {
    ...optional(fields, 'authors', texts),
    ...optional(fields, 'contact', text),
    ...optional(fields, 'intendedUses', texts),
    ...optional(fields, 'outOfScopeUses', texts),
    ...optional(fields, 'factors', texts),
    ...optional(fields, 'trainingData', parseTrainingData),
    ...optional(fields, 'split', text),
    ...optional(fields, 'metrics', parseMetrics),
    ...optional(fields, 'caveats', texts),
    ...optional(fields, 'ethicalConsiderations', texts),
  };
}

function parseTrainingData(card: Fields, key: 'trainingData'): readonly TrainingData[] {
  return entries(card, key, cardLimits.list).map((fields) => ({
    name: text(fields, 'name'),
    ...optional(fields, 'description', text),
    ...optional(fields, 'samples', countAt),
    ...optional(fields, 'source', text),
    ...optional(fields, 'license', text),
    ...optional(fields, 'period', text),
  }));
}

function parseMetrics(card: Fields, key: 'metrics'): readonly CardMetric[] {
  return entries(card, key, cardLimits.metrics).map((fields) => {
    const { higherIsBetter } = fields.json;
    if (typeof higherIsBetter !== 'boolean') throw wrong(fields, 'higherIsBetter', 'true or false');
    return {
      name: text(fields, 'name'),
      value: numberAt(fields, 'value'),
      ...optional(fields, 'unit', text),
      higherIsBetter,
      ...optional(fields, 'group', text),
      ...optional(fields, 'samples', countAt),
      ...optional(fields, 'interval', parseInterval),
    };
  });
}

function parseInterval(metric: Fields, key: 'interval'): ConfidenceInterval {
  const fields = objectAt(metric, key);
  const [low, high, level] = [numberAt(fields, 'low'), numberAt(fields, 'high'), numberAt(fields, 'level')];
  if (high < low) throw wrong(fields, 'high', 'a number from low');
  if (level <= 0 || level >= 1) throw wrong(fields, 'level', 'a number between 0 and 1');
  return { low, high, level };
}

function entries(card: Fields, key: string, most: number): Fields[] {
  const list = objectsAt(card, key);
  if (list.length > most) throw wrong(card, key, `a list of ${most} entries at most`);
  return list;
}

function text(fields: Fields, key: string): string {
  const value = textAt(fields, key);
  if (value.length > cardLimits.text) throw wrong(fields, key, `a text of ${cardLimits.text} characters at most`);
  return value;
}

function texts(fields: Fields, key: string): readonly string[] {
  const list = listAt(fields, key);
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.trim() !== '' && value.length <= cardLimits.text;
  if (list.length <= cardLimits.list && list.every(isText)) return list;
  throw wrong(fields, key, `a list of at most ${cardLimits.list} texts, each of 1 to ${cardLimits.text} characters,`);
}
