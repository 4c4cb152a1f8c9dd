import { openPage, type PageOptions, type TestPage } from './browser.js';
import type { TestServer } from './server.js';

/** An error as it was on the page. */
export interface Failure {
  /** Whether it is an EdgewiseError, by its class. */
  edgewise: boolean;
  name: string;
  code: string;
  message: string;
  details: Record<string, unknown>;
  stack: string;
}

declare global {
  /** On pages of `openTestPage`: how a promise failed, or null. Functions given to `evaluate` call it. */
  function failureOf(promise: PromiseLike<unknown>): Promise<Failure | null>;
}

const helpers = `<!doctype html><title>Test</title><script>
  window.failureOf = async (promise) => {
    try {
      await promise;
      return null;
    } catch (error) {
      const { name, code, message, details, stack } = error;
      return { edgewise: error instanceof edgewise.EdgewiseError, name, code, message, details, stack };
    }
  };
</script>`;

/** As `openPage`, with `failureOf` on the page. */
export function openTestPage(server: TestServer, options: PageOptions = {}): Promise<TestPage> {
  return openPage(server, { html: helpers, ...options });
}
