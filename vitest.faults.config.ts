import { defineConfig } from 'vitest/config'

/** Every kill point of every stage, two stages at a time. Run by test/faults/run.ts. */
export default defineConfig({
  test: {
    include: ['test/faults/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Each point as it is done: it takes minutes.
    reporters: ['verbose'],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { requireAssertions: true },
  },
})
