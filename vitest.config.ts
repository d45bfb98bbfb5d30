import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    exclude: ['test/faults/**', 'test/pages/**', 'node_modules/**', 'dist/**'],
    globalSetup: ['test/support/global.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    // One for each processor; by default one is left idle, which on two of them makes the run twice as long.
    maxWorkers: '100%',
    // The second one is for .ci/run, which counts.
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/tests.json' }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
  },
})
