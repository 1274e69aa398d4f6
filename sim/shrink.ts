import type { Sabotage } from './sabotage.ts';
import type { Deed } from './schedule.ts';
import { type SimResult, simulate } from './simulate.ts';

/** So many histories are tried at most. */
const TRIES_MAX = 150;

/**
 * Leaves out as much of a failing history as can be left out while the same rule still fails: halves first, then single deeds
 * (delta debugging, Zeller and Hildebrandt 2002). Returns the shortest that was found.
 */
export async function shrink(failed: SimResult, sabotage?: Sabotage): Promise<SimResult> {
  const { rule } = failed.violations[0];
  let best = failed;
  let tries = 0;
  const fails = async (schedule: readonly Deed[]): Promise<boolean> => {
    tries += 1;
    const result = await simulate(failed.seed, { sabotage, schedule });
    if (!result.violations.some((violation) => violation.rule === rule)) return false;
    best = result;
    return true;
  };
  let size = Math.ceil(best.schedule.length / 2);
  while (size >= 1 && tries < TRIES_MAX) {
    let isShorter = false;
    for (let from = 0; from < best.schedule.length && tries < TRIES_MAX;) {
      const { schedule } = best;
      if (await fails([...schedule.slice(0, from), ...schedule.slice(from + size)])) isShorter = true;
      else from += size;
    }
    if (size === 1 && !isShorter) break;
    if (!isShorter) size = Math.max(1, Math.floor(size / 2));
    size = Math.min(size, Math.max(1, best.schedule.length));
    if (best.schedule.length === 0) break;
  }
  return best;
}
