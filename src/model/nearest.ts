/** The name that a mistyped one was most likely meant to be; undefined where none is close. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  const most = Math.floor(given.length / 3);
  let found: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - given.length) > most) continue;
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance <= most && distance < (found?.distance ?? Infinity)) found = { name, distance };
  }
  return found?.name;
}

/** How many letters have to be put in, taken out or changed (Levenshtein, 1965), row by row (Wagner and Fischer, 1974). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (above[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[to.length] ?? 0;
}
