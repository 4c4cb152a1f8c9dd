import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import type { CalibrationBin } from '../training/metrics.js';

/** Its own light ground, so that it reads on light and dark pages alike. */
const colours = { ground: '#fbfbf9', ink: '#1a1d21', quiet: '#5c6269', line: '#dfe0db', mark: '#0b6e60' };

/** An SVG of predicted against observed shares of bad outcomes, each with its 95 % interval. */
export async function calibrationChart(curve: readonly CalibrationBin[]): Promise<string> {
  const points = curve.map(({ predicted, observed, count }) => ({ predicted, observed, ...wilson(observed, count) }));
  const share = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [0, 1] },
    axis: { format: '.0%', tickCount: 5, labelFlush: false },
  });
  const predicted = share('predicted', 'Predicted probability of a bad outcome');
  const spec: vegaLite.TopLevelSpec = {
    description: 'Predicted against observed shares of bad outcomes',
    width: 420,
    height: 420,
    padding: 20,
    background: colours.ground,
    title: {
      text: 'Calibration on the test rows',
      // Lines this short are no wider than the chart: without a canvas, vega takes text to be wider than it is.
      subtitle: ['Ten groups of equal size, with 95 % intervals;', 'dashed: predictions right on average'],
    },
    layer: [
      {
        data: { values: [0, 1].map((value) => ({ predicted: value, observed: value })) },
        mark: { type: 'line', strokeDash: [5, 5], color: colours.quiet, strokeWidth: 1.5 },
        encoding: { x: predicted, y: share('observed', 'Observed share of bad outcomes') },
      },
      {
        data: { values: points },
        mark: { type: 'rule', color: colours.mark, opacity: 0.55, strokeWidth: 2 },
        encoding: { x: predicted, y: share('low', 'Observed share of bad outcomes'), y2: { field: 'high' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, color: colours.mark, opacity: 1, size: 90 },
        encoding: { x: predicted, y: share('observed', 'Observed share of bad outcomes') },
      },
    ],
    config: {
      font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
      view: { stroke: null },
      axis: {
        labelColor: colours.quiet,
        titleColor: colours.ink,
        gridColor: colours.line,
        domainColor: colours.line,
        tickColor: colours.line,
        labelFontSize: 12,
        titleFontSize: 13,
        titleFontWeight: 500,
        titlePadding: 12,
      },
      title: {
        anchor: 'start',
        color: colours.ink,
        fontSize: 17,
        subtitleColor: colours.quiet,
        subtitleFontSize: 12,
        subtitlePadding: 6,
        offset: 16,
      },
    },
  };
  return new vega.View(vega.parse(vegaLite.compile(spec).spec)).toSVG();
}

/** Where the true share lies in 95 of 100 such groups (Wilson, 1927). */
function wilson(share: number, count: number): { low: number; high: number } {
  const z = 1.96;
  const centre = (share + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))) / (1 + (z * z) / count);
  return { low: centre - half, high: centre + half };
}
