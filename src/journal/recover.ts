import { join } from 'node:path';
import { damageFault } from './damage.ts';
import type { Disk, DiskFile } from './disk.ts';
import { readThrough } from './journal-reader.ts';
import { HEADER_BYTES, segmentsIn } from './segment.ts';

/** What opening cut off the end: the rest of a write that a crash broke off, which nobody was told is safe. */
export interface TornTail {
  /** The name of the file. */
  readonly segment: string;
  /** The record that is not there: one more than the last. */
  readonly sequence: number;
  /** From the start of the file. */
  readonly offset: number;
  /** How many bytes went. */
  readonly bytes: number;
  readonly what: string;
}

export interface Recovered {
  readonly lastSequence: number;
  readonly headHash: Uint8Array;
  readonly tornTail: TornTail | undefined;
  /** The segment to go on with; none before the first record. */
  readonly file: DiskFile | undefined;
}

/**
 * Finds the end of a journal, cuts off a torn tail, and makes what stays durable. `all` proves every record, `tail` those of
 * the last segment, and of the others that they belong together. Rejects with a Fault of kind integrity when something else is wrong.
 */
export async function recover(disk: Disk, folder: string, verify: 'all' | 'tail'): Promise<Recovered> {
  const from = verify === 'all' ? 1 : (segmentsIn(disk, folder).at(-1)?.firstSequence ?? 1);
  const { damage, lastSequence, headHash } = readThrough(disk, folder, from);
  if (damage?.torn === false) throw damageFault(folder, damage);
  let tornTail: TornTail | undefined;
  if (damage !== undefined) {
    const path = join(folder, damage.segment);
    const { segment, sequence, offset, what } = damage;
    tornTail = { segment, sequence, offset, what, bytes: cut(disk, path, offset) };
    await disk.syncFolder(folder);
  }
  const last = segmentsIn(disk, folder).at(-1);
  if (last === undefined) return { lastSequence, headHash, tornTail, file: undefined };
  const file = disk.open(last.path, 'append');
  try {
    // After a kill the last records may be known to the system only: nobody may act on them before the device has them.
    await file.fdatasync();
    await disk.syncFolder(folder);
  } catch (error) {
    file.close();
    throw error;
  }
  return { lastSequence, headHash, tornTail, file };
}

/** Returns how many bytes went. A segment without a header goes as a whole. */
function cut(disk: Disk, path: string, offset: number): number {
  const file = disk.open(path, 'append');
  const bytes = file.size() - offset;
  if (offset >= HEADER_BYTES) file.truncate(offset);
  file.close();
  if (offset < HEADER_BYTES) disk.remove(path);
  return bytes;
}
