import type { Weight } from '../graph/graph.js';
import { changed } from './scaled.js';

/**
 * Along one axis, a transposed convolution adds `x[i] · f[u]` to `y[s·i + u − p]`. Its result at `y = s·m + a`, of phase `a`,
 * is therefore the sum over `j` of `x[m + j] · f[a + p − s·j]`: a convolution for each of `s` phases, whose windows reach
 * from `before` places before `m` to `after` places behind it.
 */
export interface AxisPhases {
  readonly before: number;
  readonly after: number;
  /** `p`: what the transposed convolution cuts off at the front. */
  readonly cut: number;
}

export interface Phases {
  readonly stride: number;
  readonly rows: AxisPhases & { readonly size: number };
  readonly columns: AxisPhases & { readonly size: number };
}

/** For a filter of this many places, moved by the stride. */
export function phasesOf(window: number, stride: number, cut: number): AxisPhases {
  return { before: Math.floor((window - 1 - cut) / stride), after: Math.floor((stride - 1 + cut) / stride), cut };
}

/** From [height, width, outputs, inputs] to a filter [height, width, inputs, phases × outputs] of all phases at once. */
export function phaseFilter(filter: Weight, { stride, rows, columns }: Phases): Weight {
  const [height = 0, width = 0, outputs = 0, inputs = 0] = filter.shape;
  const from = filter.values as Float32Array;
  const shape = [rows.before + rows.after + 1, columns.before + columns.after + 1, inputs, stride * stride * outputs];
  const [tall = 0, wide = 0, , deep = 0] = shape;
  const values = new Float32Array(tall * wide * inputs * deep);
  let place = 0;
  for (let row = 0; row < tall; row++) {
    for (let column = 0; column < wide; column++) {
      for (let input = 0; input < inputs; input++) {
        for (let channel = 0; channel < deep; channel++, place++) {
          const [phase, output] = [Math.floor(channel / outputs), channel % outputs];
          const u = Math.floor(phase / stride) + rows.cut - stride * (row - rows.before);
          const v = (phase % stride) + columns.cut - stride * (column - columns.before);
          if (u < 0 || u >= height || v < 0 || v >= width) continue;
          values[place] = from[((u * width + v) * outputs + output) * inputs + input] ?? NaN;
        }
      }
    }
  }
  return changed(filter, values, shape);
}
