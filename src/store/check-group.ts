import { EdgewiseError } from '../errors.js';
import { weightBytes, type WeightGroup } from '../model/weights.js';

/**
 * Holds the length of a group's files against its weights: too few bytes are an `integrity` error, too
 * many a warning, since TF.js reads such a model as well.
 */
export function checkGroup(
  group: WeightGroup,
  shards: readonly { path: string; bytes: ArrayBuffer }[],
  url: string,
): string[] {
  const own = shards.filter((shard) => group.paths.includes(shard.path));
  const actual = own.reduce((sum, shard) => sum + shard.bytes.byteLength, 0);
  const expected = weightBytes(
    group,
    own.map((shard) => shard.bytes),
  );
  const files = group.paths.join(', ');
  if (actual < expected) {
    throw new EdgewiseError(
      'integrity',
      `${files} of ${url} hold ${String(actual)} bytes, where the weights need ${String(expected)}. ` +
        `Deploy model.json and its weight files together.`,
      { url, file: files, expected, actual },
    );
  }
  if (actual === expected) return [];
  return [`${files} hold ${String(actual - expected)} bytes more than the weights need; they are ignored.`];
}
