import type { RecordText } from './record.ts';

/** Where the records of a session go: a log in this thread, or one in a thread of its own. */
export interface AuditSink {
  /** Records written. */
  readonly size: number;
  /** Hash of the last record written, in hex. */
  readonly head: string;
  /** Records that a checkpoint on the disk covers. */
  readonly signedSize: number;
  /** Records that were appended and are not written yet. */
  readonly waiting: number;
  /** Why the log takes nothing more until it is opened again; undefined while it works. */
  readonly failure: Error | undefined;
  /** No new risk while it is true: too much waits, or for too long, or the log is broken. Read it before an order leaves. */
  readonly stalled: boolean;
  /** Takes the next record, or one it has already. Of those that a restart makes again (`isReplay`) any number may wait. */
  append(record: RecordText, isReplay?: boolean): void;
  /** Resolves when all that was appended is on the disk and covered by a checkpoint; rejects when it cannot be. */
  flush(): Promise<void>;
  /** Flushes, and lets go of the files whether or not that worked. */
  close(): Promise<void>;
}
