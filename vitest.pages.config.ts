import { defineConfig } from 'vitest/config'

/** Every page in every language, by day and by night, on a phone and a desk: npm run test:pages. The suite has a sample of it. */
export default defineConfig({
  test: {
    include: ['test/pages/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    reporters: ['verbose'],
    expect: { requireAssertions: true },
  },
})
