import type { CategoryProfile } from './profile.js';

/** Values that fewer samples have are not named: who is the only one in a village is known by its name. */
export const fewestNamed = 10;
const mostNamed = 100;

/** How many samples have which value, the most frequent first. */
export function countCategories(values: Iterable<string>): Pick<CategoryProfile, 'counts' | 'other'> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const named = sorted.filter(({ count }) => count >= fewestNamed).slice(0, mostNamed);
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  return { counts: named, other: all - named.reduce((sum, { count }) => sum + count, 0) };
}
