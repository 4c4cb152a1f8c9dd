import { mulberry32 } from '../../src/model/random.js';

/** Everything that is drawn by chance in a recipe, the same for the same seed on every machine. */
export class Random {
  /** Numbers in [0, 1). */
  readonly next: () => number;

  /** Streams of one seed are independent: one for the split, one an epoch, … */
  constructor(seed: number, stream = 0) {
    const start = mulberry32(seed + Math.imul(stream, 0x9e3779b1));
    this.next = mulberry32(Math.floor(start() * 2 ** 32));
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A number of the standard normal distribution (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** The same items in another order (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let last = all.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [all[last], all[other]] = [all[other] as T, all[last] as T];
    }
    return all;
  }
}
