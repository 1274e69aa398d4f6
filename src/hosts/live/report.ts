import { join } from 'node:path';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';
import { writeResult } from '../../report/write-result.ts';
import { readReview, type SessionSummary } from './summary.ts';

export interface SessionReport {
  readonly summary: SessionSummary;
  /** undefined: nothing of a market has come yet. */
  readonly tearSheet: string | undefined;
}

/** Writes `report/` of a session that has ended: its summary, and the result and tear sheet that a backtest has. */
export async function writeReport(dir: string): Promise<SessionReport> {
  const { summary, result } = await readReview(dir);
  const folder = join(dir, 'report');
  realDisk.makeFolder(folder);
  await replaceFile(realDisk, join(folder, 'summary.json'), Buffer.from(`${JSON.stringify(summary, null, 2)}\n`));
  if (result === undefined) return { summary, tearSheet: undefined };
  const { files } = await writeResult(result, { dir: folder, formats: ['html'], force: true });
  return { summary, tearSheet: join(folder, files.tearSheet) };
}
