import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright';
import { watchMainThread } from '../support/main-thread.js';
import { collectGarbage } from './browser.js';
import type { Machine } from './figures.js';
import { privateMemory } from './memory.js';

/** What ran the figures, and the memory of a page without anything. */
export async function inspectMachine(context: BrowserContext): Promise<{ machine: Machine; emptyPage: number | null }> {
  const page = await context.newPage();
  const { processId } = await watchMainThread(page, () =>
    page.goto('data:text/html,<!doctype html><title>Empty</title>'),
  );
  await collectGarbage(page);
  const emptyPage = await privateMemory(processId);
  const renderer = await page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl && info ? (gl.getParameter(info.UNMASKED_RENDERER_WEBGL) as string) : null;
  });
  const cdp = await context.newCDPSession(page);
  const { product } = (await cdp.send('Browser.getVersion')) as { product: string };
  await page.close();
  const processors = os.cpus();
  const machine = {
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    browser: product,
    renderer,
  };
  return { machine, emptyPage };
}

export async function versionOf(root: string, folder = '.'): Promise<string> {
  const text = await readFile(path.join(root, folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
