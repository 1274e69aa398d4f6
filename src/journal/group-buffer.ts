import { HASH_BYTES, RECORD_BYTES_MIN, writeRecord } from './record.ts';

const CAPACITY = 64 * 1024;

/** Records that one sync will make durable, as they will stand in the file, behind the hash that they continue. */
export class GroupBuffer {
  count = 0;
  lastSequence = 0;
  private buffer = Buffer.allocUnsafe(CAPACITY);
  private used = HASH_BYTES;

  /** Forgets its records, and continues from the hash of the record before. */
  start(hashBefore: Uint8Array): void {
    this.buffer.set(hashBefore, 0);
    this.used = HASH_BYTES;
    this.count = 0;
  }

  append(sequence: number, kind: number, tsUs: number, payload: Uint8Array | string): void {
    // A character takes three bytes at the most.
    const most = typeof payload === 'string' ? 3 * payload.length : payload.length;
    const wanted = this.used + RECORD_BYTES_MIN + most;
    if (wanted > this.buffer.length) this.grow(wanted);
    this.used = writeRecord(this.buffer, this.used, sequence, kind, tsUs, payload);
    this.lastSequence = sequence;
    this.count += 1;
  }

  /** What goes to the file; a view. */
  get records(): Uint8Array {
    return this.buffer.subarray(HASH_BYTES, this.used);
  }

  get byteLength(): number {
    return this.used - HASH_BYTES;
  }

  /** What the first of the records is chained to; a view. */
  get hashBefore(): Uint8Array {
    return this.buffer.subarray(0, HASH_BYTES);
  }

  /** The hash of the last record, or what it would continue; a view. */
  get headHash(): Uint8Array {
    return this.buffer.subarray(this.used - HASH_BYTES, this.used);
  }

  private grow(wanted: number): void {
    const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }
}
