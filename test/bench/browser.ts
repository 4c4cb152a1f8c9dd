import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { chromiumArguments, findChromium } from '../support/chromium.js';
import { Problem } from './problem.js';

const withoutSoftware = chromiumArguments.filter((argument) => !argument.includes('swiftshader'));

export interface OpenBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/**
 * A browser with a profile on disk, as people have one, and an empty one each time. Its scripts can ask for a garbage
 * collection, so that memory is what is held and not what is about to be thrown away.
 *
 * @param gpu lets the machine's graphics card draw; else it is done in software
 */
export async function openBrowser({ gpu = false } = {}): Promise<OpenBrowser> {
  const executablePath = browserFile();
  const profile = await mkdtemp(path.join(tmpdir(), 'edgewise-bench-'));
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: [...(gpu ? withoutSoftware : chromiumArguments), '--js-flags=--expose-gc'],
      // The figures' own handler ends it, and clears up.
      handleSIGINT: false,
    });
    const close = async () => {
      await context.close();
      await remove();
    };
    return { context, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

function browserFile(): string {
  let file: string | undefined;
  try {
    file = findChromium();
  } catch (cause) {
    throw new Problem(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (file !== undefined) return file;
  throw new Problem(
    'No Chromium or Chrome was found. "npm test" installs one; or name yours: CHROMIUM_PATH=/path/to/chrome',
  );
}

/** Frees what page and workers no longer hold. */
export async function collectGarbage(page: Page): Promise<void> {
  const collect = () => {
    (globalThis as unknown as { gc: () => void }).gc();
  };
  await page.evaluate(collect);
  for (const worker of page.workers()) await worker.evaluate(collect);
}
