import type { Case, Contender } from './contender.js';
import { metricNames, metrics, type Metric } from './metrics.js';
import type { Samples } from './samples.js';
import { ratioOf, summarize, type Ratio, type Summary } from './statistics.js';

/** What `--json` writes. A change that breaks its readers counts the version up. */
export interface Figures {
  format: 'edgewise-bench';
  version: 1;
  /** ISO 8601. */
  date: string;
  machine: Machine;
  /** What was compared, by the name that the figures use. */
  contenders: Record<string, { label: string; version: string }>;
  /** Ratios are a contender's figure divided by this one's: below 1 is less, which is better. */
  baseline: string;
  /** What a reader has to know, in sentences. */
  conditions: readonly string[];
  /** MiB that a page without anything holds, and every contender's memory includes. Null: not measured. */
  emptyPageMemory: number | null;
  cases: CaseFigures[];
}

export interface Machine {
  system: string;
  processor: string;
  cores: number;
  /** GiB. */
  memory: number;
  node: string;
  browser: string;
  /** What draws for WebGL, or null where nothing does. */
  renderer: string | null;
}

export interface CaseFigures {
  model: string;
  format: 'graph' | 'layers';
  backend: string;
  /** Bytes of the model's files. */
  modelBytes: number;
  /** Of all answers, relative to their scale. */
  largestDifference: number;
  /** Those that were measured; see `metrics` for what they mean. */
  metrics: Partial<Record<Metric, MetricFigures>>;
}

export interface MetricFigures {
  unit: string;
  /** By contender. */
  summaries: Record<string, Summary>;
  /** By contender, without the baseline. Null where the baseline is zero. */
  ratios: Record<string, Ratio | null>;
}

export function figuresOf(
  { model, backend }: Case,
  contenders: readonly Contender[],
  baseline: string,
  samples: Samples,
): Pick<CaseFigures, 'model' | 'format' | 'backend' | 'metrics'> {
  const measured = metricNames.flatMap((metric) => {
    const values = samples.of(metric);
    const theirs = values.get(baseline);
    if (!theirs) return [];
    const each = contenders.map(({ name }) => [name, values.get(name) ?? []] as const);
    const figures: MetricFigures = {
      unit: metrics[metric].unit,
      summaries: Object.fromEntries(each.map(([name, values]) => [name, summarize(values)])),
      ratios: Object.fromEntries(
        each.filter(([name]) => name !== baseline).map(([name, values]) => [name, ratioOf(values, theirs)]),
      ),
    };
    return [[metric, figures] as const];
  });
  return { model: model.name, format: model.format, backend, metrics: Object.fromEntries(measured) };
}
