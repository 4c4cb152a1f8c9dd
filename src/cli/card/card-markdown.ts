import type { CardMetric, ModelCard, TrainingData } from '../../model/manifest/card.js';
import type { DescribedTensor } from '../../model/manifest/described-tensor.js';
import { manifestFile, type EvaluationSummary, type ModelManifest } from '../../model/manifest/manifest.js';
import { formatShape } from '../../model/tensor.js';
import { formatBytes, formatNumber, formatShare, plural } from '../terminal/format.js';
import { bullets, facts, heading, inline, table } from './markdown.js';

/** The card's place in a package. */
export const cardFile = 'card.md';

const notStated = 'Not stated.';
/** Labels beyond are counted, not listed. */
const mostLabels = 16;

/**
 * A package's model card in Markdown, made of what its manifest says. What it does not say is told as not stated. Equal
 * manifests give equal cards, and the card's own place among the files makes no difference.
 */
export function cardMarkdown(manifest: ModelManifest): string {
  const { name, version, description, card = {} } = manifest;
  const sections = [
    heading(1, `${name} ${version}`),
    description === undefined ? '' : inline(description),
    ...['## Model details', details(manifest, card)],
    ...['## Intended use', texts(card.intendedUses)],
    ...['## Out-of-scope uses', texts(card.outOfScopeUses)],
    ...['## Factors', texts(card.factors)],
    ...['## Inputs and outputs', tensors(manifest)],
    ...['## Training data', trainingData(card.trainingData)],
    ...['## Evaluation data', evaluationData(manifest, card)],
    ...['## Metrics', metrics(card.metrics)],
    ...['## What packing changed', packing(manifest)],
    ...['## Ethical considerations', texts(card.ethicalConsiderations)],
    ...['## Caveats and recommendations', texts(card.caveats)],
    ...['## Files', files(manifest)],
  ];
  return `${sections.filter((part) => part !== '').join('\n\n')}\n`;
}

function texts(list: readonly string[] = []): string {
  return list.length === 0 ? notStated : bullets(list);
}

function details({ task, release, license, source, expires }: ModelManifest, { authors, contact }: ModelCard): string {
  return facts([
    ['task', task],
    ['release', String(release)],
    ['authors', authors?.join('; ') ?? notStated],
    ['contact', contact ?? notStated],
    ['licence', license ?? notStated],
    ['source', source ?? notStated],
    ...(expires === undefined ? [] : [['not to be used after', expires] as const]),
  ]);
}

function tensors({ inputs, outputs }: ModelManifest): string {
  const row =
    (side: string) =>
    ({ name, dtype, shape, meaning, labels }: DescribedTensor) => [
      ...[side, name, `${dtype} ${shape ? formatShape(shape) : 'of any shape'}`],
      [meaning ?? notStated, labelsOf(labels)].filter((part) => part !== '').join(' '),
    ];
  return table(['', 'name', 'type', 'meaning'], [...inputs.map(row('input')), ...outputs.map(row('output'))]);
}

function labelsOf(labels: readonly string[] = []): string {
  if (labels.length === 0) return '';
  const rest = labels.length - mostLabels;
  return `(${labels.slice(0, mostLabels).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
}

function trainingData(list: readonly TrainingData[] = []): string {
  if (list.length === 0) return notStated;
  return list
    .map(({ name, description, samples, source, license, period }) => {
      const what = description === undefined ? [] : [inline(description)];
      const said = facts([
        ['samples', samples === undefined ? notStated : samples.toLocaleString('en')],
        ['source', source ?? notStated],
        ['licence', license ?? notStated],
        ['period', period ?? notStated],
      ]);
      return [heading(3, name), ...what, said].join('\n\n');
    })
    .join('\n\n');
}

function evaluationData({ evaluation }: ModelManifest, { split }: ModelCard): string {
  return facts([
    ['judged by', evaluation?.data ?? notStated],
    ['split', split ?? notStated],
  ]);
}

function metrics(list: readonly CardMetric[] = []): string {
  if (list.length === 0) return notStated;
  const rows = list.map(({ name, value, unit, higherIsBetter, group = 'all', samples, interval }) => [
    `${name} (${higherIsBetter ? 'higher' : 'lower'} is better)`,
    group,
    [formatNumber(value), ...(unit === undefined ? [] : [unit])].join(' '),
    interval
      ? `${formatNumber(interval.low)} to ${formatNumber(interval.high)} (${formatNumber(interval.level * 100)} %)`
      : '',
    samples === undefined ? '' : samples.toLocaleString('en'),
  ]);
  return table(['metric', 'group', 'value', 'interval', 'samples'], rows, [2, 3, 4]);
}

function packing({ quantization, evaluation }: ModelManifest): string {
  const { storedBytes, float32Bytes, tensors: list } = quantization;
  const schemes = [...new Set(list.map(({ scheme }) => scheme))].sort();
  const share = `${formatBytes(storedBytes)}, ${formatShare(storedBytes, float32Bytes)} of float32`;
  return facts([
    ['weights', schemes.length > 0 ? `${share}; the large ones as ${schemes.join(', ')}` : share],
    ['measured', evaluation ? measured(evaluation) : notStated],
  ]);
}

function measured({ metric, higherIsBetter, float32, packed, samples }: EvaluationSummary): string {
  return (
    `${metric} (${higherIsBetter ? 'higher' : 'lower'} is better): ${formatNumber(packed)}, before packing ` +
    `${formatNumber(float32)}, over ${plural(samples, 'sample')}`
  );
}

/** The digest of the package, which is that of its manifest, and a signature can stand in no file that they cover. */
function files({ artifacts }: ModelManifest): string {
  const others = artifacts.filter(({ file }) => file !== cardFile);
  const rows = others.map(({ file, role, bytes, sha256 }) => [file, role, bytes.toLocaleString('en'), sha256]);
  const total = others.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    table(['file', 'role', 'bytes', 'SHA-256'], rows, [2]),
    `Together ${formatBytes(total)}, beside this card and \`${manifestFile}\`, from which it is made. The SHA-256 of that ` +
      `file is the digest of the package; whether it is signed, and by whom, \`edgewise verify\` tells.`,
  ].join('\n\n');
}
