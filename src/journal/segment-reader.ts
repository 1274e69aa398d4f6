import type { Disk, DiskFile } from './disk.ts';
import {
  byteLengthAt,
  HASH_BYTES,
  isChained,
  isFramed,
  type JournalRecord,
  RECORD_BYTES_MIN,
  sequenceAt,
} from './record.ts';
import { NOT_UNPACKED, openSegment } from './packed-segment.ts';
import { hashBefore, HEADER_BYTES, headerProblem, isHeaderWhole, type Segment } from './segment.ts';

const BUFFER_BYTES = 1024 * 1024;

/** Reads one segment in large bites, and proves each record before it hands it out. */
export class SegmentReader {
  readonly segment: Segment;
  /** Of the next record, from the start of the file. After damage: of what is damaged. */
  offset = HEADER_BYTES;
  /** Of the next record. */
  sequence: number;
  /** Why no record follows, where that is not the end of the file. */
  problem: string | undefined;
  /** What is wrong there can only be what a crash left of the last write: never so for whole records in a wrong order. */
  tornPossible = true;
  /** What the first record is chained to; meaningless when the header has a problem. */
  readonly hashBefore: Buffer;
  private readonly file: DiskFile;
  private buffer: Buffer;
  /** Bytes of the file in the buffer. */
  private filled = 0;
  /** Where in the buffer the next record begins; the hash before it always stands in front. */
  private at = HEADER_BYTES;

  constructor(disk: Disk, segment: Segment) {
    this.segment = segment;
    this.sequence = segment.firstSequence;
    this.file = openSegment(disk, segment);
    this.buffer = Buffer.allocUnsafe(Math.min(BUFFER_BYTES, HEADER_BYTES + this.file.size()));
    this.fill();
    const header = this.buffer.subarray(0, Math.min(HEADER_BYTES, this.filled));
    this.hashBefore = Buffer.from(header.length === HEADER_BYTES ? hashBefore(header) : Buffer.alloc(HASH_BYTES));
    const isUnpacked = !segment.isPacked || this.filled > 0;
    this.problem = isUnpacked ? headerProblem(header, segment.firstSequence) : NOT_UNPACKED;
    if (this.problem !== undefined) {
      this.offset = 0;
      this.tornPossible = !isHeaderWhole(header);
    }
  }

  /** Of the last record read, a view. */
  get headHash(): Uint8Array {
    return this.buffer.subarray(this.at - HASH_BYTES, this.at);
  }

  /** False at the end, and at damage. */
  next(record: JournalRecord): boolean {
    if (this.problem !== undefined) return false;
    if (this.filled - this.at < RECORD_BYTES_MIN && !this.refill(RECORD_BYTES_MIN))
      return this.filled === this.at ? false : this.stop('the file ends inside the record');
    const byteLength = byteLengthAt(this.buffer, this.at);
    if (byteLength === undefined) return this.stop('the length is impossible');
    if (this.filled - this.at < byteLength && !this.refill(byteLength))
      return this.stop('the file ends inside the record');
    const { buffer, at } = this;
    if (sequenceAt(buffer, at) !== this.sequence || !isChained(buffer, at, byteLength)) return this.stop(this.reason());
    record.show(buffer, at);
    this.sequence += 1;
    this.at += byteLength;
    this.offset += byteLength;
    return true;
  }

  close(): void {
    this.file.close();
  }

  private stop(problem: string): false {
    this.problem = problem;
    return false;
  }

  private reason(): string {
    const { buffer, at } = this;
    if (!isFramed(buffer.subarray(0, this.filled), at)) return 'the record is damaged';
    const found = sequenceAt(buffer, at);
    if (found === this.sequence) return 'the chain of hashes is broken';
    this.tornPossible = false;
    return `record ${found} stands in its place`;
  }

  /** Has the buffer hold at least `bytes` from the next record on, if the file does. */
  private refill(bytes: number): boolean {
    const start = this.at - HASH_BYTES;
    const kept = this.filled - start;
    const wanted = bytes + HASH_BYTES;
    // The next record may be read into the same memory; a larger one gets memory of its own.
    const into =
      wanted > this.buffer.length ? Buffer.allocUnsafe(Math.max(wanted, 2 * this.buffer.length)) : this.buffer;
    this.buffer.copy(into, 0, start, this.filled);
    this.buffer = into;
    this.at = HASH_BYTES;
    this.filled = kept;
    this.fill();
    return this.filled - this.at >= bytes;
  }

  private fill(): void {
    const origin = this.offset - this.at;
    while (this.filled < this.buffer.length) {
      const count = this.file.read(this.buffer.subarray(this.filled), origin + this.filled);
      if (count === 0) return;
      this.filled += count;
    }
  }
}
