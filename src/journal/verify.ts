import type { Damage } from './damage.ts';
import { type Disk, realDisk } from './disk.ts';
import { readThrough } from './journal-reader.ts';
import { segmentsIn } from './segment.ts';

/** The result of `verifyJournal`. */
export interface Verified {
  readonly records: number;
  readonly segments: number;
  /** Of the last record, in hex. */
  readonly headHash: string;
  readonly damage: Damage | undefined;
}

/** Proves every record. */
export function verifyJournal(folder: string, disk: Disk = realDisk): Verified {
  const { lastSequence, headHash, damage } = readThrough(disk, folder);
  const segments = segmentsIn(disk, folder).length;
  return { records: lastSequence, segments, headHash: Buffer.from(headHash).toString('hex'), damage };
}
