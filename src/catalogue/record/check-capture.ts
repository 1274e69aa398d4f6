import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRecord, type RecordCheck } from './check-record.ts';
import { importRecord, type RecordImport } from './import-record.ts';
import { recordPath } from './open-record.ts';

/** Checks a capture as if it were imported, and leaves nothing behind. */
export async function checkCapture(given: RecordImport): Promise<RecordCheck> {
  const home = await mkdtemp(join(tmpdir(), 'conclave-check-'));
  try {
    const side = await importRecord({ ...given, home });
    return await checkRecord(recordPath(side, home), side);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
