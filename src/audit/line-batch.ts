import { hash } from 'node:crypto';
import { Fault } from '../core/base/fault.ts';
import { HASH_BYTES, type Hash } from './merkle.ts';
import { type AuditRecord, type GivenRecord, recordLine, recordTail, textOf } from './record.ts';

const CAPACITY = 256 * 1_024;
/** A buffer that one large record made larger than this is not kept. */
const CAPACITY_MAX = 4 * 1_024 * 1_024;
const LINE_FEED = 0x0a;
/** What a leaf of the tree is hashed behind. */
const LEAF = 0;

/**
 * The next lines of a log, chained and hashed where they lie: in front of each stands the line feed of the one before, which is a
 * leaf's byte 0 for as long as it takes to hash it. Used again for each batch.
 */
export class LineBatch {
  count = 0;
  /** Of the chain behind the last line. */
  size = 0;
  head = '';
  private buffer = Buffer.allocUnsafeSlow(CAPACITY);
  private used = 1;
  private hashes = Buffer.alloc(0);

  /** Forgets its lines, and goes on behind the record `size` of this hash. */
  start(size: number, head: string): void {
    if (this.buffer.length > CAPACITY_MAX) this.buffer = Buffer.allocUnsafeSlow(CAPACITY);
    this.count = 0;
    this.used = 1;
    this.size = size;
    this.head = head;
    // The tree keeps what it is given.
    this.hashes = Buffer.alloc(64 * HASH_BYTES);
  }

  /** An integrity fault for any record but the next. */
  add(record: GivenRecord): void {
    const { sequence } = record;
    if (sequence !== this.size + 1)
      throw new Fault('integrity', `audit: expected record ${this.size + 1}, was given record ${sequence}`);
    const start = this.used;
    const end = this.write(record);
    this.buffer[start - 1] = LEAF;
    const head = hash('sha256', this.buffer.subarray(start - 1, end), 'hex');
    this.buffer[start - 1] = LINE_FEED;
    this.buffer[end] = LINE_FEED;
    this.used = end + 1;
    this.keep(head);
    this.size = sequence;
    this.head = head;
    this.count += 1;
  }

  /** Returns where the line ends; there is room for its line feed. */
  private write(record: GivenRecord): number {
    const { used } = this;
    if ('bytes' in record) {
      const tail = recordTail(record, this.head);
      const length = record.bytes.length;
      this.makeRoom(length + tail.length);
      this.buffer.set(record.bytes, used);
      return used + length + this.buffer.write(tail, used + length, 'latin1');
    }
    const text = textOf(record);
    const line =
      text === undefined ? recordLine(record as AuditRecord, this.head) : text + recordTail(record, this.head);
    // A character takes three bytes at the most.
    this.makeRoom(3 * line.length);
    return used + this.buffer.write(line, used);
  }

  get byteLength(): number {
    return this.used - 1;
  }

  /** As they go to the file; a view that is valid until the next `start`. */
  get lines(): Uint8Array {
    return this.buffer.subarray(1, this.used);
  }

  /** The hash of each line; they stay valid. */
  get leaves(): Hash[] {
    return Array.from({ length: this.count }, (_, i) => this.hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  }

  private keep(hex: string): void {
    const at = this.count * HASH_BYTES;
    if (at === this.hashes.length) this.hashes = Buffer.concat([this.hashes], 2 * at);
    this.hashes.write(hex, at, 'hex');
  }

  private makeRoom(bytes: number): void {
    const wanted = this.used + bytes + 1;
    if (wanted <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }
}
