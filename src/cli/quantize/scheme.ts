import type { StoredScheme } from '../../model/manifest/manifest.js';
import type { Quantization } from '../../model/weights.js';

/** How a package's weights are stored; `keep`: as the source stored them. None is stored in more bytes than there. */
export const quantizeSchemes = ['keep', 'float32', 'float16', 'uint16', 'uint8', 'int8'] as const;
export type QuantizeScheme = (typeof quantizeSchemes)[number];

/** Bytes of one value. */
export const bytesPerValue = { float32: 4, float16: 2, uint16: 2, uint8: 1, int8: 1 } as const satisfies Record<
  StoredScheme,
  number
>;

export function schemeOf(quantization: Quantization | undefined): Exclude<StoredScheme, 'int8'> {
  return quantization?.dtype ?? 'float32';
}
