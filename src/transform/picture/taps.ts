import type { Resampling } from '../../model/transforms/picture-transform.js';

/**
 * Along one side of a picture: for each place of the result, the places of the source that it is made of, and their
 * shares of it. Those of one place lie beside each other.
 */
export interface Taps {
  first: Int32Array;
  count: Int32Array;
  /** `most` for each place, of which `count` are used. */
  weights: Float64Array;
  most: number;
}

/** @param from length of the side in the source, in pixels; of `to` in the result */
export function tapsOf(from: number, to: number, sampling: Resampling): Taps {
  const { interpolation = 'bilinear' } = sampling;
  if (interpolation === 'area') return areaTaps(from, to, from / to);
  return interpolation === 'nearest' ? nearestTaps(from, to, sampling) : bilinearTaps(from, to, sampling);
}

/** As `ResizeBilinear` of TensorFlow: between the two that are nearest to a place. */
function bilinearTaps(from: number, to: number, sampling: Resampling): Taps {
  const taps = emptyTaps(to, 2);
  const ratio = ratioOf(from, to, sampling);
  for (let place = 0; place < to; place++) {
    const middle = sampling.halfPixelCenters ? ratio * (place + 0.5) - 0.5 : ratio * place;
    const lower = Math.max(0, Math.floor(middle));
    const share = middle - lower;
    // Beyond the middles of the outermost pixels lie those pixels themselves.
    const between = share > 0 && lower < from - 1;
    taps.first[place] = lower;
    taps.count[place] = between ? 2 : 1;
    taps.weights[2 * place] = between ? 1 - share : 1;
    taps.weights[2 * place + 1] = between ? share : 0;
  }
  return taps;
}

/** As `ResizeNearestNeighbor` of TensorFlow. */
function nearestTaps(from: number, to: number, sampling: Resampling): Taps {
  const taps = emptyTaps(to, 1);
  const ratio = ratioOf(from, to, sampling);
  for (let place = 0; place < to; place++) {
    const middle = sampling.halfPixelCenters ? ratio * (place + 0.5) : ratio * place;
    taps.first[place] = Math.min(from - 1, sampling.alignCorners ? Math.round(middle) : Math.floor(middle));
    taps.count[place] = 1;
    taps.weights[place] = 1;
  }
  return taps;
}

/**
 * All that a pixel of the result covers, by the length that it covers of them. What it covers beyond the end counts as
 * nothing.
 *
 * @param ratio pixels of the source for each of the result
 */
export function areaTaps(from: number, to: number, ratio: number): Taps {
  const taps = emptyTaps(to, Math.ceil(ratio) + 1);
  for (let place = 0; place < to; place++) {
    const start = place * ratio;
    const end = Math.min(start + ratio, from);
    const first = Math.min(Math.floor(start), from - 1);
    taps.first[place] = first;
    for (let source = first; source < end; source++) {
      const covered = Math.min(source + 1, end) - Math.max(source, start);
      const tap = source - first;
      taps.count[place] = tap + 1;
      taps.weights[place * taps.most + tap] = covered / ratio;
    }
  }
  return taps;
}

function ratioOf(from: number, to: number, { alignCorners }: Resampling): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

function emptyTaps(places: number, most: number): Taps {
  return {
    first: new Int32Array(places),
    count: new Int32Array(places),
    weights: new Float64Array(places * most),
    most,
  };
}
