import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}'],
    exclude: ['test/clients/**', '**/node_modules/**'],
    globalSetup: ['test/kit/built-workers.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A condition is waited for as long as a busy machine may need; one that holds is seen at once.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    // Two workers: the suites open real sockets and real databases, and more of them only queue for the same cores.
    maxWorkers: 2,
  },
})
