import { EdgewiseError } from '../../errors.js';
import type { Channels } from './channels.js';

/** Whole numbers from -largest to largest: symmetric, so that zero is zero. */
const largest = 127;

export interface Int8Weight {
  /** Whole number + 127, as `uint8, scale 1, min -127` in model.json. */
  bytes: Uint8Array;
  /** The whole numbers that TF.js reads from them. */
  values: Float32Array;
  /** By output channel: weight = whole number × scale. */
  scales: Float32Array;
  /** What that gives. */
  read: Float32Array;
}

/**
 * int8 per output channel in a form that stock TF.js loads, which knows neither int8 nor scales by channel: see the
 * format's page.
 */
export function int8ByChannel(name: string, values: Float32Array, { count, inner }: Channels): Int8Weight {
  const channel = (i: number) => Math.floor(i / inner) % count;
  const scales = new Float32Array(count);
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) throw notFinite(name, value, i);
    scales[channel(i)] = Math.max(scales[channel(i)] as number, Math.abs(value));
  });
  // What is too small for a normal float32 scale is stored as zeros: any scale will do.
  for (let c = 0; c < count; c++) scales[c] = (scales[c] as number) / largest;
  for (let c = 0; c < count; c++) if ((scales[c] as number) < 2 ** -126) scales[c] = 1;
  const whole = values.map((value, i) => Math.round(value / (scales[channel(i)] as number)));
  return {
    bytes: Uint8Array.from(whole, (value) => clamp(value) + largest),
    values: whole.map((value) => clamp(value) + 0), // -0 is 0
    scales,
    read: whole.map((value, i) => clamp(value) * (scales[channel(i)] as number)),
  };
}

/** The scale was rounded to float32, so the largest value may be a hair over. */
function clamp(value: number): number {
  return Math.min(largest, Math.max(-largest, value));
}

function notFinite(name: string, value: number, index: number): EdgewiseError {
  return new EdgewiseError('input', `Weight "${name}" holds ${value} at place ${index}, which is no finite number.`, {
    weight: name,
    index,
    value,
    scheme: 'int8',
  });
}
