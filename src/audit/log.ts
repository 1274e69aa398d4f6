import { assert } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import { SECOND_US, type Us } from '../core/base/time.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { type Disk, realDisk } from '../journal/disk.ts';
import { type AppendFile, syncNames } from './append-file.ts';
import { checkpointLine, signCheckpoint, type Signer, type TreeHead } from './checkpoint.ts';
import type { Chain } from './chain.ts';
import { LineBatch } from './line-batch.ts';
import { type GivenRecord, sameCause } from './record.ts';
import { auditPaths } from './record-files.ts';
import { type LogFiles, openFiles } from './log-recovery.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { AuditSink } from './sink.ts';
import { StoredRecords } from './stored-records.ts';
import type { TreeFiles } from './tree-files.ts';

export interface AuditLogOptions {
  /** The session's `audit/`. */
  readonly folder: string;
  /** One line that names this log among all others, such as `conclave/<session>`. */
  readonly origin: string;
  readonly signer: Signer;
  readonly clock: Clock;
  /** A checkpoint is due after so many records. Default 1,000. */
  readonly checkpointRecords?: number;
  /** And so long after the first record that none covers. Default 1 s. */
  readonly checkpointEveryUs?: number;
  /** Stalled when more records wait, or one waits for longer. Defaults 10,000 and 2 s. */
  readonly stallRecords?: number;
  readonly stallAfterUs?: number;
  readonly segmentBytes?: number;
  readonly disk?: Disk;
  /** Every batch waits for the disk; otherwise only checkpoints do, which loses nothing that the journal cannot make again. */
  readonly syncBatches?: boolean;
  /** Told when the log falls behind, and when it has caught up: while it is behind, no new risk may be taken. */
  readonly onStall?: (stalled: boolean, why: string) => void;
  /** Told of each signed checkpoint that is on the disk. */
  readonly onCheckpoint?: (note: string, head: TreeHead) => void;
  /** Told when `size`, `signedSize`, `waiting` or `trouble` may have changed: after each batch, and when nothing is left to do. */
  readonly onChange?: (log: AuditLog) => void;
  /** Gives way to other work between two batches. */
  readonly turn?: () => Promise<void>;
}

/** Records written in one go, and bytes after which no further one is: half a millisecond of the process's time. */
const BATCH_RECORDS = 64;
const BATCH_BYTES = 256 * 1_024;
const RETRY_MS = 100;
const SEGMENT_BYTES = 8 << 20;

/** What options mean that are left out. */
export const logDefaults = {
  checkpointRecords: 1_000,
  checkpointEveryUs: SECOND_US,
  stallRecords: 10_000,
  stallAfterUs: 2 * SECOND_US,
  /** So many times `stallRecords` may wait before records are dropped, which ends the log until it is opened again. */
  overflowFactor: 4,
} as const;

interface Waiting {
  readonly record: GivenRecord;
  readonly sinceUs: Us;
}

/**
 * The audit log of a session: records go in by `append`, which costs the caller one push; writing, hashing and signing happen
 * behind it in batches. What is not yet on the disk when the process dies is made again from the journal: the caller owes it the
 * records from `size + 1` on, and may give earlier ones again, which are compared with those stored.
 */
export class AuditLog implements AuditSink {
  readonly origin: string;
  private readonly options: AuditLogOptions;
  private readonly disk: Disk;
  private readonly clock: Clock;
  private readonly chain: Chain;
  private readonly segments: SegmentWriter;
  private readonly tree: TreeFiles;
  private readonly batch = new LineBatch();
  private readonly checkpoints: AppendFile;
  private readonly queue: Waiting[] = [];
  private signed: number;
  /** When the oldest record that no checkpoint covers was written. */
  private unsignedUs: Us | undefined;
  private isWorking = false;
  private working: Promise<void> | undefined;
  private forced = false;
  private closed = false;
  private timer: Cancel | undefined;
  private stored: StoredRecords | undefined;
  private toldStalled = false;
  private cause: Error | undefined;
  private isBroken = false;

  private constructor(options: AuditLogOptions, files: LogFiles) {
    this.options = options;
    this.disk = options.disk ?? realDisk;
    this.origin = options.origin;
    this.clock = options.clock;
    this.chain = files.chain;
    this.segments = files.segments;
    this.tree = files.tree;
    this.checkpoints = files.checkpoints;
    this.signed = files.signed;
    if (this.signed < this.size) this.unsignedUs = this.clock.steadyUs();
  }

  /**
   * Opens or begins the log. What a crash tore is cut off; a record that a checkpoint covers and that is gone or changed is an
   * integrity fault that names it, as is a checkpoint of another log; another signer than the session's is a fault too.
   */
  static async open(options: AuditLogOptions): Promise<AuditLog> {
    const { folder, origin, signer, disk = realDisk, segmentBytes = SEGMENT_BYTES } = options;
    assert(/^[^\n]+$/.test(origin), 'the origin of an audit log is one line of text');
    disk.makeFolder(folder);
    const files = await openFiles(disk, folder, origin, signer.publicKey, segmentBytes);
    for (const each of [folder, auditPaths(folder).records, auditPaths(folder).tree]) await syncNames(disk, each);
    const log = new AuditLog(options, files);
    log.begin();
    return log;
  }

  get size(): number {
    return this.chain.size;
  }

  get head(): string {
    return this.chain.head;
  }

  get signedSize(): number {
    return this.signed;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** What stands between the log and the disk: it may pass, where it is no `failure`. */
  get trouble(): Error | undefined {
    return this.cause;
  }

  get failure(): Error | undefined {
    return this.isBroken ? this.cause : undefined;
  }

  get stalled(): boolean {
    return this.isStalled(this.clock.steadyUs());
  }

  private isStalled(nowUs: Us): boolean {
    if (this.isBroken || this.queue.length > this.stallRecords) return true;
    const limitUs = this.stallAfterUs;
    if (this.queue.length > 0 && nowUs - this.queue[0].sinceUs > limitUs) return true;
    return this.unsignedUs !== undefined && nowUs - this.unsignedUs > limitUs + this.checkpointEveryUs;
  }

  private get stallRecords(): number {
    return this.options.stallRecords ?? logDefaults.stallRecords;
  }
  private get stallAfterUs(): number {
    return this.options.stallAfterUs ?? logDefaults.stallAfterUs;
  }
  private get checkpointEveryUs(): number {
    return this.options.checkpointEveryUs ?? logDefaults.checkpointEveryUs;
  }

  /**
   * Takes the next record, or one it has already. The caller owes it an object that nobody changes any more. Of those that a
   * restart makes again (`isReplay`) any number may wait: they come faster than they can be written.
   */
  append(record: GivenRecord, isReplay = false): void {
    assert(!this.closed, 'nothing is appended to a closed audit log');
    if (this.isBroken) return;
    if (!isReplay && this.queue.length >= logDefaults.overflowFactor * this.stallRecords) {
      this.break(new Fault('world', `${this.options.folder}: the audit log fell ${this.queue.length} records behind`));
      return;
    }
    const nowUs = this.clock.steadyUs();
    this.queue.push({ record, sinceUs: nowUs });
    this.tell(nowUs);
    this.begin();
  }

  async flush(): Promise<void> {
    this.forced = true;
    this.begin();
    await this.working;
    const { trouble } = this;
    if (trouble !== undefined) throw trouble;
  }

  async close(): Promise<void> {
    this.closed = true;
    try {
      await this.flush();
    } finally {
      this.timer?.();
      this.segments.close();
      this.tree.close();
      this.checkpoints.close();
    }
  }

  private begin(): void {
    if (this.isWorking || this.isBroken) return;
    this.isWorking = true;
    this.working = this.work();
  }

  private async work(): Promise<void> {
    this.timer?.();
    this.timer = undefined;
    try {
      // What arrives while the disk works is seen by the next round: nobody else begins one meanwhile.
      while (this.queue.length > 0 || this.forced || this.checkpointDue) {
        if (this.queue.length > 0) {
          await (this.options.turn ?? nextTurn)();
          await this.writeBatch();
        }
        const isForced = this.forced && this.queue.length === 0;
        if (isForced) this.forced = false;
        if (isForced || this.checkpointDue) await this.checkpoint();
      }
      this.cause = undefined;
      this.wakeForCheckpoint();
    } catch (error) {
      this.onTrouble(error);
    }
    this.isWorking = false;
    this.tell();
    this.options.onChange?.(this);
  }

  /** A full disk or a signer may recover; a record that is wrong, or a disk that lost what it took, will not. */
  private onTrouble(error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    const mayPass = 'code' in cause || cause instanceof SigningTrouble;
    if (!mayPass) {
      this.break(cause);
      return;
    }
    this.cause = cause;
    this.forced = false;
    if (!this.closed) this.timer = this.clock.after(RETRY_MS, () => this.begin());
  }

  private break(cause: Error): void {
    this.cause = cause;
    this.isBroken = true;
    this.queue.length = 0;
    this.tell();
  }

  private tell(nowUs = this.clock.steadyUs()): void {
    const stalled = this.isStalled(nowUs);
    if (stalled === this.toldStalled) return;
    this.toldStalled = stalled;
    const why = this.trouble?.message ?? `${this.queue.length} records wait for the audit log`;
    this.options.onStall?.(stalled, stalled ? why : 'the audit log has caught up');
  }

  private async writeBatch(): Promise<void> {
    // Whatever an earlier batch left half done is undone first.
    if (this.tree.size !== this.size) assert(this.tree.keep(this.size), 'the tree holds what was written');
    const { batch, queue } = this;
    batch.start(this.chain.size, this.chain.head);
    let taken = 0;
    while (taken < Math.min(BATCH_RECORDS, queue.length) && batch.byteLength < BATCH_BYTES) {
      const { record } = queue[taken++];
      if (record.sequence <= this.size) this.compare(record);
      else batch.add(record);
    }
    if (batch.count > 0) {
      if (this.segments.isFull) {
        await this.tree.sync();
        await this.segments.begin(this.size + 1);
      }
      this.segments.append(batch.lines);
      this.tree.append(batch.leaves);
      this.segments.commit();
      this.chain.size = batch.size;
      this.chain.head = batch.head;
      this.unsignedUs ??= this.clock.steadyUs();
      if (this.options.syncBatches === true) await this.segments.sync();
    }
    this.queue.splice(0, taken);
    this.tell();
    this.options.onChange?.(this);
  }

  /** A record that is stored already must be the one made again. */
  private compare(record: GivenRecord): void {
    this.stored ??= new StoredRecords(this.disk, this.options.folder);
    const { line, path, offset } = this.stored.at(record.sequence);
    if (sameCause(line, record)) return;
    throw new Fault(
      'integrity',
      `${path}, byte ${offset}: record ${record.sequence} differs from what the journal makes of the same input`,
    );
  }

  private get checkpointDue(): boolean {
    if (this.unsignedUs === undefined) return false;
    const records = this.size - this.signed;
    if (records >= (this.options.checkpointRecords ?? logDefaults.checkpointRecords)) return true;
    return this.clock.steadyUs() - this.unsignedUs >= this.checkpointEveryUs;
  }

  /** The records first, then the signature over them: a signed head is never ahead of what the disk holds. */
  private async checkpoint(): Promise<void> {
    if (this.size === this.signed) return;
    await this.segments.sync();
    await this.tree.sync();
    const head = { origin: this.origin, size: this.size, root: this.tree.frontier().root() };
    const note = await signCheckpoint(head, this.options.signer).catch((cause: unknown) => {
      throw new SigningTrouble(`the audit log's signer failed: ${String(cause)}`);
    });
    this.checkpoints.append(checkpointLine(note));
    await this.checkpoints.sync();
    this.signed = head.size;
    this.unsignedUs = undefined;
    this.options.onCheckpoint?.(note, head);
  }

  private wakeForCheckpoint(): void {
    if (this.unsignedUs === undefined || this.closed) return;
    const leftMs = (this.checkpointEveryUs - (this.clock.steadyUs() - this.unsignedUs)) / 1_000;
    this.timer = this.clock.after(Math.max(0, leftMs), () => this.begin());
  }
}

class SigningTrouble extends Error {
  override name = 'SigningTrouble';
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
