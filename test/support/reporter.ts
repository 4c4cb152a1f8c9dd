import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason, TestSuite } from 'vitest/node';

/**
 * Ends the run with the line `N passed, N failed`. A test that never ran because its file or its group failed counts
 * as failed; a file or a group that failed without such a test counts as one.
 */
export default class CountReporter implements Reporter {
  // What is said of a run that never comes to its end.
  private passed = 0;
  private failed = 1;

  constructor() {
    // At exit, since others may still print when the run ends.
    process.once('exit', () => {
      writeSync(process.stdout.fd, `${this.passed} passed, ${this.failed} failed\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    this.passed = 0;
    this.failed = unhandled.length;
    for (const module of modules) this.count(module, false);
    // Of a file that was never imported to its end, no test is known.
    if (reason !== 'passed') this.failed = Math.max(1, this.failed);
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
