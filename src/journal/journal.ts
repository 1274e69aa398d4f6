import { dirname, join } from 'node:path';
import { assert } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { damageFault } from './damage.ts';
import { appendAll, type Disk, type DiskFile, realDisk } from './disk.ts';
import { GroupBuffer } from './group-buffer.ts';
import { GENESIS, JournalReader } from './journal-reader.ts';
import { JournalRecord } from './record.ts';
import { recover, type Recovered, type TornTail } from './recover.ts';
import { segmentHeader, segmentName } from './segment.ts';

export interface JournalOptions {
  readonly disk?: Disk;
  /** A segment that has reached this size is followed by a new one. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Bytes appended and not yet synced at which `isFull` says so. Default 16 MiB. */
  readonly pendingBytesMax?: number;
  /**
   * What opening proves: every record (about a second for a million), or those of the last segment, and of the others
   * that they belong together. `tail` is for who reads the rest anyway, or has a snapshot that makes it unnecessary. Default `all`.
   */
  readonly verify?: 'all' | 'tail';
}

const SEGMENT_BYTES = 16 * 1024 * 1024;
const PENDING_BYTES_MAX = 16 * 1024 * 1024;

/**
 * An append-only record of bytes, which knows nothing of what they mean. One sync is in flight at a time; the next one takes
 * all that was appended meanwhile. One process writes a journal: the caller holds the lock of its folder.
 *
 * A write or sync that fails is the end of this journal: what was appended may or may not be on disk, so nothing more is
 * acknowledged and the caller stops taking risk. Opening it again finds out what is there.
 */
export class Journal {
  readonly folder: string;
  /** What opening found broken off at the end, and cut. */
  readonly tornTail: TornTail | undefined;
  /** Of the last record appended; 0 before the first. */
  lastSequence: number;
  /** Of the last record that survives a power cut. */
  syncedSequence: number;
  /** Appended and not yet synced. */
  pendingBytes = 0;
  /** Why nothing is taken or acknowledged any more. */
  fault: Fault | undefined;
  private readonly disk: Disk;
  private readonly segmentBytes: number;
  private readonly pendingBytesMax: number;
  private file: DiskFile | undefined;
  private fileBytes: number;
  /** Takes what is appended, while the other one is on its way to the disk. */
  private filling = new GroupBuffer();
  private syncing = new GroupBuffer();
  private isCommitting = false;
  private isClosed = false;
  private readonly acknowledgements = new Acknowledgements();

  /**
   * Makes the folder when there is none. A torn tail is cut off (`tornTail` says what went); anything else that does not add
   * up rejects with a Fault of kind integrity that names segment, record and byte, and changes nothing.
   */
  static async open(folder: string, options: JournalOptions = {}): Promise<Journal> {
    const { disk = realDisk, verify = 'all' } = options;
    disk.makeFolder(folder);
    await disk.syncFolder(dirname(folder));
    return new Journal(folder, disk, options, await recover(disk, folder, verify));
  }

  private constructor(folder: string, disk: Disk, options: JournalOptions, found: Recovered) {
    this.folder = folder;
    this.disk = disk;
    this.segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.pendingBytesMax = options.pendingBytesMax ?? PENDING_BYTES_MAX;
    this.tornTail = found.tornTail;
    this.lastSequence = found.lastSequence;
    this.syncedSequence = found.lastSequence;
    this.file = found.file;
    this.fileBytes = found.file?.size() ?? 0;
    this.filling.start(found.headHash);
  }

  /** The hash of the last record appended, which stands for all before it; 32 bytes, zeros before the first. */
  get headHash(): Uint8Array {
    return Uint8Array.from(this.filling.headHash);
  }

  /** Time to wait: await `room()` before appending more. Nothing is refused; the memory is the caller's. */
  get isFull(): boolean {
    return this.pendingBytes >= this.pendingBytesMax;
  }

  /** Resolves when the journal is not full; rejects when it has failed. */
  async room(): Promise<void> {
    while (this.isFull || this.fault !== undefined) await this.synced(this.syncedSequence + 1);
  }

  /**
   * Takes a record and returns its sequence, from 1 on and without a gap. The bytes are copied, or those of a text in UTF-8
   * written; nothing waits. It is safe when `syncedSequence` has reached it. Throws the fault when the journal has failed.
   *
   * @param kind 0 to 255, for the caller's use
   * @param tsUs whole microseconds, for the caller's use
   */
  append(kind: number, tsUs: number, payload: Uint8Array | string): number {
    assert(!this.isClosed, 'a closed journal takes no record');
    if (this.fault !== undefined) throw this.fault;
    const sequence = this.lastSequence + 1;
    const before = this.filling.byteLength;
    this.filling.append(sequence, kind, tsUs, payload);
    this.lastSequence = sequence;
    this.pendingBytes += this.filling.byteLength - before;
    if (!this.isCommitting) {
      this.isCommitting = true;
      // What the caller appends in one go is one group.
      queueMicrotask(() => void this.commit());
    }
    return sequence;
  }

  /** Calls back after each sync with the last sequence that is safe; it must not throw. Returns how to stop it. */
  onSynced(listener: (sequence: number) => void): () => void {
    return this.acknowledgements.onSynced(listener);
  }

  /** Calls back once, when the journal fails; it must not throw. Returns how to stop it. */
  onFault(listener: (fault: Fault) => void): () => void {
    return this.acknowledgements.onFault(listener);
  }

  /** Resolves when this record is safe. Rejects with the fault once the journal has failed, whatever the record. */
  synced(sequence: number): Promise<void> {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    assert(sequence <= this.lastSequence, () => `record ${sequence} was never appended`);
    return sequence <= this.syncedSequence ? Promise.resolve() : this.acknowledgements.until(sequence);
  }

  /**
   * The safe records from a sequence on, each proven before it is handed out; also those that become safe while reading.
   * The record is the same object each time. Throws a Fault of kind integrity where the journal does not add up.
   */
  *read(fromSequence = 1): Generator<JournalRecord, void, undefined> {
    const reader = new JournalReader(this.disk, this.folder, fromSequence);
    const record = new JournalRecord();
    try {
      while (Math.max(reader.lastSequence + 1, fromSequence) <= this.syncedSequence && reader.next(record))
        yield record;
      if (reader.damage !== undefined) throw damageFault(this.folder, reader.damage);
    } finally {
      reader.close();
    }
  }

  /** The hash of a safe record, or of the last one; zeros for 0. Reads the segment that the record is in. */
  hashAt(sequence: number): Uint8Array {
    if (sequence === 0) return Uint8Array.from(GENESIS);
    if (sequence === this.lastSequence) return this.headHash;
    assert(sequence <= this.syncedSequence, () => `record ${sequence} is not safe yet`);
    for (const { hash } of this.read(sequence)) return Uint8Array.from(hash);
    throw new Fault('integrity', `the journal in ${this.folder} has no record ${sequence}`);
  }

  /** Resolves when all that was appended is safe, and the file is closed. Rejects with the fault if it cannot be. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      await this.synced(this.lastSequence);
    } finally {
      this.file?.close();
      this.file = undefined;
    }
  }

  private async commit(): Promise<void> {
    while (this.filling.count > 0 && this.fault === undefined) {
      const group = this.filling;
      this.filling = this.syncing;
      this.filling.start(group.headHash);
      this.syncing = group;
      try {
        await this.write(group);
      } catch (error) {
        this.fail(error);
        return;
      }
      this.syncedSequence = group.lastSequence;
      this.pendingBytes -= group.byteLength;
      this.acknowledgements.synced(group.lastSequence);
    }
    this.isCommitting = false;
  }

  private async write(group: GroupBuffer): Promise<void> {
    // All of the old segment is safe by now: a new one never stands behind a gap.
    const isNew = this.file === undefined || this.fileBytes >= this.segmentBytes;
    const file = isNew ? this.nextSegment(group) : this.file!;
    appendAll(file, group.records);
    this.fileBytes += group.byteLength;
    await file.fdatasync();
    if (isNew) await this.disk.syncFolder(this.folder);
  }

  private nextSegment(group: GroupBuffer): DiskFile {
    const first = group.lastSequence - group.count + 1;
    this.file?.close();
    this.file = undefined;
    const file = this.disk.open(join(this.folder, segmentName(first)), 'append');
    this.file = file;
    const header = segmentHeader(first, group.hashBefore);
    appendAll(file, header);
    this.fileBytes = header.length;
    return file;
  }

  private fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.fault = new Fault('world', `the journal in ${this.folder} can no longer be written: ${reason}`);
    this.acknowledgements.failed(this.fault);
  }
}
