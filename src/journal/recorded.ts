import { Fault } from '../core/base/fault.ts';
import { damageFault } from './damage.ts';
import { type Disk, realDisk } from './disk.ts';
import { JournalReader, lastHash } from './journal-reader.ts';
import { JournalRecord } from './record.ts';
import { segmentsIn } from './segment.ts';
import { readSnapshot, snapshotsIn } from './snapshots.ts';

/** A state that a journal's owner has kept, as somebody finds it who only reads. */
export interface RecordedState {
  /** Of the record that it stands after. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** What has been recorded since; see `recordsIn`. */
  readonly after: () => Generator<JournalRecord, void, void>;
}

/**
 * The records of a journal from one on, as far as it has been written: for who only reads, beside its owner or without one. A
 * last record that is not whole is not there yet, and nothing is cut. The record is the same object each time. Throws a Fault of
 * kind integrity where the journal does not add up.
 */
export function* recordsIn(folder: string, from = 1, disk: Disk = realDisk): Generator<JournalRecord, void, void> {
  const reader = unlessGone(() => new JournalReader(disk, folder, from));
  if (reader !== undefined) yield* throughTo(folder, reader);
}

/** The states in a folder that are whole and of this journal, the newest first. What lies before them is not looked at. */
export function* statesIn(
  snapshots: string,
  journal: string,
  disk: Disk = realDisk,
): Generator<RecordedState, void, void> {
  for (const sequence of unlessGone(() => snapshotsIn(disk, snapshots)) ?? []) {
    const read = unlessGone(() => readSnapshot(disk, snapshots, sequence));
    if (read === undefined || typeof read === 'string') continue;
    const { journalHash, bytes } = read;
    const from = (): JournalReader => new JournalReader(disk, journal, sequence, true);
    const reader = unlessGone(from);
    if (reader === undefined) continue;
    const record = new JournalRecord();
    const isItsOwn = reader.next(record) && journalHash.equals(record.hash);
    reader.close();
    const { damage } = reader;
    if (isItsOwn) yield { sequence, bytes, after: () => behind(journal, from()) };
    // The segment is damaged before the record, which is the last: its hash alone says whose state it is.
    else if (damage?.torn === false && journalHash.equals(lastHash(disk, segmentsIn(disk, journal).at(-1)!)))
      yield { sequence, bytes, after: () => nothingBut(damageFault(journal, damage)) };
  }
}

/**
 * A state is kept of what is safe on record alone: one that stands after a later record than the journal's last says that its end
 * is missing. undefined: there is none such, or reading the journal says already why.
 */
export function missingEnd(snapshots: string, journal: string, disk: Disk = realDisk): Fault | undefined {
  const newest = unlessGone(() => snapshotsIn(disk, snapshots))?.[0];
  if (newest === undefined) return undefined;
  const reader = unlessGone(() => new JournalReader(disk, journal, newest, true));
  const isThere = reader?.next(new JournalRecord()) ?? false;
  reader?.close();
  if (isThere || reader?.damage?.torn === false) return undefined;
  return new Fault(
    'integrity',
    `the journal in ${journal} ends with record ${reader?.lastSequence ?? 0}: a state in ${snapshots} is of record ${newest}, so those after it are missing`,
  );
}

// oxlint-disable-next-line require-yield -- what would be there cannot be read
function* nothingBut(fault: Fault): Generator<JournalRecord, void, void> {
  throw fault;
}

function* behind(folder: string, reader: JournalReader): Generator<JournalRecord, void, void> {
  const records = throughTo(folder, reader);
  // The one that the state stands after.
  if (records.next().done !== true) yield* records;
}

function* throughTo(folder: string, reader: JournalReader): Generator<JournalRecord, void, void> {
  const record = new JournalRecord();
  try {
    while (reader.next(record)) yield record;
    if (reader.damage?.torn === false) throw damageFault(folder, reader.damage);
  } finally {
    reader.close();
  }
}

/** undefined: its owner has not made it yet, or has removed it since it was listed. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
