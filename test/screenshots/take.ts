/** Takes the README's pictures of the demo, as a second visit shows it. Not one of the tests. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type BrowserContextOptions, type Page } from 'playwright';
import { demoServer } from '../../demo/server.js';
import { chromiumArguments, findChromium } from '../support/chromium.js';

const folder = path.resolve('demo/screenshots');
const models = 5;

interface Picture {
  file: string;
  context: BrowserContextOptions;
  take: (page: Page, file: string) => Promise<unknown>;
}

const pictures: readonly Picture[] = [
  {
    file: 'desktop-light.png',
    context: { colorScheme: 'light', viewport: { width: 2200, height: 1300 }, deviceScaleFactor: 0.5 },
    take: async (page, file) => {
      for (const found of await page.locator('details.found').all()) await open(found);
      await page.screenshot({ path: file, fullPage: true });
    },
  },
  {
    file: 'desktop-dark.png',
    context: { colorScheme: 'dark', viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 1 },
    take: async (page, file) => {
      const loan = page.locator('#loan');
      await open(loan.locator('details', { hasText: 'What runs the model' }));
      // Not before the other backends were measured, which begins when the page is idle.
      await loan.getByText('takes').first().waitFor();
      // Else it stays in the window, over the card.
      await page
        .locator('header')
        .first()
        .evaluate((header) => (header.style.position = 'static'));
      await loan.screenshot({ path: file });
    },
  },
  {
    file: 'phone.png',
    context: { viewport: { width: 390, height: 1340 }, deviceScaleFactor: 1.5 },
    take: (page, file) => page.screenshot({ path: file }),
  },
];

async function open(details: ReturnType<Page['locator']>): Promise<void> {
  await details.evaluate((element: HTMLDetailsElement) => (element.open = true));
}

/** Every model has answered. */
async function answered(page: Page): Promise<void> {
  const predictions = page.locator('[data-part=prediction]', { hasText: /\d m?s/ });
  await predictions.nth(models - 1).waitFor();
}

const server = createServer(demoServer(process.cwd(), { isolated: true }));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium found. "npm test" installs one.');
const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
try {
  for (const { file, context, take } of pictures) {
    const page = await browser.newPage({ ...context, reducedMotion: 'reduce', serviceWorkers: 'block' });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    for (const visit of ['first', 'second']) {
      if (visit === 'second') await page.reload();
      // Cards load when they come into view.
      for (const card of await page.locator('article.card').all()) await card.scrollIntoViewIfNeeded();
      await answered(page);
    }
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    await take(page, path.join(folder, file));
    console.log(path.relative('.', path.join(folder, file)));
    await page.context().close();
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
