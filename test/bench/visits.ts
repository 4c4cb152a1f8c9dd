import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright';
import { chromiumArguments, ensureChromium } from '../support/chromium.js';
import { openServer, type TestServer } from '../support/server.js';

/** A page that leads to a first prediction: the files it needs, and a script that says when it came. */
export interface Contender {
  name: string;
  /** By path on the contender's own origin. */
  files: ReadonlyMap<string, string | Uint8Array>;
  /** Classic scripts to load before. */
  scripts?: readonly string[];
  /** Body of a module that sets `window.visit`, a promise of a Visit. */
  module: string;
}

/** Milliseconds since the navigation began. */
export interface Visit {
  /** The library's script has run. */
  scripts: number;
  /** The model may be asked. */
  loaded: number;
  /** The first answer is there. */
  predicted: number;
  output: number[];
}

declare global {
  interface Window {
    visit: Promise<Visit>;
    /** Another prediction, once the visit's promise is fulfilled. */
    use: () => Promise<unknown>;
  }
}

/**
 * Visits every contender's page in turn, in one browser with a profile on disk, as a person who comes back: the
 * libraries lie in the HTTP cache with their compiled code, the model wherever the contender keeps it.
 */
export async function measureVisits(
  contenders: readonly Contender[],
  { warmUp, rounds }: { warmUp: number; rounds: number },
): Promise<Map<string, Visit[]>> {
  const profile = await mkdtemp(path.join(tmpdir(), 'edgewise-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: chromiumArguments,
  });
  const visits = new Map<string, Visit[]>(contenders.map(({ name }) => [name, []]));
  const origins: TestServer[] = [];
  try {
    for (const contender of contenders) origins.push(await serve(contender));
    for (let round = -warmUp; round < rounds; round++) {
      // Whoever goes first finds another machine than whoever goes last.
      const order = contenders.map((_, i) => (i + Math.max(round, 0)) % contenders.length);
      for (const i of order) {
        const visit = await visitOnce(context, origins[i]!.origin, round < 0);
        if (round >= 0) visits.get(contenders[i]!.name)!.push(visit);
      }
    }
  } finally {
    await context.close();
    await Promise.all(origins.map((origin) => origin.close()));
    await rm(profile, { recursive: true, force: true });
  }
  return visits;
}

async function serve({ files, scripts = [], module }: Contender): Promise<TestServer> {
  const server = await openServer();
  for (const [file, body] of files) {
    // A model may change under its name, a library's file of a version does not.
    const headers = file.startsWith('/model') ? { ETag: '"1"' } : { 'Cache-Control': 'max-age=31536000, immutable' };
    server.files.set(file, { body, headers });
  }
  const tags = scripts.map((script) => `<script src="${script}"></script>`).join('');
  server.files.set('/', {
    body: `<!doctype html><title>Visit</title>${tags}<script type="module">${module}</script>`,
    headers: { 'Content-Type': 'text/html;charset=utf-8' },
  });
  return server;
}

async function visitOnce(context: BrowserContext, origin: string, toUse: boolean): Promise<Visit> {
  const page = await context.newPage();
  try {
    await page.goto(`${origin}/`);
    const visit = await page.evaluate(() => window.visit);
    if (toUse) await page.evaluate(useFor, timeOfUse);
    return visit;
  } finally {
    await page.close();
  }
}

/** Chromium keeps compiled WebAssembly once it has been in use for some seconds. */
const timeOfUse = 4_000;

async function useFor(milliseconds: number): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end;) await window.use();
}
