import type { CaseFigures, Figures, MetricFigures } from './figures.js';
import { ratioDigits, threeDigits } from './format.js';
import { metricNames, metrics } from './metrics.js';
import type { Summary } from './statistics.js';

/** The figures as a person reads them in a terminal. */
export function tableOf(figures: Figures): string {
  const { machine, contenders, baseline } = figures;
  const compared = Object.entries(contenders).map(([, { label, version }]) => `${label} ${version}`);
  const others = Object.keys(contenders).filter((name) => name !== baseline);
  const labelOf = (name: string) => contenders[name]?.label ?? name;
  const lines = [
    `${compared.join(' beside ')}, in ${machine.browser} (${machine.system}; ${machine.cores} cores of ${machine.processor};`,
    `WebGL: ${machine.renderer ?? 'none'}). Medians, and in brackets the quartiles.`,
    `Ratios are ${others.map(labelOf).join(' or ')} ÷ ${labelOf(baseline)}: round by round, below 1 is better.`,
  ];
  for (const at of figures.cases) lines.push('', ...caseLines(at, Object.keys(contenders), others, labelOf));
  if (figures.emptyPageMemory !== null) {
    lines.push('', `A page without anything holds ${figures.emptyPageMemory.toFixed(0)} MiB of those.`);
  }
  return lines.join('\n');
}

function caseLines(
  at: CaseFigures,
  names: readonly string[],
  others: readonly string[],
  labelOf: (name: string) => string,
): string[] {
  const title = `${at.model} on ${at.backend} (${threeDigits(at.modelBytes / 1000)} kB; answers agree to ${at.largestDifference.toExponential(0)})`;
  const head = [
    '',
    ...names.map(labelOf),
    ...others.map((name) => (others.length > 1 ? `÷ ${labelOf(name)}` : 'ratio')),
  ];
  const rows = metricNames.flatMap((metric) => {
    const measured = at.metrics[metric];
    return measured ? [[`${metrics[metric].label}, ${measured.unit}`, ...cells(measured, names, others)]] : [];
  });
  return [title, ...columns([head, ...rows])];
}

function cells({ summaries, ratios }: MetricFigures, names: readonly string[], others: readonly string[]): string[] {
  return [
    ...names.map((name) => spread(summaries[name])),
    ...others.map((name) => spread(ratios[name]?.paired, ratioDigits)),
  ];
}

function spread(summary: Summary | undefined, format = threeDigits): string {
  if (!summary) return '–';
  const [low, high] = summary.quartiles.map(format) as [string, string];
  const median = format(summary.median);
  return low === median && high === median ? median : `${median} (${low}–${high})`;
}

/** The first column to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   ')
      .trimEnd(),
  );
}
