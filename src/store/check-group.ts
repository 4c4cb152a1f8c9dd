import { EdgewiseError } from '../errors.js';
import { weightBytes, type WeightGroup } from '../model/weights.js';

/** A weight file as it came. */
export interface Shard {
  path: string;
  bytes: ArrayBuffer;
}

/** How many bytes the files of a group lack; below 0 where they hold more than the weights need. */
export function missingBytes(group: WeightGroup, shards: readonly Shard[]): number {
  const { expected, actual } = lengths(group, shards);
  return expected - actual;
}

/**
 * Holds the length of a group's files against its weights: too few bytes are an `integrity` error, too
 * many a warning, since TF.js reads such a model as well.
 */
export function checkGroup(group: WeightGroup, shards: readonly Shard[], url: string): string[] {
  const { expected, actual } = lengths(group, shards);
  const files = group.paths.join(', ');
  if (actual < expected) {
    throw new EdgewiseError(
      'integrity',
      `${files} of ${url} hold ${actual} bytes, where the weights need more` +
        `${Number.isFinite(expected) ? `: ${expected}` : ''}. Deploy model.json and its weight files together.`,
      { url, file: files, expected, actual },
    );
  }
  if (actual === expected) return [];
  return [`${files} hold ${String(actual - expected)} bytes more than the weights need; they are ignored.`];
}

function lengths(group: WeightGroup, shards: readonly Shard[]): { expected: number; actual: number } {
  const own = group.paths.flatMap((path) => shards.filter((shard) => shard.path === path).map(({ bytes }) => bytes));
  return { expected: weightBytes(group, own), actual: own.reduce((sum, bytes) => sum + bytes.byteLength, 0) };
}
