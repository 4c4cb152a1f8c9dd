import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { CaseFigures, Figures } from './figures.js';
import { threeDigits } from './format.js';
import { metrics, shownMetrics, type Metric } from './metrics.js';
import { Problem } from './problem.js';

const panelsARow = 2;
/** So far from the others that their differences would vanish on its axis. */
const farthest: Metric = 'longestTask';

/** In a light surrounding, and what each becomes in a dark one. */
const colours = {
  ink: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9198a1'],
  grid: ['#d1d9e0', '#3d444d'],
  paper: ['#ffffff', '#0d1117'],
  wasm: ['#0969da', '#58a6ff'],
  webgl: ['#bc4c00', '#f0883e'],
  cpu: ['#8250df', '#be8fff'],
} as const;
const light = (name: keyof typeof colours) => colours[name][0];

const size = { plot: 220, row: 16 };
const font = 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif';

interface Point {
  model: string;
  backend: string;
  ratio: number;
  low: number;
  high: number;
  /** The two medians. */
  values: string;
}

/** @returns an SVG that follows the reader's choice of light or dark */
export async function drawChart(figures: Figures): Promise<string> {
  const name = Object.keys(figures.contenders).find((name) => name !== figures.baseline);
  const drawn = shownMetrics.flatMap((metric) => {
    const points = figures.cases.flatMap((at) => pointOf(at, metric, name ?? '', figures.baseline));
    return points.length > 0 ? [{ metric, points }] : [];
  });
  if (name === undefined || drawn.length === 0)
    throw new Problem('These figures hold nothing that a chart could show.');
  const view = new View(parse(compile(specOf(figures, name, drawn)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replace(/^<svg[^>]*>/, (tag) => tag + darkStyle())}\n`;
}

function pointOf(at: CaseFigures, metric: Metric, name: string, baseline: string): Point[] {
  const measured = at.metrics[metric];
  const paired = measured?.ratios[name]?.paired;
  if (!paired) return [];
  const [theirs, ours] = [baseline, name].map((name) => threeDigits(measured.summaries[name]?.median ?? NaN));
  const [low, high] = paired.quartiles;
  const values = `${theirs ?? ''} → ${ours ?? ''} ${measured.unit}`;
  return [{ model: at.model, backend: at.backend, ratio: paired.median, low, high, values }];
}

type Panel = { metric: Metric; points: Point[] };

function specOf(figures: Figures, name: string, drawn: readonly Panel[]): TopLevelSpec {
  const { machine, contenders, baseline, cases, date } = figures;
  const [ours, theirs] = [name, baseline].map((name) => contenders[name]?.label ?? name) as [string, string];
  const shared = domainOf(drawn.filter(({ metric }) => metric !== farthest));
  const models = [...new Set(cases.map(({ model }) => model))];
  const backends = [...new Set(cases.map(({ backend }) => backend))];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${ours} divided by ${theirs} for ${models.join(', ')} on ${backends.join(', ')}.`,
    background: light('paper'),
    padding: 16,
    title: {
      text: `${ours} ÷ ${theirs}: less is better`,
      subtitle: [
        `A dot is the median of the rounds' ratios, its line their quartiles. Beside it the medians, ${theirs} → ${ours}.`,
        'The axes are logarithmic, and alike but for the longest main-thread task.',
        `${machine.browser.replace(/^(\w+)\/(\d+).*/, '$1 $2')}, ${machine.cores} cores, WebGL ${(machine.renderer ?? '').includes('SwiftShader') ? 'in software' : `by ${machine.renderer ?? 'nothing'}`}, no network between; ${date.slice(0, 10)}.`,
      ],
      anchor: 'start',
      offset: 14,
    },
    columns: panelsARow,
    spacing: { row: 18, column: 24 },
    concat: drawn.map((panel) => {
      const domain = panel.metric === farthest ? domainOf([panel]) : shared;
      return panelOf(panel, { domain, models, backends });
    }),
    config: {
      font,
      view: { stroke: null },
      title: { color: light('ink'), subtitleColor: light('faint'), fontSize: 16, subtitleFontSize: 11, font },
      axis: {
        labelColor: light('ink'),
        titleColor: light('faint'),
        gridColor: light('grid'),
        domain: false,
        ticks: false,
        labelFontSize: 11,
      },
      legend: { labelColor: light('ink'), labelFontSize: 12, symbolSize: 70 },
    },
  };
}

/** With some room, and 1 inside in any case. */
function domainOf(drawn: readonly Panel[]): [number, number] {
  const points = drawn.flatMap(({ points }) => points);
  return [Math.min(0.5, ...points.map(({ low }) => low)) / 1.15, Math.max(2, ...points.map(({ high }) => high)) * 1.15];
}

function panelOf(
  { metric, points }: Panel,
  { domain, models, backends }: { domain: [number, number]; models: string[]; backends: string[] },
) {
  const steps = domain[1] / domain[0] > 30 ? [0.001, 0.01, 0.1, 1, 10, 100] : [0.125, 0.25, 0.5, 1, 2, 4, 8];
  const ticks = steps.filter((tick) => tick > domain[0] && tick < domain[1]);
  const place = {
    y: {
      field: 'model',
      type: 'nominal' as const,
      scale: { domain: models, paddingInner: 0.25 },
      axis: { title: null, grid: false, labelPadding: 6 },
    },
    yOffset: { field: 'backend', type: 'nominal' as const, scale: { domain: backends } },
    color: {
      field: 'backend',
      type: 'nominal' as const,
      scale: { domain: backends, range: backends.map((backend) => light(backend as 'wasm' | 'webgl' | 'cpu')) },
      legend: { title: null, orient: 'top' as const, direction: 'horizontal' as const },
    },
  };
  const x = {
    field: 'ratio',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain, nice: false },
    axis: {
      title: null,
      grid: true,
      values: ticks,
      labelExpr: "format(datum.value, '~g') + ' ×'",
      labelColor: light('faint'),
    },
  };
  return {
    data: { values: points },
    width: size.plot,
    height: { step: size.row, for: 'offset' as const },
    title: { text: metrics[metric].label, fontSize: 13, anchor: 'start' as const, frame: 'bounds' as const, offset: 4 },
    layer: [
      { mark: { type: 'rule' as const, color: light('ink'), strokeWidth: 1.2 }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: 'rule' as const, strokeWidth: 2.5, strokeOpacity: 0.55 },
        encoding: { ...place, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      { mark: { type: 'point' as const, filled: true, size: 55, opacity: 1 }, encoding: { ...place, x } },
      {
        mark: { type: 'text' as const, align: 'left' as const, fontSize: 11, color: light('ink') },
        encoding: {
          y: place.y,
          yOffset: place.yOffset,
          x: { value: size.plot + 10 },
          text: { field: 'values', type: 'nominal' as const },
        },
      },
    ],
  };
}

/** Rules win over the attributes that Vega writes; where they are not understood, the chart is light. */
function darkStyle(): string {
  const rules = Object.values(colours).flatMap(([light, dark]) =>
    ['fill', 'stroke'].map((paint) => `[${paint}="${light}" i]{${paint}:${dark}}`),
  );
  return `<style>@media (prefers-color-scheme: dark){${rules.join('')}}</style>`;
}
