import { limits } from '../model/limits.js';
import type { ModelJson } from '../model/model-json.js';
import { ByteCounter } from '../model/progress.js';
import { shardUrl } from '../model/url.js';
import { checkGroup, missingBytes, type Shard } from './check-group.js';
import { download } from './download.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { filesAtOnce } from './files-at-once.js';
import { parallel } from './parallel.js';

/** Every weight file of a model, each once and in their order, held against what model.json says of them. */
export async function downloadShards(
  { weightGroups }: ModelJson,
  jsonBytes: number,
  expectedBytes: number,
  { url, cache, requestInit }: FetchModelRequest,
  { signal, onProgress }: FetchModelHooks,
): Promise<{ shards: Shard[]; warnings: string[] }> {
  const counter = new ByteCounter(expectedBytes);
  const report = (path: string, bytes: number) => {
    const loaded = counter.set(path, bytes);
    onProgress({ phase: 'download', loaded, total: expectedBytes, file: path, fromCache: false });
  };
  onProgress({
    phase: 'manifest',
    loaded: counter.set('model.json', jsonBytes),
    total: expectedBytes,
    fromCache: false,
  });
  // One failure ends the others: their bytes would be of no use.
  const all = new AbortController();
  const fetchAll = (groups: ModelJson['weightGroups'], http: RequestCache): Promise<Shard[]> => {
    const jobs = new Map(groups.flatMap((group) => group.paths.map((path) => [path, group])));
    return parallel([...jobs], filesAtOnce, async ([path, group]) => {
      const bytes = await download(shardUrl(url, path), {
        requestInit,
        cache: http,
        signal: AbortSignal.any([signal, all.signal]),
        exactly: group.paths.length === 1 ? (group.bytes ?? undefined) : undefined,
        atMost: limits.total,
        binary: true,
        onBytes: (done) => {
          report(path, done);
        },
      });
      return { path, bytes };
    });
  };
  try {
    // The HTTP cache may hold an older file of that name: have it asked whether it is current.
    const shards = await fetchAll(weightGroups, cache === 'default' ? 'no-cache' : cache);
    // Files that only together have a known length may have been cut without a trace: once more.
    const short = weightGroups.filter((group) => missingBytes(group, shards) > 0);
    const again = new Map((await fetchAll(short, 'reload')).map((shard) => [shard.path, shard]));
    const mended = shards.map((shard) => again.get(shard.path) ?? shard);
    return { shards: mended, warnings: weightGroups.flatMap((group) => checkGroup(group, mended, url)) };
  } catch (error) {
    all.abort();
    throw error;
  }
}
