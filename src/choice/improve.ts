import type { Configuration } from '../model/backend.js';
import type { DeviceReport } from '../model/device.js';
import type { KeptChoice } from '../model/kept-choice.js';
import { isSame } from './configuration.js';
import { planBackends, type PlanRequest } from './plan.js';

const wasm: Configuration = { backend: 'wasm', threads: 1 };

export interface ImproveRequest extends PlanRequest {
  first: Configuration;
  /** What an earlier start found out, as far as it holds. */
  kept: KeptChoice | null;
}

/** What to try beside a model's predictions. */
export interface Improvement {
  candidates: Configuration[];
  /** Whether a candidate has to be faster too; otherwise it was chosen before, or asked for, and only has to agree. */
  racing: boolean;
  /** Whether what was kept is outdated: it was found out with another GPU or driver. */
  outdated: boolean;
  /** Whether what comes of it is worth keeping for the next start. */
  keep: boolean;
}

/** Measures what is not known of this device, returns to what is. Pure: hand it any device. */
export function planImprovement(device: DeviceReport, request: ImproveRequest): Improvement {
  const { asked, threads, location, first, kept } = request;
  const holds = kept?.renderer === device.webgl.renderer;
  const wanted: Configuration | null =
    kept && holds ? kept.chosen : asked === 'webgl' || asked === 'cpu' ? { backend: asked, threads: 1 } : null;
  const outdated = kept !== null && !holds;
  const usual = isSame(first, wasm);
  // Begun on what won on another graphics card: wasm is what this one has to beat.
  const anew = outdated && first.backend === 'webgl' ? [wasm] : planBackends(device, request).candidates;
  const candidates = wanted ? [wanted] : anew;
  return {
    candidates: candidates.filter((candidate) => !isSame(candidate, first)),
    racing: wanted === null,
    outdated,
    // Only for those who ask for nothing in particular; what an outdated record began with was held against nothing.
    keep: asked === 'auto' && threads === 'auto' && location === 'worker' && !holds && (usual || !outdated),
  };
}
