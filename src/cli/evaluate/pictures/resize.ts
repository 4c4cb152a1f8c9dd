import type { Picture } from './decode-picture.js';

/**
 * Red, green and blue in 0…255, brought to a size by bilinear interpolation between pixel centres; what is not opaque
 * shows white. Rows from the top, three numbers a pixel.
 */
export function resize({ rgba, width, height }: Picture, to: { width: number; height: number }): Float32Array {
  const columns = places(width, to.width);
  const rows = places(height, to.height);
  const out = new Float32Array(to.width * to.height * 3);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < 3; c++) {
        const top = mix(value(column.low, row.low, c), value(column.high, row.low, c), column.share);
        const bottom = mix(value(column.low, row.high, c), value(column.high, row.high, c), column.share);
        out[at++] = mix(top, bottom, row.share);
      }
    }
  }
  return out;

  function value(x: number, y: number, channel: number): number {
    const pixel = (y * width + x) * 4;
    const opacity = (rgba[pixel + 3] as number) / 255;
    return mix(255, rgba[pixel + channel] as number, opacity);
  }
}

interface Place {
  low: number;
  high: number;
  /** Of `high`. */
  share: number;
}

/** Where the centres of `to` pixels lie among the centres of `from`. */
function places(from: number, to: number): Place[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const low = Math.floor(centre);
    return { low, high: Math.min(from - 1, low + 1), share: centre - low };
  });
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
