import type { CaseFigures, Figures } from './figures.js';
import { ratioDigits, threeDigits } from './format.js';
import { metrics, shownMetrics } from './metrics.js';
import type { Summary } from './statistics.js';

/** A table for the README: the two medians, the baseline's first, and the ratio of the rounds with its quartiles. */
export function markdownOf(figures: Figures): string {
  const { baseline, contenders, cases } = figures;
  const name = Object.keys(contenders).find((name) => name !== baseline) ?? baseline;
  const shown = shownMetrics.filter((metric) => cases.some((at) => at.metrics[metric]));
  const cell = (at: CaseFigures, metric: (typeof shown)[number]) => {
    const measured = at.metrics[metric];
    const [theirs, ours] = [baseline, name].map((name) => measured?.summaries[name]?.median);
    if (theirs === undefined || ours === undefined) return '–';
    return `${threeDigits(theirs)} → ${threeDigits(ours)}: ${ratioOf(measured?.ratios[name]?.paired)}`;
  };
  const rows = [
    ['model', 'backend', ...shown.map((metric) => `${metrics[metric].label}, ${metrics[metric].unit}`)],
    ['---', '---', ...shown.map(() => '---:')],
    ...cases.map((at) => [at.model, at.backend, ...shown.map((metric) => cell(at, metric))]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function ratioOf(ratio: Summary | undefined): string {
  if (!ratio) return '–';
  const [low, high] = ratio.quartiles.map(ratioDigits) as [string, string];
  const median = ratioDigits(ratio.median);
  return low === high ? `**${median}**` : `**${median}** (${low}–${high})`;
}
