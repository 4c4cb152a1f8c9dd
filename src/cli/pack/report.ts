import type { EvaluationSummary, ModelManifest, QuantizationSummary } from '../../model/manifest/manifest.js';
import type { AppliedPass } from '../optimize/optimize.js';
import type { Comparison } from '../optimize/compare.js';
import type { VerifyReport } from '../package/verify-package.js';
import type { Raised } from '../quantize/raise.js';
import type { QuantizeScheme } from '../quantize/scheme.js';
import type { PackPhase } from './options.js';

/** What `pack` did, found and wrote. */
export interface PackReport {
  out: string;
  manifest: ModelManifest;
  /** What the model was, and what is packed. */
  kind: { source: 'graph' | 'layers'; packed: 'graph' | 'layers' };
  /** What the optimiser did; empty where it was not asked to. */
  passes: readonly AppliedPass[];
  /** How far the optimised graph is off its source; null where there is none. */
  comparison: Comparison | null;
  quantization: QuantizationSummary & {
    /** Of the weights that were not raised. */
    scheme: QuantizeScheme;
    /** By `auto` and `keep`: the weights that got more bytes, and why. */
    raised: readonly Raised[];
    /** By `auto`: what was measured. */
    tried: readonly { scheme: string; bytes: number; loss: number }[];
  };
  evaluation: {
    /** What was measured, on what. */
    title: string;
    summary: EvaluationSummary;
    /** In points; negative where the packed model is better. */
    loss: number;
    maxLoss: number;
    /** False where nothing was judged by which the package could have been refused. */
    binding: boolean;
  };
  /** The public keys of those who signed it. */
  signedBy: readonly string[];
  examples: number;
  profile: boolean;
  files: readonly { file: string; bytes: number }[];
  /** Of all files, and of the source's model.json and weight files. */
  bytes: number;
  sourceBytes: number;
  verification: VerifyReport;
  /** Sentences for people: what is not wrong, but worth knowing. */
  warnings: readonly string[];
  seconds: Readonly<Partial<Record<PackPhase, number>>>;
}
