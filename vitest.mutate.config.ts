import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The first test that fails ends a mutant's run, so the likeliest and cheapest come first: the test beside the mutated file, then
 * the other examples, the properties last.
 */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const beside = new Set(this.ctx.config.related?.map((file) => basename(file, '.ts')));
    const rank = ({ moduleId }: TestSpecification): number => {
      if (beside.has(basename(moduleId, '.test.ts'))) return 0;
      return moduleId.endsWith('.property.test.ts') ? 2 : 1;
    };
    return files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/**
 * For `make mutate`: a mutant of risk, orders or ledger is to be found by the tests beside it, not by luck further up. Its tests
 * share one thread and its modules, which a mutant's run builds anew: most of the time would else go into starting workers.
 */
export default defineConfig({
  test: {
    include: ['src/core/{risk,orders,ledger}/**/*.test.ts'],
    setupFiles: ['test/mutation-setup.ts'],
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: NearestFirst },
    testTimeout: 60_000,
  },
});
