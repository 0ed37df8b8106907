import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{scripts,gateway,wasm}/**/*.{spec,test}.ts', 'e2e/**/*.{spec,test}.ts'],
    reporters: ['./scripts/vitest-reporter.ts'],
    // Tests own processes (Redis, Envoy): a worker that is a process of its own cleans up even when it crashes.
    pool: 'forks',
    // Its own choice leaves one core idle, which on two cores is half of the machine.
    poolOptions: { forks: { minForks: 1, maxForks: Math.max(2, availableParallelism() - 1) } },
    // Two cores shared with real servers: what takes 50 ms alone may take seconds.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Its own second is little for the same reason.
    expect: { poll: { timeout: 10_000 } },
  },
});
