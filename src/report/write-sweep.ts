import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRows } from '../research/row-file.ts';
import { sweepFiles, writeSummary } from '../research/sweep-folder.ts';
import { summariseSweep, type SweepSummary } from '../research/sweep-summary.ts';
import { writeSweepTable } from '../research/sweep-table.ts';
import type { SweepResult } from '../research/sweep.ts';
import { SweepCells } from './sweep/sweep-cells.ts';
import { SweepLines } from './sweep/sweep-lines.ts';
import { sweepPage } from './sweep/sweep-page.ts';

/** The table, the page and the summary of a finished sweep, beside its rows, which are read one at a time. */
export async function writeSweep(result: SweepResult, dir: string): Promise<SweepSummary> {
  const { identity, axes } = result;
  const { rows, table, page, summary: summaryFile } = sweepFiles;
  const summary = summariseSweep(result, { page, table, summary: summaryFile, rows });
  await writeSweepTable(join(dir, rows), join(dir, table), axes);
  const cells = new SweepCells(axes, identity.objective);
  const lines = new SweepLines(cells.axes, identity.objective, identity.points);
  const best = new Set(result.tally.best.map(({ point }) => point));
  for await (const row of readRows(join(dir, rows))) {
    // Later rungs saw more of the data: only points of one rung can be compared.
    if (row.rung > 0) break;
    cells.add(row);
    lines.add(row, best.has(row.point));
  }
  await writeFile(join(dir, page), sweepPage(summary, cells, lines));
  await writeSummary(dir, summary);
  return summary;
}
