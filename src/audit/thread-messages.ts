import { Fault, type FaultKind } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { PublicKey, TreeHead } from './checkpoint.ts';

/** What the thread of an audit log is started with. */
export interface ThreadStart {
  readonly folder: string;
  readonly origin: string;
  readonly publicKey: PublicKey;
  readonly segmentBytes: number | undefined;
  readonly limits: CheckpointLimits;
}

/** As they are when records are sent: a session may be told others while it runs. */
export interface CheckpointLimits {
  readonly checkpointRecords: number | undefined;
  readonly checkpointEveryUs: Us | undefined;
}

export type ToThread =
  /** Records in a row, in a block that comes back when they are written. */
  | {
      readonly kind: 'append';
      readonly memory: ArrayBuffer;
      readonly used: number;
      readonly isReplay: boolean;
      readonly limits: CheckpointLimits;
    }
  | { readonly kind: 'flush' | 'close'; readonly request: number }
  | { readonly kind: 'signed'; readonly request: number; readonly signature: Uint8Array | SentError };

export type FromThread =
  | LogState
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'checkpoint'; readonly note: string; readonly head: Omit<TreeHead, 'root'> & { root: Uint8Array } }
  | { readonly kind: 'sign'; readonly request: number; readonly message: Uint8Array }
  | { readonly kind: 'done'; readonly request: number; readonly error: SentError | undefined };

/** How the log stands: after it was opened, and whenever that has changed. */
export interface LogState {
  readonly kind: 'state';
  readonly size: number;
  readonly head: string;
  readonly signedSize: number;
  /** Records that came to it and wait no longer. */
  readonly through: number;
  /** Blocks that are done with. */
  readonly free: readonly ArrayBuffer[];
  /** What it tries to get over, and whether it never will. */
  readonly trouble: SentError | undefined;
  readonly isBroken: boolean;
}

/** An error as it passes between threads, which take the class from it. */
export interface SentError {
  readonly message: string;
  readonly fault: FaultKind | undefined;
}

export function sentError(error: unknown): SentError {
  if (error instanceof Fault) return { message: error.message, fault: error.kind };
  return { message: error instanceof Error ? error.message : String(error), fault: undefined };
}

export function receivedError({ message, fault }: SentError): Error {
  return fault === undefined ? new Error(message) : new Fault(fault, message);
}
