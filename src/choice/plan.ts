import { mostThreads, type BackendName, type Configuration } from '../model/backend.js';
import type { Measurement } from '../model/backend-choice.js';
import type { DeviceReport } from '../model/device.js';
import { planThreads } from './plan-threads.js';
import { startOrder } from './start-order.js';
import { whyNoSecond, whyNoWebGL, type ModelSize } from './why-not.js';

export interface PlanRequest {
  asked: 'auto' | BackendName;
  threads: number | 'auto';
  location: 'worker' | 'page';
  /** Whether another worker gets the model from the store, without the network. */
  stored: boolean;
  model: ModelSize;
  /** As the page reports them. */
  cores?: number;
  /** What runs already; default: what `startOrder` begins with here. */
  first?: Configuration;
}

export interface BackendPlan {
  /** What to measure beside the first backend, in this order. */
  candidates: Configuration[];
  /** What not to measure, each with its reason. */
  skipped: Measurement[];
  /** Sentences about the request as a whole. */
  reasons: string[];
}

/** What to measure beside the first backend on this device, and why not the others. Pure: hand it any device. */
export function planBackends(device: DeviceReport, request: PlanRequest): BackendPlan {
  const { asked, threads, model } = request;
  const { wasm, webgl, isolated } = device;
  const plan: BackendPlan = { candidates: [], skipped: [], reasons: [] };
  if (asked === 'webgl' || asked === 'cpu') return plan;

  const first = request.first ?? startOrder({ asked, threads, isolated: isolated && wasm.simd })[0];
  // Where wasm does not run, WebGL was begun with, and cpu where that does not run either: none is left.
  const wasmRuns = wasm.available && first?.backend === 'wasm';
  const noSecond = whyNoSecond(device, request);
  if (asked === 'auto' && (wasmRuns || !webgl.available)) {
    const reason = whyNoWebGL(webgl, model) ?? noSecond;
    if (reason === undefined) plan.candidates.push({ backend: 'webgl', threads: 1 });
    else plan.skipped.push({ backend: 'webgl', threads: 1, status: 'skipped', reason });
  }
  if (wasmRuns) {
    const counts = planThreads(device, threads, first, noSecond);
    plan.candidates.push(...counts.candidates);
    plan.skipped.push(...counts.skipped);
    if (threads !== 'auto' && threads > mostThreads)
      plan.reasons.push(`wasm runs ${String(mostThreads)} threads at most.`);
  } else if (!wasm.available) {
    const reason = wasm.reason ?? 'This browser has no WebAssembly.';
    plan.skipped.push({ backend: 'wasm', threads: 1, status: 'skipped', reason });
  }
  return plan;
}
