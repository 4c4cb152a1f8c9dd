import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Figures {
  [name: string]: number;
}
const folder = 'models/spam';
const evaluation = JSON.parse(readFileSync(`${folder}/evaluation.json`, 'utf8')) as {
  samples: Figures;
  bytes: Figures;
  metrics: { float32: Figures; stored: Figures };
  threshold: number;
  schemes: { scheme: string; bytes: number; f1: number; falsePositiveRate: number; logLoss: number }[];
  candidates: { name: string; weights: number; epochs: number; validationLoss: number; validationF1: number }[];
  duplicates: Figures;
  furtherSplits: Figures[];
  asPasted: Figures;
  splitByMail: Figures;
};
/** Cells without what aligns or stresses them. */
const readme = readFileSync(`${folder}/README.md`, 'utf8').replaceAll('**', '').replaceAll(/\s+/g, ' ');

const four = (value: number | undefined): string => (value ?? NaN).toFixed(4);
const percent = (value: number | undefined, digits = 2): string => `${((value ?? NaN) * 100).toFixed(digits)} %`;
const grouped = (value: number | undefined): string => (value ?? NaN).toLocaleString('en-GB');

const { stored, float32 } = evaluation.metrics;
const { samples, bytes, duplicates, asPasted, splitByMail } = evaluation;
const scores = evaluation.furtherSplits.map(({ f1 }) => f1!);
const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1));
const ham = stored['falsePositives']! + stored['trueNegatives']!;
const hardWrong = Math.round(stored['falsePositiveRateOfHardHam']! * stored['hardHam']!);

test.each([
  ['the sizes', `${grouped(bytes['float32'])} bytes in float32, ${grouped(bytes['stored'])} as stored (uint8)`],
  ['F1', `${four(stored['f1'])} as stored (${four(float32['f1'])} in float32)`],
  ['precision and recall', `| ${four(stored['precision'])}, ${four(stored['recall'])} |`],
  ['false positives', `${percent(stored['falsePositiveRate'])} of all ham (${stored['falsePositives']!} of ${ham})`],
  ['hard ham', `${percent(stored['falsePositiveRateOfHardHam'], 1)} of the hard ham in it (${hardWrong} of 47)`],
  ['AUC and log loss', `| ${four(stored['auc'])}, ${four(stored['logLoss'])} |`],
  ['the threshold', `spam from ${evaluation.threshold} up`],
  [
    'further splits',
    `${four(mean)} on average, standard deviation ${four(deviation)}, from ${four(Math.min(...scores))} to ${four(Math.max(...scores))}`,
  ],
  [
    'the parts',
    `${grouped(samples['train'])} mails to train, ${grouped(samples['validation'])} for validation, ${grouped(samples['test'])} for the test`,
  ],
  [
    'copies',
    `${grouped(duplicates['mailsInThem'])} of the ${grouped(duplicates['mails'])} mails lie in ${duplicates['groupsOfSeveral']!} groups of several, the largest of ${duplicates['largest']!}, which leaves ${grouped(duplicates['groups'])} groups`,
  ],
  ['the split by mail', `an F1 of ${four(splitByMail['f1'])} with a log loss of ${four(splitByMail['logLoss'])}`],
  ['mails as pasted', `F1 is ${four(asPasted['f1'])}, with ${percent(asPasted['falsePositiveRate'])} false positives`],
  ...evaluation.candidates.map((one): [string, string] => [
    one.name,
    `| ${one.name} | ${grouped(one.weights)} | ${one.epochs} | ${four(one.validationLoss)} | ${four(one.validationF1)} |`,
  ]),
  ...evaluation.schemes.map((one): [string, string] => [
    one.scheme,
    `| ${one.scheme} | ${grouped(one.bytes)} | ${four(one.f1)} | ${percent(one.falsePositiveRate)} | ${four(one.logLoss)} |`,
  ]),
])('the README gives %s as evaluation.json has them', (_, words) => {
  expect(readme).toContain(words);
});
