import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

interface Options {
  /** Milliseconds. Default: longer than any test may take. */
  longestSilence?: number;
}

/**
 * Ends the run with the line `N passed, N failed`. A test that never ran because its file or its group failed counts
 * as failed; a file or a group that failed without such a test counts as one. A run of which nothing is heard any more
 * is ended, and says what it was at: Vitest ends tests and hooks in time, but no file that is still being imported.
 */
export default class CountReporter implements Reporter {
  // What is said of a run that never comes to its end.
  private passed = 0;
  private failed = 1;
  private vitest?: Vitest;
  /** The files that have begun and not ended, each with what it last began. */
  private readonly running = new Map<string, string>();
  private silence?: NodeJS.Timeout;
  private stuck = 0;

  private readonly longestSilence: number;

  constructor({ longestSilence = 600_000 }: Options = {}) {
    this.longestSilence = longestSilence;
    // At exit, since others may still print when the run ends.
    process.once('exit', () => {
      writeSync(process.stdout.fd, `${this.passed} passed, ${this.failed} failed\n`);
    });
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

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    clearTimeout(this.silence);
    this.passed = 0;
    this.failed = unhandled.length + this.stuck;
    for (const module of modules) this.count(module, false);
  }

  private heard(module: TestModule, at: string): void {
    this.running.set(module.relativeModuleId, at);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.giveUp();
    }, this.longestSilence);
  }

  private giveUp(): void {
    const places = [...this.running].map(([file, at]) => `\n  ${file} at ${at}`);
    console.error(`Nothing was heard for ${this.longestSilence / 1000} s, so the run is ended:${places.join('')}`);
    this.stuck = Math.max(1, this.running.size);
    process.exitCode = 1;
    // The first asks, the second ends what does not answer.
    for (let i = 0; i < 2; i++) void this.vitest?.cancelCurrentRun('test-failure');
  }

  /** Returns how many failed in it. */
  private count(group: TestModule | TestSuite, broken: boolean): number {
    const brokenHere = broken || group.errors().length > 0;
    let failed = 0;
    for (const child of group.children) {
      failed += child.type === 'test' ? this.countTest(child, brokenHere) : this.count(child, brokenHere);
    }
    if (failed === 0 && group.errors().length > 0) {
      this.failed += 1;
      failed = 1;
    }
    return failed;
  }

  private countTest(test: TestCase, broken: boolean): number {
    const { state } = test.result();
    if (state === 'passed') {
      this.passed += 1;
      return 0;
    }
    const skippedOnPurpose = state === 'skipped' && !broken && test.options.mode !== 'run';
    if (skippedOnPurpose) return 0;
    this.failed += 1;
    return 1;
  }
}
