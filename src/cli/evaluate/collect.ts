/** Enough to know a distribution by. */
const most = 1 << 20;
const mostDistinct = 100;

/** Numbers of which there may be any many. */
export interface Collected {
  add: (value: number) => void;
  /** All of them, or where they are more than a million every second, fourth, … of them. */
  values: () => Float64Array;
  /** Different ones among the first, counted to 100. */
  distinct: () => number;
}

export function collect(): Collected {
  let kept: number[] = [];
  let step = 1;
  let seen = 0;
  const different = new Set<number>();
  return {
    add: (value) => {
      if (different.size < mostDistinct) different.add(value);
      if (seen++ % step !== 0) return;
      kept.push(value);
      if (kept.length < most) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      step *= 2;
    },
    values: () => Float64Array.from(kept),
    distinct: () => different.size,
  };
}
