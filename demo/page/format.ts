import type { BackendName } from 'edgewise';

const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const hundredths = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });
const thousandths = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

export const backendWords: Record<BackendName, string> = {
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

export function bytes(count: number): string {
  if (count < 1000) return `${whole.format(count)} bytes`;
  if (count < 1_000_000) return `${whole.format(count / 1000)} kB`;
  return `${oneDecimal.format(count / 1_000_000)} MB`;
}

export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${oneDecimal.format(milliseconds / 1000)} s`;
  return `${(milliseconds < 10 ? oneDecimal : whole).format(milliseconds)} ms`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${whole.format(number)} ${number === 1 ? one : many}`;
}

/** A number as it is written for people: 1,200, or 0.5. */
export function plain(number: number): string {
  return oneDecimal.format(number);
}

/** A part of one: 0.031 is "3.1%". */
export function share(part: number): string {
  return twoDigits.format(part);
}

/** A probability in whole percent, where nothing is quite sure: 0.998 is "> 99%". */
export function chance(probability: number): string {
  if (probability < 0.005) return '< 1%';
  return probability >= 0.995 ? '> 99%' : `${whole.format(probability * 100)}%`;
}

/** A measured part of one with two decimals: 0.98871 is "98.87%". */
export function portion(part: number | undefined): string {
  return part === undefined ? '–' : hundredths.format(part);
}

/** A measured figure with three decimals. */
export function figure(value: number | undefined): string {
  return value === undefined ? '–' : thousandths.format(value);
}

/** Some things as a person lists them: "a, b and c". */
export function listed(things: readonly string[]): string {
  return list.format(things);
}
