import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup, type Plugin } from 'rollup';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll } from 'vitest';
import webpack from 'webpack';
import type { Project } from './packed.js';

// Each as it comes: nothing here says anything about Edgewise.

/** The files of the tiniest application: `predictWith` finds what it imported on the page. */
export const tinyApp = {
  'app.js': `import { configure, loadModel } from 'edgewise';\nObject.assign(window, { edgewise: { configure, loadModel } });\n`,
  'index.html': '<!doctype html><title>App</title><script type="module" src="./app.js"></script>',
};

/** `index.html` is the entry. Answers the folder of what was built. */
export async function viteBuild(project: Project, config: InlineConfig = {}): Promise<string> {
  const outDir = path.join(project.folder, 'out/vite');
  await build({ root: project.folder, configFile: false, logLevel: 'error', build: { outDir }, ...config });
  return outDir;
}

/** Answers the page's URL. The server closes after the file's last test. */
export async function viteDev(project: Project, config: InlineConfig = {}): Promise<string> {
  const server = await createServer({
    root: project.folder,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0 },
    ...config,
  });
  afterAll(() => server.close());
  await server.listen();
  return server.resolvedUrls!.local[0]!;
}

/** Answers the folder, and what webpack warned of. */
export async function webpackBuild(
  project: Project,
  entry: string,
  output: webpack.Configuration['output'] = {},
  minimize = true,
): Promise<{ folder: string; warnings: string[] }> {
  const folder = path.join(project.folder, 'out/webpack');
  const compiler = webpack({
    context: project.folder,
    mode: 'production',
    entry: `./${entry}`,
    // Warnings about sizes are the application's own business.
    performance: false,
    optimization: { minimize },
    output: { path: folder, filename: 'app.js', ...output },
  });
  const stats = await new Promise<webpack.Stats>((resolve, reject) => {
    compiler.run((error, stats) => {
      if (stats) resolve(stats);
      else reject(error ?? new Error('webpack said nothing'));
    });
  });
  await new Promise((resolve) => {
    compiler.close(resolve);
  });
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return { folder, warnings: warnings.map(({ message }) => message) };
}

/** Answers the folder of `app.js`. */
export async function esbuildBundle(project: Project, entry: string, options: esbuild.BuildOptions): Promise<string> {
  const folder = outputFolder(project);
  const { warnings } = await esbuild.build({
    absWorkingDir: project.folder,
    entryPoints: [entry],
    outdir: folder,
    bundle: true,
    minify: true,
    logLevel: 'error',
    ...options,
  });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'));
  return folder;
}

/** Answers the folder of `app.js`. */
export async function rollupBundle(
  project: Project,
  entry: string,
  format: 'es' | 'iife',
  ...plugins: Plugin[]
): Promise<string> {
  const folder = outputFolder(project);
  const bundle = await rollup({
    input: path.join(project.folder, entry),
    plugins: [nodeResolve({ browser: true }), ...plugins],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundle.write({ dir: folder, format });
  await bundle.close();
  return folder;
}

/** One for each bundle, so that none finds what another left. */
function outputFolder(project: Project): string {
  const out = path.join(project.folder, 'out');
  mkdirSync(out, { recursive: true });
  return mkdtempSync(path.join(out, 'bundle-'));
}
