import { concatenate } from '../../model/bytes.js';
import { sha256 } from '../../model/digest.js';
import type { WeightSpec } from '../../model/weights.js';

/** A weight as it goes into a weight file. */
export interface ShardWeight {
  spec: WeightSpec;
  bytes: Uint8Array;
}

export interface Shards {
  /** For model.json: one group a shard. */
  manifest: { paths: string[]; weights: WeightSpec[] }[];
  /** By the paths that it names. */
  files: Map<string, ArrayBuffer>;
}

const MiB = 1024 * 1024;
export const defaultShardBytes = 4 * MiB;

/** A weight file is no larger; a larger tensor is cut into several. */
const largestFile = 32 * MiB;

/**
 * Weights in this order, in files that are cut where a tensor ends and named by what is in them: packages that begin
 * with the same weights share these files, in a cache as on a server.
 *
 * @param target a file is closed before it would grow beyond so many bytes
 */
export async function cutShards(weights: readonly ShardWeight[], target = defaultShardBytes): Promise<Shards> {
  const shards: Shards = { manifest: [], files: new Map() };
  for (const group of groups(weights, Math.min(target, largestFile))) {
    const bytes = concatenate(group.map((weight) => weight.bytes));
    const paths: string[] = [];
    for (let start = 0; start < bytes.byteLength; start += largestFile) {
      const part = bytes.slice(start, start + largestFile);
      const path = unusedName(await nameOf(part), shards.files);
      shards.files.set(path, part);
      paths.push(path);
    }
    shards.manifest.push({ paths, weights: group.map(({ spec }) => spec) });
  }
  return shards;
}

function* groups(weights: readonly ShardWeight[], target: number): Generator<ShardWeight[]> {
  let group: ShardWeight[] = [];
  let bytes = 0;
  for (const weight of weights) {
    if (bytes > 0 && bytes + weight.bytes.byteLength > target) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(weight);
    bytes += weight.bytes.byteLength;
  }
  if (group.length > 0) yield group;
}

async function nameOf(bytes: ArrayBuffer): Promise<string> {
  return `weights-${(await sha256(bytes)).slice(0, 16)}`;
}

/** Two files of one model may hold the same bytes; each weight group still has files of its own. */
function unusedName(name: string, files: ReadonlyMap<string, unknown>): string {
  let path = `${name}.bin`;
  for (let copy = 2; files.has(path); copy++) path = `${name}-${copy}.bin`;
  return path;
}
