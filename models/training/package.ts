import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EvaluationModule } from '../../src/cli/evaluate/evaluation-module.js';
import type { Description } from '../../src/cli/pack/options.js';
import { pack, type PackReport } from '../../src/cli/pack/pack.js';
import type { CardMetric } from '../../src/model/manifest/card.js';
import type { StoredScheme } from '../../src/model/manifest/manifest.js';
import type { Transforms } from '../../src/model/transforms/transforms.js';
import { replaceFile } from './files.js';
import { storeModel, writeStored } from './stored-model.js';
import type { Progress } from './progress.js';
import type { tfl } from './tfjs.js';

/** What a recipe says of its model, for people; see `evaluation.json` of a trained model. */
export interface Evaluation {
  task: string;
  samples: { train: number; validation: number; test: number };
  bytes: { float32: number; stored: number };
  /** On the test samples. */
  metrics: { float32: Record<string, number>; stored: Record<string, number> };
  [more: string]: unknown;
}

export interface Packing<Own extends Evaluation> {
  /** `models/<name>/`: `describe.json` is read there, `packaged/` and `evaluation.json` are written. */
  folder: string;
  scheme: StoredScheme;
  /** By what the package is judged before it is written. */
  evaluate: EvaluationModule;
  evaluation: Own;
  /** The figures of the model card. They are made of the evaluation, so that they cannot differ from it. */
  cardMetrics: (evaluation: Own) => readonly CardMetric[];
  /** What training taught of them; beside what `describe.json` says. */
  transforms?: Transforms;
  progress: Progress;
  signal: AbortSignal;
}

/** The end of every recipe: what `edgewise pack` makes of the trained network takes the place of what was there. */
export async function packNetwork<Own extends Evaluation>(
  network: tfl.LayersModel,
  { folder, scheme, evaluate, evaluation, cardMetrics, transforms, progress, signal }: Packing<Own>,
): Promise<PackReport> {
  const source = await mkdtemp(path.join(tmpdir(), 'edgewise-network-'));
  try {
    const model = path.join(source, 'model');
    await writeStored(model, await storeModel(network, 'float32'));
    const report = await pack({
      model,
      out: path.join(folder, 'packaged'),
      describe: await describeWith(folder, cardMetrics(evaluation), transforms),
      quantize: scheme,
      evaluate,
      force: true,
      signal,
    });
    for (const warning of report.warnings) progress.say(warning);
    await replaceFile(path.join(folder, 'evaluation.json'), `${JSON.stringify(evaluation, null, 2)}\n`);
    return report;
  } finally {
    await rm(source, { recursive: true, force: true });
  }
}

/** `describe.json`, with the figures of the card and what training taught of the transforms. */
async function describeWith(
  folder: string,
  metrics: readonly CardMetric[],
  transforms: Transforms | undefined,
): Promise<Description> {
  const describe = JSON.parse(await readFile(path.join(folder, 'describe.json'), 'utf8')) as Description;
  return {
    ...describe,
    card: { ...describe.card, metrics },
    ...(transforms && { transforms: { ...describe.transforms, ...transforms } }),
  };
}
