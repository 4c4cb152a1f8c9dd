import type { BrowserContext, Page } from 'playwright';
import type { Case } from './contender.js';
import type { Origin } from './origin.js';
import type { Turn, Visit } from './page.js';
import { Problem } from './problem.js';

const patience = 180_000;

/** A contender's page in the browser. Whoever opens it closes it. */
export class VisitedPage {
  private readonly errors: string[] = [];

  private constructor(
    private readonly origin: Origin,
    private readonly at: Case,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** An empty page still; `visit` leads it on. */
  static async open(context: BrowserContext, origin: Origin, at: Case): Promise<VisitedPage> {
    return new VisitedPage(origin, at, await context.newPage());
  }

  /** From the navigation to the first answer. */
  async visit(): Promise<Visit> {
    const work = this.page.goto(this.origin.urlOf(this.at)).then(() => this.page.evaluate(() => window.visit));
    const visit = await this.patiently<Visit | undefined>(work);
    if (visit === undefined) throw this.problem('its page did not run');
    return visit;
  }

  /** Some predictions, one after the other. */
  async turn(predictions: number): Promise<Turn> {
    return this.patiently(this.page.evaluate((predictions) => window.turn(predictions), predictions));
  }

  /** Forgets what the contender stored, so that a long run does not fill the disk. */
  async forget(): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page);
    const { origin } = new URL(this.page.url());
    await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await cdp.detach();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
  }

  private async patiently<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer came within ${String(patience / 1000)} seconds`));
      }, patience);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      throw this.problem(whatItSays(error), error);
    } finally {
      clearTimeout(timer);
    }
  }

  private problem(what: string, cause?: unknown): Problem {
    const { model, backend } = this.at;
    const heard = this.errors.length > 0 ? `\nIts page said: ${this.errors.join('\n')}` : '';
    return new Problem(`${this.origin.contender.label} with ${model.name} on ${backend}: ${what}${heard}`, { cause });
  }
}

/** Without where in minified code it was said. */
function whatItSays(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  return lines
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
    .replace(/^page\.\w+: /, '');
}
