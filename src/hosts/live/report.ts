import { join } from 'node:path';
import { lastRecord } from '../../audit/last-record.ts';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';
import { writeResult } from '../../report/write-result.ts';
import { readReview, readSummary, type SessionReading } from './reading.ts';

export interface SessionReport extends Omit<SessionReading, 'result'> {
  /** undefined: nothing of a market has come yet, more inputs than were to be gone through, or not all can be read. */
  readonly tearSheet: string | undefined;
}

/** Inputs that the end of a session goes through again for a tear sheet: about a second. */
export const INPUTS_AT_STOP = 200_000;

/**
 * Writes `report/` of a session: its summary, and the result and tear sheet that a backtest has. Those are made
 * of all inputs: of a session with more than `inputsMax` they are left out.
 */
export async function writeReport(dir: string, inputsMax = Number.POSITIVE_INFINITY): Promise<SessionReport> {
  const isLong = lastRecord(join(dir, 'audit')).sequence > inputsMax;
  const { result, ...reading } = isLong ? await readSummary(dir) : await readReview(dir);
  const folder = join(dir, 'report');
  realDisk.makeFolder(folder);
  await replaceFile(
    realDisk,
    join(folder, 'summary.json'),
    Buffer.from(`${JSON.stringify(reading.summary, null, 2)}\n`),
  );
  if (result === undefined) return { ...reading, tearSheet: undefined };
  const { files } = await writeResult(result, { dir: folder, formats: ['html'], force: true });
  return { ...reading, tearSheet: join(folder, files.tearSheet) };
}
