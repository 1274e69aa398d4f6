import type { Sabotage } from './sabotage.ts';
import { type SimResult, simulate } from './simulate.ts';

/** So many histories are tried at most. */
const TRIES_MAX = 150;

/**
 * Leaves out as much of a failing history as can be left out while the same rule still fails: halves first, then single deeds
 * (delta debugging, Zeller and Hildebrandt 2002). Returns the shortest that was found.
 */
export async function shrink(failed: SimResult, sabotage?: Sabotage): Promise<SimResult> {
  const { rule } = failed.violations[0];
  const search = { best: failed, tries: 0 };
  const isOut = (): boolean => search.tries >= TRIES_MAX || search.best.schedule.length === 0;
  const failsWithout = async (from: number, size: number): Promise<boolean> => {
    search.tries += 1;
    const { schedule } = search.best;
    const left = [...schedule.slice(0, from), ...schedule.slice(from + size)];
    const result = await simulate(failed.seed, { sabotage, schedule: left });
    const isSame = result.violations.some((violation) => violation.rule === rule);
    if (isSame) search.best = result;
    return isSame;
  };
  for (let size = Math.ceil(failed.schedule.length / 2); size >= 1 && !isOut();) {
    const before = search.best;
    for (let from = 0; from < search.best.schedule.length && !isOut();)
      if (!(await failsWithout(from, size))) from += size;
    if (size === 1 && search.best === before) break;
    if (size > 1) size = Math.floor(size / 2);
  }
  return search.best;
}
