import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    benchmark: { include: ['bench/**/*.bench.ts'] },
    pool: 'forks',
    // What is built is loaded as it is, and not compiled once more for every file of tests.
    server: { deps: { external: [/\/dist\//] } },
    // Tests that play whole runs share the machine's cores with their own threads.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
