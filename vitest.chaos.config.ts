import { defineConfig } from 'vitest/config';

/** `make chaos`: all faults of real processes, one after the other; CHAOS_ROOT adds those that need root. */
export default defineConfig({
  test: {
    include: [
      'test/chaos/**/*.e2e.test.ts',
      process.env.CHAOS_ROOT === undefined ? 'test/chaos/whole/*.chaos.ts' : 'test/chaos/root/*.chaos.ts',
    ],
    testTimeout: 600_000,
    pool: 'forks',
    fileParallelism: false,
  },
  resolve: { alias: { conclave: new URL('./src/sdk/index.ts', import.meta.url).pathname } },
});
