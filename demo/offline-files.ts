import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelManifest } from 'edgewise';
import { demoModels } from './models.js';

export interface OfflineFiles {
  files: { url: string; revision: string }[];
  models: string[];
}

/** What the service worker keeps, as it lies on the disk now. `mode`: what else makes a page another one. */
export function offlineFiles(root: string, mode: string): OfflineFiles {
  const revision = (file: string) =>
    createHash('sha256')
      .update(mode)
      .update(readFileSync(path.join(root, file)))
      .digest('hex')
      .slice(0, 16);
  const pages = filesIn(root, 'demo').filter((file) => /\.(html|css|png|svg|webmanifest)$/.test(file));
  const scripts = filesIn(root, 'build/demo').filter((file) => path.basename(file) !== 'service-worker.js');
  const models = demoModels.map((model) => `models/${model}/packaged/`);
  // What the cards read of a package beside its model.
  const documents = models.flatMap((folder) => documentsOf(root, folder).map((file) => folder + file));
  const served = pages
    .filter((file) => !file.startsWith('demo/screenshots/'))
    .map((file) => ({ url: file.slice('demo'.length), revision: revision(file) }));
  const others = [...scripts, ...documents, 'dist/index.js'].map((file) => ({
    url: `/${file}`,
    revision: revision(file),
  }));
  return { files: [...served, ...others], models: models.map((folder) => `/${folder}`) };
}

/** The script with the list before it, and thus another one whenever a file changes; null before the first build. */
export function serviceWorkerScript(root: string, mode: string): string | null {
  const script = path.join(root, 'build/demo/service-worker.js');
  if (!existsSync(script)) return null;
  return `const offline = ${JSON.stringify(offlineFiles(root, mode))};\n${readFileSync(script, 'utf8')}`;
}

function documentsOf(root: string, folder: string): string[] {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'manifest.json'), 'utf8')) as Pick<
    ModelManifest,
    'artifacts'
  >;
  return manifest.artifacts.filter(({ role }) => role === 'document').map(({ file }) => file);
}

function filesIn(root: string, folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}
