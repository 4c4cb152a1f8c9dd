import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { manifestFile } from '../../model/manifest/manifest.js';

/** Where a model begins; a package's manifest before its model.json. */
const beginnings = [manifestFile, 'model.json'];
const deepest = 3;
const most = 20;

/** The models under a folder by their path from it, with forward slashes: what a page would load. */
export async function modelsIn(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    const model = beginnings.find((name) => names.has(name));
    if (model !== undefined) found.push(path.join(folder, model).replaceAll(path.sep, '/'));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (depth < deepest && found.length < most) await visit(path.join(folder, entry.name), depth + 1);
    }
  };
  await visit('.', 1);
  return found.slice(0, most);
}
