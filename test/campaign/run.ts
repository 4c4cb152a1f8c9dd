import { chromium, type Browser, type Page } from 'playwright';
import { serveAltered } from '../support/altered-library.js';
import { chromiumArguments, ensureChromium } from '../support/chromium.js';
import { forgivingArguments, killGpuProcess } from '../support/gpu-process.js';
import { anyRows, knownPage, manyRows } from '../support/known-answers.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { loseContexts } from '../support/webgl-faults.js';
import { campaignPage, type Tally } from './page.js';

/** Milliseconds that a prediction may take. */
const timeout = 10_000;
/** After the third within a minute a model stays on wasm: it is loaded again. */
const lossesPerLoad = 3;
export const models = [anyRows, manyRows];

export interface CampaignOptions {
  losses: number;
  kills: number;
  onProgress?: (losses: number, kills: number) => void;
}

export interface CampaignResult extends Tally {
  /** Milliseconds from each loss to the next right answer of every model. */
  losses: number[];
  kills: number[];
}

/** Takes the GPU away from models that predict without a pause, so and so often. */
export async function runCampaign({ losses, kills, onProgress }: CampaignOptions): Promise<CampaignResult> {
  const result: CampaignResult = { predictions: 0, wrong: 0, rejected: 0, late: 0, left: 0, losses: [], kills: [] };
  await using server = await openServer();
  const urls = models.map((model) => serveModel(server, model));
  const library = serveAltered(server, loseContexts);
  server.files.set('/campaign.html', {
    body: `<!doctype html><title>Campaign</title><script type="module">
      import * as edgewise from '${library}';
      window.edgewise = edgewise;</script>`,
  });
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumArguments, ...forgivingArguments],
  });
  const onPage = async (use: (page: Page) => Promise<void>): Promise<void> => {
    const page = await browser.newPage();
    await page.addInitScript(knownPage + campaignPage);
    await page.goto(`${server.origin}/campaign.html`);
    await page.evaluate(({ urls, timeout }) => window.campaign.start(urls, timeout), { urls, timeout });
    await use(page);
    add(result, await page.evaluate(() => window.campaign.stop()));
    await page.close();
    onProgress?.(result.losses.length, result.kills.length);
  };
  try {
    while (result.losses.length < losses) {
      const count = Math.min(lossesPerLoad, losses - result.losses.length);
      await onPage(async (page) => {
        for (let i = 1; i <= count; i++) {
          result.losses.push(await loseOnce(page));
          if (i < count) await page.evaluate(() => window.campaign.back());
        }
      });
    }
    while (result.kills.length < kills) {
      await onPage(async (page) => {
        result.kills.push(await killOnce(browser, page));
      });
    }
  } finally {
    await browser.close();
  }
  return result;
}

function loseOnce(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const began = await window.campaign.lose();
    return (await window.campaign.probe()) - began;
  });
}

async function killOnce(browser: Browser, page: Page): Promise<number> {
  const began = Date.now();
  await killGpuProcess(browser);
  return (await page.evaluate(() => window.campaign.probe())) - began;
}

function add(sum: Tally, tally: Tally): void {
  for (const key of ['predictions', 'wrong', 'rejected', 'late', 'left'] as const) sum[key] += tally[key];
}
