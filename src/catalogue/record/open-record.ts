import { Fault } from '../../core/base/fault.ts';
import { barsPath, findEntry, isRecord } from '../side-file.ts';
import type { RecordSide } from './record-side.ts';
import { type RecordOptions, StoredRecord } from './stored-record.ts';

/** Where the table of a record lies. */
export function recordPath(side: RecordSide, home?: string): string {
  return `${barsPath(side.instrument, side.interval, home)}.parquet`;
}

/** A market record of the catalogue by its name, ready to be stepped through. The caller closes it. */
export async function openRecord(name: string, options: RecordOptions & { home?: string } = {}): Promise<StoredRecord> {
  const side = await findEntry(name, options.home);
  if (!isRecord(side)) throw new Fault('data', `catalogue: expected ${name} as a market record, it is there as bars`);
  return StoredRecord.open(recordPath(side, options.home), side, options);
}
