import type { PackReport } from '../pack/report.js';
import { formatBytes, formatNumber, formatShare, plural } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { checks, facts, table } from '../terminal/table.js';

/** Rows of a table; `--json` has all. */
const most = 12;
const kinds = { graph: 'GraphModel', layers: 'LayersModel' };

interface Look {
  width: number;
  style: Style;
}

/** What `pack` did, for people. */
export function showPackReport(report: PackReport, look: Look): string {
  return [
    head(report, look),
    passes(report, look),
    differences(report, look),
    weights(report, look),
    files(report, look),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function head({ out, manifest, kind, ...report }: PackReport, { width, style }: Look): string {
  const { quantization, evaluation, bytes, sourceBytes } = report;
  const { metric, packed, float32, samples } = evaluation.summary;
  const lost = `${formatNumber(evaluation.loss)} points lost`;
  const model = manifest.artifacts
    .filter(({ role }) => role === 'model' || role === 'weights')
    .reduce((sum, artifact) => sum + artifact.bytes, 0);
  const pairs: [string, string][] = [
    [
      'format',
      kind.source === kind.packed ? kinds[kind.packed] : `${kinds[kind.packed]}, from a ${kinds[kind.source]}`,
    ],
    ['package', `${formatBytes(bytes)} in ${plural(report.files.length, 'file')}`],
    ['model', `${formatBytes(model)}, ${formatShare(model, sourceBytes)} of the source's ${formatBytes(sourceBytes)}`],
    [
      'weights',
      `${formatBytes(quantization.storedBytes)} as ${quantization.scheme}, ` +
        `${formatShare(quantization.storedBytes, quantization.float32Bytes)} of float32`,
    ],
  ];
  pairs.push([
    metric,
    `${formatNumber(packed)}, source ${formatNumber(float32)}, over ${plural(samples, 'sample')}: ` +
      (evaluation.binding ? `${lost} of ${evaluation.maxLoss}` : `${lost}, nothing is judged by it`),
  ]);
  pairs.push(['examples', report.examples > 0 ? plural(report.examples, 'golden example') : 'none']);
  if (report.profile) pairs.push(['profile', 'of the evaluated samples']);
  if (report.signedBy.length > 0) pairs.push(['signed', `by ${report.signedBy.join(', ')}`]);
  const title = `${manifest.name} ${manifest.version}, release ${manifest.release} → ${out}`;
  return `${style.bold(title)}\n${facts(pairs, width)}`;
}

function passes({ passes: list }: PackReport, { width, style }: Look): string {
  const useful = list.filter(({ before, after }) => before !== after);
  if (useful.length === 0) return '';
  const rows = useful.map(({ pass, before, after }) => [pass, String(before), String(after)]);
  const columns = [
    { title: 'pass', gives: true as const },
    { title: 'nodes before', align: 'right' as const },
    { title: 'after', align: 'right' as const },
  ];
  return `${style.bold('Optimised')}\n${table(columns, rows, { width, style })}`;
}

/** How far the optimised graph is off, output by output. */
function differences({ comparison }: PackReport, { width, style }: Look): string {
  if (!comparison || comparison.outputs.length === 0) return '';
  const rows = comparison.outputs.map(({ output, difference, at }) => [
    at.length > 0 ? `${output} (before ${at.join(', ')})` : output,
    difference.toExponential(1),
  ]);
  const columns = [
    { title: 'output', gives: true as const },
    { title: 'difference', align: 'right' as const },
  ];
  const title = `${style.bold('Beside the source')}, on ${plural(comparison.inputs, 'input')}, relative to their scale`;
  return `${title}\n${table(columns, rows, { width, style })}`;
}

function weights({ quantization: { tensors, tried, raised } }: PackReport, look: Look): string {
  if (tensors.length === 0) return '';
  const { width, style } = look;
  const sorted = [...tensors].sort((a, b) => b.bytes - a.bytes);
  const rows = sorted
    .slice(0, most)
    .map(({ name, scheme, bytes, error }) => [
      name,
      scheme,
      formatBytes(bytes),
      error === 0 ? '0' : error.toExponential(1),
    ]);
  const columns = [
    { title: 'tensor', gives: true as const },
    { title: 'scheme' },
    { title: 'bytes', align: 'right' as const },
    { title: 'error', align: 'right' as const },
  ];
  const left = sorted.length - rows.length;
  const more = left > 0 ? `\n${style.dim(`  … and ${plural(left, 'more', 'more')} (--json)`)}` : '';
  const parts = [`${style.bold('Weights')}\n${table(columns, rows, { width, style })}${more}`];
  if (tried.length > 0) {
    const attempts = tried.map(({ scheme, bytes, loss }) => [scheme, formatBytes(bytes), formatNumber(loss)]);
    const titles = [
      { title: 'tried', gives: true as const },
      { title: 'bytes', align: 'right' as const },
      { title: 'points lost', align: 'right' as const },
    ];
    parts.push(table(titles, attempts, { width, style }));
  }
  if (raised.length > 0) parts.push(style.dim(`  ${plural(raised.length, 'weight')} got more bytes than the rest.`));
  return parts.join('\n');
}

function files({ files: list, verification, seconds }: PackReport, look: Look): string {
  const time = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  return `${checks(verification.checks, look)}
${look.style.dim(`  ${plural(list.length, 'file')} in ${time.toFixed(1)} s`)}`;
}
