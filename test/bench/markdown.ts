import type { CaseFigures, Figures } from './figures.js';
import { ratioDigits, threeDigits } from './format.js';
import { metrics, shownMetrics } from './metrics.js';

/** A table for the README: the two medians, the baseline's first, and the ratio of the rounds. */
export function markdownOf(figures: Figures): string {
  const { baseline, contenders, cases } = figures;
  const name = Object.keys(contenders).find((name) => name !== baseline) ?? baseline;
  const shown = shownMetrics.filter((metric) => cases.some((at) => at.metrics[metric]));
  const cell = (at: CaseFigures, metric: (typeof shown)[number]) => {
    const measured = at.metrics[metric];
    const [theirs, ours] = [baseline, name].map((name) => measured?.summaries[name]?.median);
    if (theirs === undefined || ours === undefined) return '–';
    const ratio = measured?.ratios[name]?.paired.median;
    return `${threeDigits(theirs)} → ${threeDigits(ours)} (${ratio === undefined ? '–' : ratioDigits(ratio)})`;
  };
  const rows = [
    ['model', 'backend', ...shown.map((metric) => `${metrics[metric].label}, ${metrics[metric].unit}`)],
    ['---', '---', ...shown.map(() => '---:')],
    ...cases.map((at) => [at.model, at.backend, ...shown.map((metric) => cell(at, metric))]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
