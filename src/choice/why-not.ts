import type { DeviceReport } from '../model/device.js';

export interface ModelSize {
  /** Of all weights as float32, whatever they are stored as. */
  bytes: number;
  /** Elements of the largest tensor. */
  largestTensor: number;
}

/** Of the memory. While it is measured, a candidate holds bytes, values and textures beside the first: 4 copies. */
const mostOfMemory = 1 / 16;
/** Gigabytes, where the browser does not say: a phone of the last years. */
const usualMemory = 4;
/** What WebGL2 guarantees. */
const leastTextureSize = 2048;

/**
 * Why WebGL cannot be the faster backend that computes the same answers, if so. TF.js has a nearly square
 * texture for any tensor whose sides fit none better, with one element a texel at worst: so side × side elements
 * fit in whatever layout an operation wants.
 */
export function whyNoWebGL(webgl: DeviceReport['webgl'], { largestTensor }: ModelSize): string | undefined {
  if (!webgl.available) return webgl.reason ?? 'This browser has no WebGL2.';
  if (webgl.software) return `The processor draws it (${webgl.renderer ?? 'no GPU'}), so it is never faster than wasm.`;
  if (!webgl.float32) return 'Its answers would have 16 bits, less exact than asked for.';
  const side = webgl.maxTextureSize ?? leastTextureSize;
  if (largestTensor <= side ** 2) return undefined;
  return `A tensor of ${String(largestTensor)} elements does not fit a texture of ${String(side)} × ${String(side)}.`;
}

/** Why nothing may be measured beside the first backend, if so. */
export function whyNoSecond(
  { memory }: Pick<DeviceReport, 'memory'>,
  { location, stored, model }: { location: 'worker' | 'page'; stored: boolean; model: ModelSize },
): string | undefined {
  if (location === 'page') return 'On the page itself, measuring would block it.';
  if (!stored) return 'The model is not stored, and would be downloaded once more.';
  const gigabytes = memory ?? usualMemory;
  if (model.bytes <= gigabytes * 1e9 * mostOfMemory) return undefined;
  const megabytes = (model.bytes / 1e6).toFixed(0);
  return `A second copy of its ${megabytes} MB is too much for ${String(gigabytes)} GB of memory.`;
}
