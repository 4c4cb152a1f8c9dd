import type { BackendName } from 'edgewise';

const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

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

/** A part of one: 0.031 is "3.1%". */
export function share(part: number): string {
  return twoDigits.format(part);
}
