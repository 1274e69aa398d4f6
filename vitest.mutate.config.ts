import { defineConfig } from 'vitest/config';

/** For `make mutate`: a mutant of risk, orders or ledger is to be found by the tests beside it, not by luck further up. */
export default defineConfig({
  test: {
    include: ['src/core/{risk,orders,ledger}/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
