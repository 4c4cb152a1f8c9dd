import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CreditEvaluation } from '../../../models/credit-risk/recipe.js';

const folder = 'models/credit-risk';
const evaluation = JSON.parse(readFileSync(`${folder}/evaluation.json`, 'utf8')) as CreditEvaluation;
/** Cells without what aligns or stresses them. */
const readme = readFileSync(`${folder}/README.md`, 'utf8')
  .replaceAll('**', '')
  .replaceAll(/[ \t]+/g, ' ');

const four = (...values: number[]): string => values.map((value) => value.toFixed(4)).join(' | ');
const percent = (...values: number[]): string => values.map((value) => `${(value * 100).toFixed(1)} %`).join(' | ');
const grouped = (value: number): string => value.toLocaleString('en-GB');

const { candidates, schemes, byAge, comparison, samples, scaling } = evaluation;
const rows: [string, string][] = [
  ...candidates.map(({ name, title, inputs, weights, logLoss, auc }): [string, string] => [
    `the candidate ${name}`,
    `| ${name} | ${title} | ${inputs} | ${grouped(weights)} | ${four(logLoss, auc)} |`,
  ]),
  ...Object.entries(schemes).map(([name, { bytes, auc, logLoss, brier }]): [string, string] => [
    `what is stored as ${name}`,
    `| ${name} | ${grouped(bytes)} | ${four(auc, logLoss, brier)} |`,
  ]),
  ...Object.entries(byAge).map(([name, group]): [string, string] => [
    `applicants ${name}`,
    `| ${name} | ${group.count} | ${percent(group.observed, group.predicted)} | ${four(group.auc, group.logLoss, group.brier)} |`,
  ]),
  [
    'the ten splits',
    `| difference in the same split | +${four(comparison.difference.mean)} | ${four(comparison.difference.deviation)} |`,
  ],
  ['how often it is better', `positive in ${comparison.difference.positive} of 10`],
  ['the parts', `${grouped(samples.train)} rows to train`],
  ['the trial of scaling', `log loss ${four(scaling.before)} without it, ${four(scaling.after)} with it`],
  ['the AUC', `| AUC on the test rows | ${four(evaluation.metrics.stored['auc']!)} as stored`],
];

test.each(rows)('the README gives the figures of %s as evaluation.json has them', (_, row) => {
  expect(readme.replaceAll('\n', ' ')).toContain(row);
});
