import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

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
  const folders = filesIn(root, 'models').filter((file) => file.endsWith('/packaged/model.json'));
  const facts = folders.flatMap((model) => {
    const beside = filesIn(root, path.posix.dirname(model));
    return beside.filter((file) => file.endsWith('.json') && file !== model);
  });
  const served = pages
    .filter((file) => !file.startsWith('demo/screenshots/'))
    .map((file) => ({ url: file.slice('demo'.length), revision: revision(file) }));
  const others = [...scripts, ...facts, 'dist/index.js'].map((file) => ({ url: `/${file}`, revision: revision(file) }));
  return { files: [...served, ...others], models: folders.map((file) => `/${file}`) };
}

/** The script with the list before it, and thus another one whenever a file changes; null before the first build. */
export function serviceWorkerScript(root: string, mode: string): string | null {
  const script = path.join(root, 'build/demo/service-worker.js');
  if (!existsSync(script)) return null;
  return `const offline = ${JSON.stringify(offlineFiles(root, mode))};\n${readFileSync(script, 'utf8')}`;
}

function filesIn(root: string, folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}
