import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{scripts,gateway,wasm}/**/*.{spec,test}.ts', 'e2e/**/*.{spec,test}.ts'],
    reporters: ['./scripts/vitest-reporter.ts'],
    // Tests own processes (Redis, Envoy): a worker that is a process of its own cleans up even when it crashes.
    pool: 'forks',
    // Two cores shared with real servers: what takes 50 ms alone may take seconds.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
