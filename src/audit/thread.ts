import { Worker } from 'node:worker_threads';
import { assert } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { type AuditLogOptions, logDefaults } from './log.ts';
import type { Cancel } from '../telemetry/clock.ts';
import type { RecordText } from './record.ts';
import { BLOCK_BYTES, RecordBlock } from './record-block.ts';
import type { AuditSink } from './sink.ts';
import {
  type CheckpointLimits,
  type FromThread,
  type LogState,
  receivedError,
  type SentError,
  sentError,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './thread-main.ts' : './thread-main.js', import.meta.url);
/** Records go over in one message when they are so many, or after so long: a message costs as much as fifty of them. */
const MESSAGE_RECORDS = 512;
const MESSAGE_MS = 25;
/** So many blocks are kept; others are made when much waits, and are filled before they are sent. */
const FREE_BLOCKS = 8;

/** The disk is the machine's; all else is as of a log in this thread. */
export type AuditThreadOptions = Omit<AuditLogOptions, 'disk' | 'turn' | 'syncBatches' | 'onChange'>;

/** Sent in one go. */
interface Sent {
  /** Of all records that were appended, up to the last of these. */
  readonly count: number;
  readonly sinceUs: Us;
}

/**
 * The audit log in a thread of its own: this side hands over texts, counts what waits and for how long, and signs; chaining,
 * hashing, writing and syncing cost the trader nothing. A thread that is slow, stands still or dies is a stall here, as a log
 * is that cannot write.
 */
export class AuditThread implements AuditSink {
  size = 0;
  head = '';
  signedSize = 0;
  private readonly options: AuditThreadOptions;
  private readonly worker: Worker;
  private readonly opened = Promise.withResolvers<void>();
  private readonly ended = Promise.withResolvers<void>();
  private readonly requests = new Map<number, PromiseWithResolvers<void>>();
  private asked = 0;
  /** What is filled, while there is something in it. */
  private block: RecordBlock | undefined;
  /** Memory that came back. */
  private readonly free: ArrayBuffer[] = [];
  private isReplay = false;
  private sinceUs: Us = 0;
  private sending: Cancel | undefined;
  /** Sent and not through yet, the oldest first. */
  private readonly sent: Sent[] = [];
  private appended = 0;
  private through = 0;
  /** Since when there have been written records that no checkpoint covers. */
  private unsignedUs: Us | undefined;
  private trouble: Error | undefined;
  private isBroken = false;
  private toldStalled = false;
  private closed = false;
  private isOver = false;

  private constructor(options: AuditThreadOptions) {
    const { folder, origin, segmentBytes, signer } = options;
    this.options = options;
    const start: ThreadStart = { folder, origin, segmentBytes, publicKey: signer.publicKey, limits: this.limits };
    this.worker = new Worker(WORKER, { workerData: start });
    this.worker.on('message', (message: FromThread) => this.hear(message));
    this.worker.on('error', (error: Error) => (this.trouble = error));
    this.worker.on('exit', () => this.onExit());
  }

  /** Rejects as `AuditLog.open` does. */
  static async open(options: AuditThreadOptions): Promise<AuditThread> {
    const thread = new AuditThread(options);
    await thread.opened.promise;
    return thread;
  }

  get waiting(): number {
    return this.appended - this.through;
  }

  get failure(): Error | undefined {
    return this.isBroken ? this.trouble : undefined;
  }

  get stalled(): boolean {
    return this.isStalled(this.options.clock.steadyUs());
  }

  private isStalled(nowUs: Us): boolean {
    const {
      stallRecords = logDefaults.stallRecords,
      stallAfterUs = logDefaults.stallAfterUs,
      checkpointEveryUs = logDefaults.checkpointEveryUs,
    } = this.options;
    if (this.isBroken || this.waiting > stallRecords) return true;
    const oldestUs = this.sent[0]?.sinceUs ?? (this.block === undefined ? nowUs : this.sinceUs);
    if (nowUs - oldestUs > stallAfterUs) return true;
    return this.unsignedUs !== undefined && nowUs - this.unsignedUs > stallAfterUs + checkpointEveryUs;
  }

  append(record: RecordText, isReplay = false): void {
    assert(!this.closed, 'nothing is appended to a closed audit log');
    if (this.isBroken) return;
    const { stallRecords = logDefaults.stallRecords, clock, folder } = this.options;
    if (!isReplay && this.waiting >= logDefaults.overflowFactor * stallRecords) {
      this.break(new Fault('world', `${folder}: the audit log fell ${this.waiting} records behind`));
      return;
    }
    if (this.block !== undefined && (this.isReplay !== isReplay || !this.block.hasRoomFor(record))) this.send();
    const nowUs = clock.steadyUs();
    if (this.block === undefined) {
      this.block = this.newBlock(RecordBlock.bytesFor(record));
      this.isReplay = isReplay;
      this.sinceUs = nowUs;
      this.sending = clock.after(MESSAGE_MS, () => this.sendInTime());
    }
    this.block.add(record);
    this.appended += 1;
    if (this.block.count >= MESSAGE_RECORDS) this.send();
    this.tell(nowUs);
  }

  private newBlock(bytes: number): RecordBlock {
    const memory = bytes <= BLOCK_BYTES ? this.free.pop() : undefined;
    return new RecordBlock(memory ?? new ArrayBuffer(Math.max(BLOCK_BYTES, bytes)));
  }

  flush(): Promise<void> {
    return this.isBroken ? Promise.reject(this.trouble!) : this.ask('flush');
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      await this.ask('close');
    } finally {
      await this.ended.promise;
    }
    if (this.isBroken) throw this.trouble!;
  }

  private get limits(): CheckpointLimits {
    const { checkpointRecords, checkpointEveryUs } = this.options;
    return { checkpointRecords, checkpointEveryUs };
  }

  private say(message: ToThread): void {
    this.worker.postMessage(message, []);
  }

  /** Behind a thread that does not come along, blocks with little in them would be all the memory there is. */
  private sendInTime(): void {
    this.sending = undefined;
    if (this.sent.length < FREE_BLOCKS) this.send();
  }

  private send(): void {
    this.sending?.();
    this.sending = undefined;
    const { block, isReplay, limits, sinceUs } = this;
    if (block === undefined) return;
    this.block = undefined;
    this.sent.push({ count: this.appended, sinceUs });
    const { memory, used } = block;
    const message: ToThread = { kind: 'append', memory, used, isReplay, limits };
    this.worker.postMessage(message, [memory]);
  }

  private ask(kind: 'flush' | 'close'): Promise<void> {
    const done = Promise.withResolvers<void>();
    if (this.isOver) {
      // One that ended in order has everything on the disk.
      if (this.isBroken) done.reject(this.trouble);
      else done.resolve();
      return done.promise;
    }
    this.send();
    this.asked += 1;
    this.requests.set(this.asked, done);
    this.say({ kind, request: this.asked });
    return done.promise;
  }

  private hear(message: FromThread): void {
    switch (message.kind) {
      case 'state':
        this.onState(message);
        this.opened.resolve();
        break;
      case 'failed':
        this.closed = true;
        this.opened.reject(receivedError(message.error));
        break;
      case 'checkpoint': {
        const { note, head } = message;
        this.options.onCheckpoint?.(note, { ...head, root: Buffer.from(head.root) });
        break;
      }
      case 'sign':
        void this.sign(message.request, Buffer.from(message.message));
        break;
      case 'done': {
        const { request, error } = message;
        const asker = this.requests.get(request);
        this.requests.delete(request);
        if (error === undefined) asker?.resolve();
        else asker?.reject(receivedError(error));
      }
    }
  }

  private onState({ size, head, signedSize, through, free, trouble, isBroken }: LogState): void {
    const nowUs = this.options.clock.steadyUs();
    if (size === signedSize) this.unsignedUs = undefined;
    else if (signedSize > this.signedSize) this.unsignedUs = nowUs;
    else this.unsignedUs ??= nowUs;
    this.size = size;
    this.head = head;
    this.signedSize = signedSize;
    this.through = through;
    for (const memory of free)
      if (memory.byteLength === BLOCK_BYTES && this.free.length < FREE_BLOCKS) this.free.push(memory);
    while (this.sent.length > 0 && this.sent[0].count <= through) this.sent.shift();
    if (this.sending === undefined) this.sendInTime();
    if (!this.isBroken) this.trouble = trouble && receivedError(trouble);
    if (isBroken && this.trouble !== undefined) this.break(this.trouble);
    this.tell(nowUs);
  }

  private async sign(request: number, message: Buffer): Promise<void> {
    let signature: Uint8Array | SentError;
    try {
      signature = await this.options.signer.sign(message);
    } catch (error) {
      signature = sentError(error);
    }
    this.say({ kind: 'signed', request, signature });
  }

  private onExit(): void {
    this.isOver = true;
    this.ended.resolve();
    if (this.closed && this.requests.size === 0) return;
    const why = this.trouble?.message ?? 'it ended';
    const cause = new Fault('world', `${this.options.folder}: the thread of the audit log is gone: ${why}`);
    this.break(cause);
    this.opened.reject(cause);
    for (const { reject } of this.requests.values()) reject(cause);
    this.requests.clear();
  }

  private break(cause: Error): void {
    this.trouble = cause;
    this.isBroken = true;
    this.tell(this.options.clock.steadyUs());
  }

  private tell(nowUs: Us): void {
    const stalled = this.isStalled(nowUs);
    if (stalled === this.toldStalled) return;
    this.toldStalled = stalled;
    const why = this.trouble?.message ?? `${this.waiting} records wait for the audit log`;
    this.options.onStall?.(stalled, stalled ? why : 'the audit log has caught up');
  }
}
