import type { Page } from 'playwright';
import { differences, type TestModel } from './models/index.js';
import { predictWith, type PlainLoadOptions } from './predict.js';

/** Loads a model and predicts on a page. Answers what was wrong: nothing, if all went well. */
export async function wrongs(
  page: Page,
  url: string,
  model: TestModel,
  options: PlainLoadOptions = {},
): Promise<readonly string[]> {
  const { error, outputs } = await predictWith(page, url, model.inputs, options);
  if (error) return [`${error.code}: ${error.message}`];
  return differences(model, outputs ?? {}, options.backend === 'webgl' ? 1e-3 : undefined);
}

/** The URL of every worker that the page starts from now on, but for those of other workers. */
export function watchWorkers(page: Page): string[] {
  const urls: string[] = [];
  page.on('worker', (worker) => urls.push(worker.url()));
  return urls;
}
