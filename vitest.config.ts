import { defineConfig } from 'vitest/config';

const project = (name: string) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] },
});

export default defineConfig({
  test: {
    projects: [project('unit'), project('browser')],
    environment: 'node',
    // Browser tests drive Chromium, which takes a core itself.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Of a second by itself: a busy machine is slower.
    expect: { poll: { timeout: 20_000 } },
    retry: 0,
    allowOnly: false,
    reporters: ['default', './test/support/silence-reporter.ts', './test/support/reporter.ts'],
  },
});
