import { readFile, stat } from 'node:fs/promises';
import { EdgewiseError } from '../../errors.js';
import { limits } from '../../model/limits.js';
import { weightBytes, type WeightGroup } from '../../model/weights.js';
import { exactBuffer } from './exact-buffer.js';
import { insideFolder } from './inside-folder.js';

/** Weight files by the path that model.json gives them, whole and long enough for the weights they hold. */
export async function readWeightFiles(
  folder: string,
  modelJson: string,
  groups: readonly WeightGroup[],
  warn: (warning: string) => void,
): Promise<ReadonlyMap<string, ArrayBuffer>> {
  const files = new Map<string, string>();
  for (const named of groups.flatMap(({ paths }) => paths)) {
    if (!files.has(named)) files.set(named, await insideFolder(folder, named, modelJson));
  }
  await checkTotal(modelJson, [...files.values()]);
  const shards = new Map<string, ArrayBuffer>();
  for (const [named, file] of files) {
    const bytes = exactBuffer(await readFile(file));
    refuseOther(named, bytes);
    shards.set(named, bytes);
  }
  for (const group of groups) checkLength(group, shards, modelJson, warn);
  return shards;
}

/** Before any is read: what lies on disk may be larger than what model.json says. */
async function checkTotal(modelJson: string, files: readonly string[]): Promise<void> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= limits.total) return;
  throw new EdgewiseError(
    'limit',
    `The weight files of ${modelJson} have ${String(total)} bytes together; ${String(limits.total)} are allowed.`,
    { file: modelJson, field: 'total', actual: total, limit: limits.total },
  );
}

/** What is found where weights should be, told by its first characters. */
const others = [
  { found: /^version https:\/\/git-lfs/, kind: 'git-lfs', is: 'a pointer of Git LFS', todo: 'Run "git lfs pull".' },
  {
    found: /^(\xef\xbb\xbf)?\s*<(!--|!doctype|html|head|body|\?xml)/i,
    kind: 'html',
    is: 'an HTML page',
    todo: 'Download the file again.',
  },
];

function refuseOther(file: string, bytes: ArrayBuffer): void {
  const start = new TextDecoder('latin1').decode(bytes.slice(0, 256));
  const other = others.find(({ found }) => found.test(start));
  if (!other) return;
  throw new EdgewiseError('integrity', `${file} is ${other.is} where weights should be. ${other.todo}`, {
    file,
    received: other.kind,
  });
}

function checkLength(
  group: WeightGroup,
  shards: ReadonlyMap<string, ArrayBuffer>,
  modelJson: string,
  warn: (warning: string) => void,
): void {
  const own = group.paths.map((named) => shards.get(named) ?? new ArrayBuffer(0));
  const expected = weightBytes(group, own);
  const actual = own.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  const names = group.paths.join(', ');
  const [holds, is] = group.paths.length > 1 ? ['hold', 'are'] : ['holds', 'is'];
  if (actual < expected) {
    const needed = Number.isFinite(expected) ? String(expected) : 'more';
    throw new EdgewiseError(
      'integrity',
      `${names} ${is} cut short: ${String(actual)} bytes, where the weights in ${modelJson} need ${needed}. Copy ` +
        `model.json and its weight files together.`,
      { file: names, expected, actual },
    );
  }
  if (actual > expected) {
    warn(`${names} ${holds} ${String(actual - expected)} bytes more than the weights need; they are ignored.`);
  }
}
