import { join } from 'node:path';
import { growth } from '../core/statistics/drawdowns.ts';
import type { WalkForwardPlan } from '../research/walk-forward/walk-forward-plan.ts';
import type { WalkForwardResult } from '../research/walk-forward/walk-forward.ts';
import { summariseWalkForward, type WalkForwardSummary } from '../research/walk-forward/walk-forward-summary.ts';
import { csvOf } from './csv.ts';
import { assertFree, beginOutputFolder, type FolderForm } from './output-folder.ts';
import { integer, number, type ResultTable, time } from './tables/result-table.ts';
import { walkForwardPage } from './walk-forward/walk-forward-page.ts';
import { worldFault, writeText } from './write-result.ts';

const FILES = { page: 'walk-forward.html', summary: 'walk-forward.json', sessions: 'sessions.csv' } as const;
const FORM: FolderForm = { summary: FILES.summary, entries: Object.values(FILES) };

/** Throws a `world` Fault for a folder that holds anything but this walk, unless `force`: before the work is done. */
export async function assertFreeForWalk(dir: string, { id }: WalkForwardPlan, force: boolean): Promise<void> {
  if (!force) await assertFree(dir, id, FORM);
}

/** `walk-forward.json`, `walk-forward.html` and the sessions of the joined tests. All or nothing. */
export async function writeWalkForward(
  result: WalkForwardResult,
  { dir, force, signal }: { readonly dir: string; readonly force: boolean; readonly signal?: AbortSignal },
): Promise<WalkForwardSummary> {
  const summary = summariseWalkForward(result, FILES);
  try {
    const folder = await beginOutputFolder(dir, summary.run.id, force, FORM);
    try {
      await writeText(join(folder.path, FILES.sessions), csvOf(sessionTable(result)), signal);
      await writeText(join(folder.path, FILES.page), [walkForwardPage(result, summary)], signal);
      await writeText(join(folder.path, FILES.summary), [`${JSON.stringify(summary, null, 2)}\n`], signal);
      await folder.commit();
    } catch (error) {
      await folder.abandon();
      throw error;
    }
  } catch (error) {
    throw worldFault(error, dir);
  }
  return summary;
}

/** A row for each session of each path: the window that it comes from, its return, and the growth of 1 so far. */
function sessionTable({ paths }: WalkForwardResult): ResultTable {
  const rows = paths.flatMap(({ pieces, daily }, path) => {
    const level = growth(daily.returns);
    let at = 0;
    return pieces.flatMap(({ window, daily: { closeUs, returns } }) =>
      Array.from(returns, (value, i) => ({ path: path + 1, window, tsUs: closeUs[i], value, level: level[at++] })),
    );
  });
  return {
    name: 'sessions',
    count: rows.length,
    columns: [
      integer('path', (row) => rows[row].path),
      integer('window', (row) => rows[row].window),
      time('time', (row) => rows[row].tsUs),
      number('return', (row) => rows[row].value),
      number('growth', (row) => rows[row].level),
    ],
  };
}
