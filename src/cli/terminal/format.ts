const units = ['B', 'kB', 'MB', 'GB'];

/** Bytes in decimal units with three figures: `4.65 MB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1000, units);
}

/** A count with three figures: `2.33 M`. Below ten thousand as it is. */
export function formatCount(count: number): string {
  return count < 10_000 ? count.toLocaleString('en') : scaled(count, 1000, ['', 'k', 'M', 'G', 'T']);
}

/** Part of a whole: `12.3 %`. */
export function formatShare(part: number, whole: number): string {
  return `${(whole > 0 ? (part / whole) * 100 : 0).toFixed(1)} %`;
}

/** A figure of a model's answer: four digits, as many places as they need. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(3).replace(/\.?0+e/, 'e');
}

/** `1 file`, `2 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function scaled(value: number, base: number, names: readonly string[]): string {
  let unit = 0;
  let rest = value;
  // 999.5 would be written with four figures.
  while (rest >= 999.5 && unit < names.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = unit === 0 ? String(rest) : rest.toPrecision(3);
  return `${digits} ${names[unit] ?? ''}`.trimEnd();
}
