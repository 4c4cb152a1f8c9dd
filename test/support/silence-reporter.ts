import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

interface Options {
  /** Milliseconds. Default: longer than any test may take. */
  longest?: number;
}

/**
 * Ends a run of which nothing is heard any more, and says what it was at: Vitest ends tests and hooks in time, but neither
 * a file that is still being imported nor a process that stands still.
 */
export default class SilenceReporter implements Reporter {
  private readonly longest: number;
  private vitest?: Vitest;
  private silence?: NodeJS.Timeout;
  /** The files that have begun and not ended, each with what it last began. */
  private readonly running = new Map<string, string>();

  constructor({ longest = 600_000 }: Options = {}) {
    this.longest = longest;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestModuleQueued(module: TestModule): void {
    this.heard(module, 'its import');
  }

  onTestModuleStart(module: TestModule): void {
    this.heard(module, 'its first test');
  }

  onTestCaseReady(test: TestCase): void {
    this.heard(test.module, `"${test.fullName}"`);
  }

  onTestCaseResult(test: TestCase): void {
    this.heard(test.module, `what follows "${test.fullName}"`);
  }

  onTestModuleEnd(module: TestModule): void {
    this.heard(module, 'its end');
    this.running.delete(module.relativeModuleId);
  }

  onTestRunEnd(): void {
    clearTimeout(this.silence);
  }

  private heard(module: TestModule, at: string): void {
    this.running.set(module.relativeModuleId, at);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.giveUp();
    }, this.longest);
  }

  private giveUp(): void {
    const places = [...this.running].map(([file, at]) => `\n  ${file} at ${at}`);
    console.error(`Nothing was heard for ${this.longest / 1000} s, so the run is ended:${places.join('')}`);
    process.exitCode = 1;
    // The first asks, the second ends what does not answer.
    for (let i = 0; i < 2; i++) void this.vitest?.cancelCurrentRun('test-failure');
  }
}
