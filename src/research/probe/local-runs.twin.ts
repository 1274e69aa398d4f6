import type { Plan } from '../../backtest/plan.ts';
import type { RunData } from '../../backtest/run-data.ts';
import { altered } from './alteration.ts';
import type { Runs } from './runs.ts';
import { tracedRun } from './traced-run.ts';

/** Runs in this thread, for strategies that keep nothing outside of `create`. */
export function localRuns(data: RunData, planOf: (data: RunData) => Promise<Plan>): Runs {
  return {
    size: 1,
    async run({ alteration, untilUs }) {
      const plan = await planOf(altered(data, alteration));
      return { ...tracedRun(plan, untilUs, alteration.kind !== 'none'), reads: [] };
    },
    close: async () => {},
  };
}
