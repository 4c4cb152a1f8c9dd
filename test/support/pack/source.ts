import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { SourceModel } from '../../../src/cli/source/source-model.js';
import { parseModelJson } from '../../../src/model/model-json.js';
import type { ModelFiles } from '../models/types.js';

/** A test model as it is after reading. */
export function sourceOf(files: ModelFiles, folder = 'memory'): SourceModel {
  const [modelJson, ...shards] = [...files].map(([name, bytes]) => [name, bytes.slice().buffer] as const);
  if (!modelJson) throw new Error('no model.json');
  return {
    folder,
    file: 'model.json',
    modelJson: modelJson[1],
    json: parseModelJson(modelJson[1], 'model.json'),
    shards: new Map(shards),
  };
}

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'edgewise-pack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | ArrayBuffer>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    await writeFile(path.join(folder, name), bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  }
  return folder;
}
