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
  for (const group of readByTensorFlow([...groups(weights, Math.min(target, largestFile))])) {
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

/**
 * TF.js 4.22 reads zeros, and says nothing, of a weight that begins further on than so many files of the first one's
 * length reach, where all files but the last have that length (its `CompositeArrayBuffer` looks for it in a file that is
 * not there). The last group is then cut once more.
 */
function readByTensorFlow(all: ShardWeight[][]): ShardWeight[][] {
  const before = all.slice(0, -1);
  const last = all.at(-1) ?? [];
  const ways = last.map((_, place) => [...before, last.slice(0, place), last.slice(place)]);
  return [all, ...ways.slice(1)].find((way) => !isMisread(way)) ?? all;
}

function isMisread(way: readonly ShardWeight[][]): boolean {
  const lengths = way.flatMap(fileLengths);
  const [first = 0] = lengths;
  const lastWeight = way.at(-1)?.at(-1)?.bytes.byteLength ?? 0;
  const begins = lengths.reduce((sum, length) => sum + length, 0) - lastWeight;
  return lengths.slice(0, -1).every((length) => length === first) && begins >= first * lengths.length;
}

/** Of the files of a group. */
function fileLengths(group: readonly ShardWeight[]): number[] {
  const bytes = bytesOf(group);
  const files = Math.ceil(bytes / largestFile);
  return Array.from({ length: files }, (_, i) => Math.min(largestFile, bytes - i * largestFile));
}

function bytesOf(group: readonly ShardWeight[]): number {
  return group.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
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
