import { hash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type Disk, readRest, realDisk } from './disk.ts';
import type { Journal } from './journal.ts';
import { HASH_BYTES } from './record.ts';
import { replaceFile, TEMPORARY } from './replace-file.ts';

export interface SnapshotsOptions {
  readonly disk?: Disk;
  /** How many are kept, asked at each save. Default 3. */
  readonly keep?: number;
}

/** The state after a record of the journal. */
export interface Snapshot {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** A snapshot that was passed over, and why. */
export interface SkippedSnapshot {
  /** The name of the file. */
  readonly name: string;
  readonly reason: string;
}

/** "conclavS" | version u32 | sequence u64 | hash of the journal's record | SHA-256 of all but itself | bytes */
const MAGIC = Buffer.from('conclavS', 'latin1');
const VERSION = 1;
const JOURNAL_HASH_AT = 20;
const DIGEST_AT = JOURNAL_HASH_AT + HASH_BYTES;
const HEADER_BYTES = DIGEST_AT + HASH_BYTES;
const NAME = /^(\d{16})\.snapshot$/;

/**
 * Snapshots of what a journal adds up to. Each carries the hash of the record that it stands after: a snapshot of another
 * journal, or of records that a repair has cut off and others have replaced, is never taken for one of this journal.
 */
export class Snapshots {
  readonly folder: string;
  private readonly disk: Disk;
  private readonly options: SnapshotsOptions;

  /** Makes the folder when there is none, and removes what a crash left half written. */
  static async open(folder: string, options: SnapshotsOptions = {}): Promise<Snapshots> {
    const { disk = realDisk } = options;
    disk.makeFolder(folder);
    await disk.syncFolder(dirname(folder));
    for (const name of disk.list(folder)) if (name.endsWith(TEMPORARY)) disk.remove(join(folder, name));
    return new Snapshots(folder, disk, options);
  }

  private constructor(folder: string, disk: Disk, options: SnapshotsOptions) {
    this.folder = folder;
    this.disk = disk;
    this.options = options;
  }

  /**
   * Keeps the state after a record. Waits until the record is safe, so that a snapshot is never ahead of its journal; then
   * the snapshot is there whole or not at all. Removes all but the newest few. The bytes may not change meanwhile.
   * Cheapest for the last record of the journal: for an earlier one its segment is read.
   */
  async save(journal: Journal, sequence: number, bytes: Uint8Array): Promise<void> {
    const headHash = sequence === journal.lastSequence ? journal.headHash : undefined;
    await journal.synced(sequence);
    const journalHash = headHash ?? journal.hashAt(sequence);
    await replaceFile(this.disk, this.path(sequence), header(sequence, journalHash, bytes), bytes);
    const old = this.sequences().slice(this.options.keep ?? 3);
    for (const each of old) this.disk.remove(this.path(each));
  }

  /** The newest, up to this record, that is whole and belongs to this journal, and those that are neither. */
  latest(
    journal: Journal,
    upTo = Number.POSITIVE_INFINITY,
  ): { snapshot: Snapshot | undefined; skipped: readonly SkippedSnapshot[] } {
    const skipped: SkippedSnapshot[] = [];
    for (const sequence of this.sequences()) {
      const read = sequence > upTo ? `only one up to record ${upTo} is of use` : this.read(sequence, journal);
      if (typeof read !== 'string') return { snapshot: { sequence, bytes: read }, skipped };
      skipped.push({ name: fileName(sequence), reason: read });
    }
    return { snapshot: undefined, skipped };
  }

  /** The bytes, or why they are no good. */
  private read(sequence: number, journal: Journal): Uint8Array | string {
    if (sequence > journal.lastSequence)
      return `it stands after record ${sequence}, the journal ends with ${journal.lastSequence}`;
    const read = readSnapshot(this.disk, this.folder, sequence);
    if (typeof read === 'string') return read;
    return read.journalHash.equals(journal.hashAt(sequence)) ? read.bytes : 'it belongs to another journal';
  }

  /** The record that the newest stands after, whether or not that one is of any use; 0 without one. */
  get newest(): number {
    return this.sequences()[0] ?? 0;
  }

  private sequences(): number[] {
    return snapshotsIn(this.disk, this.folder);
  }

  private path(sequence: number): string {
    return join(this.folder, fileName(sequence));
  }
}

/** The records that snapshots in a folder stand after, newest first. */
export function snapshotsIn(disk: Disk, folder: string): number[] {
  const found: number[] = [];
  for (const name of disk.list(folder)) {
    const match = NAME.exec(name);
    if (match !== null) found.push(Number(match[1]));
  }
  return found.toReversed();
}

/** A snapshot that is whole, with the hash of the journal's record that it stands after; or why it is no good. */
export function readSnapshot(
  disk: Disk,
  folder: string,
  sequence: number,
): { readonly journalHash: Buffer; readonly bytes: Uint8Array } | string {
  const file = readRest(disk, join(folder, fileName(sequence)));
  if (file.length < HEADER_BYTES || !file.subarray(0, 8).equals(MAGIC)) return 'it is damaged';
  const version = file.readUInt32LE(8);
  if (version !== VERSION) return `its format is version ${version}, expected ${VERSION}`;
  const bytes = file.subarray(HEADER_BYTES);
  const journalHash = file.subarray(JOURNAL_HASH_AT, DIGEST_AT);
  return header(sequence, journalHash, bytes).equals(file.subarray(0, HEADER_BYTES))
    ? { journalHash, bytes }
    : 'it is damaged';
}

function fileName(sequence: number): string {
  return `${String(sequence).padStart(16, '0')}.snapshot`;
}

function header(sequence: number, journalHash: Uint8Array, bytes: Uint8Array): Buffer {
  const made = Buffer.alloc(HEADER_BYTES);
  made.set(MAGIC, 0);
  made.writeUInt32LE(VERSION, 8);
  made.writeBigUInt64LE(BigInt(sequence), 12);
  made.set(journalHash, JOURNAL_HASH_AT);
  const digest = hash('sha256', bytes, 'buffer');
  made.set(hash('sha256', Buffer.concat([made.subarray(0, DIGEST_AT), digest]), 'buffer'), DIGEST_AT);
  return made;
}
