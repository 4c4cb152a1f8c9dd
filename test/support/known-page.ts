import { openPage, type PageOptions, type TestPage } from './browser.js';
import { knownPage } from './known-answers.js';
import type { TestServer } from './server.js';

/** A page on which models are asked what is known. */
export function openKnownPage(server: TestServer, options: PageOptions = {}): Promise<TestPage> {
  return openPage(server, { init: knownPage, ...options });
}
