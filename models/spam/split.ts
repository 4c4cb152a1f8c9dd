import type { Random } from '../training/random.js';
import { stratifiedSplit, type Split } from '../training/split.js';

const shares = { train: 0.68, validation: 0.12, test: 0.2 };

/**
 * Places of mails by part. No group is on two sides, and each part has the same mix of strata (spam, ham, hard ham): a
 * group counts as its first mail. Shares are of groups; those of mails come close.
 */
export function splitByGroups(strata: readonly number[], groups: readonly number[], random: Random): Split {
  const members = new Map<number, number[]>();
  for (const [place, group] of groups.entries()) {
    const others = members.get(group);
    if (others) others.push(place);
    else members.set(group, [place]);
  }
  const all = [...members.values()];
  const split = stratifiedSplit(
    all.map((places) => strata[places[0] as number] as number),
    shares,
    random,
  );
  const mailsOf = (part: readonly number[]): number[] =>
    part.flatMap((group) => all[group] as number[]).sort((a, b) => a - b);
  return { train: mailsOf(split.train), validation: mailsOf(split.validation), test: mailsOf(split.test) };
}

/** Some of so many places as one bit each, in base64: small enough to stand in `evaluation.json`. */
export function bitsOf(places: readonly number[], count: number): string {
  const bits = Buffer.alloc(Math.ceil(count / 8));
  for (const place of places) bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7));
  return bits.toString('base64');
}

export function placesOf(base64: string): number[] {
  const bits = Buffer.from(base64, 'base64');
  return [...bits].flatMap((byte, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte >> bit) & 1 ? i * 8 + bit : [])),
  );
}
