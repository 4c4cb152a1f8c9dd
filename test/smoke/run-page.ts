import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { DeviceReport } from '../../src/index.js';
import type { TestModel } from '../support/models/index.js';
import { openServer } from '../support/server.js';
import { commonCases, isolatedCases, type Case, type Outcome } from './cases.js';
import { withFirefox, type FirefoxOptions } from './run-firefox.js';

/** Milliseconds; WebGL without a graphics card takes most of them. */
const limit = 240_000;

export interface PageReport {
  cases: Case[];
  /** In their order; fewer where the page did not come to its end. */
  outcomes: Outcome[];
  device?: DeviceReport;
  /** Why the page did not come to its end. */
  error?: string;
}

/** One page in one Firefox: every case, and what the device is like. */
export async function runPage(
  firefox: FirefoxOptions,
  models: readonly TestModel[],
  { isolated }: { isolated: boolean },
): Promise<PageReport> {
  await using server = await openServer({ isolated });
  const report: PageReport = { cases: commonCases(server, models), outcomes: [] };
  if (isolated) report.cases.push(...isolatedCases(server, models));
  server.files.set('/cases.json', { body: JSON.stringify(report.cases) });
  server.files.set('/smoke.js', { body: await bundled('in-page.ts') });
  server.files.set('/use-edgewise.js', { body: `import * as all from '/dist/index.js';\nwindow.edgewise = all;\n` });
  const scripts = ['/use-edgewise.js', '/smoke.js'].map((src) => `<script type="module" src="${src}"></script>`);
  server.files.set('/smoke.html', { body: `<!doctype html><title>Smoke</title>${scripts.join('')}` });

  const hear = (path: string, heard: (text: string) => void): void => {
    server.files.set(path, async (request, response) => {
      const text = await textOf(request);
      response.end();
      heard(text);
    });
  };
  hear('/outcome', (text) => {
    report.outcomes.push(JSON.parse(text) as Outcome);
  });
  const done = new Promise<void>((resolve, reject: (error: Error) => void) => {
    hear('/failed', (text) => {
      reject(new Error(text));
    });
    hear('/done', (text) => {
      report.device = JSON.parse(text) as DeviceReport;
      resolve();
    });
  });
  try {
    await withFirefox(firefox, `${server.origin}/smoke.html`, done, limit);
  } catch (error) {
    report.error = (error as Error).message;
  }
  return report;
}

async function bundled(file: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022' },
  });
  return outputFiles[0]!.contents;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
