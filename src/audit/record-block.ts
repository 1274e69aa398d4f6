import type { RecordBytes, RecordText } from './record.ts';

/** Holds some hundred records; made once and used again and again, as making and clearing memory costs more than filling it. */
export const BLOCK_BYTES = 512 * 1_024;
/** Length, sequence and time. */
const HEAD_BYTES = 4 + 8 + 8;
/** No character takes more in UTF-8. */
const CHARACTER_BYTES = 3;

/** Records as bytes that can be given to another thread: each behind its length, its sequence and its time. */
export class RecordBlock {
  readonly memory: ArrayBuffer;
  /** Bytes filled. */
  used = 0;
  count = 0;
  private readonly bytes: Buffer;

  constructor(memory: ArrayBuffer) {
    this.memory = memory;
    this.bytes = Buffer.from(memory);
  }

  /** So many bytes hold the record for certain. */
  static bytesFor({ text }: RecordText): number {
    return HEAD_BYTES + CHARACTER_BYTES * text.length;
  }

  /** The caller owes the room. */
  add({ sequence, tsUs, text }: RecordText): void {
    const { bytes, used: at } = this;
    const length = bytes.write(text, at + HEAD_BYTES);
    bytes.writeUInt32LE(length, at);
    bytes.writeDoubleLE(sequence, at + 4);
    bytes.writeDoubleLE(tsUs, at + 12);
    this.used = at + HEAD_BYTES + length;
    this.count += 1;
  }

  hasRoomFor(record: RecordText): boolean {
    return this.used + RecordBlock.bytesFor(record) <= this.memory.byteLength;
  }
}

/** The records of a block of which so many bytes are filled; what they say lies in the block. */
export function recordsIn(memory: ArrayBuffer, used: number): RecordBytes[] {
  const bytes = Buffer.from(memory);
  const records: RecordBytes[] = [];
  for (let at = 0; at < used;) {
    const start = at + HEAD_BYTES;
    const end = start + bytes.readUInt32LE(at);
    const [sequence, tsUs] = [bytes.readDoubleLE(at + 4), bytes.readDoubleLE(at + 12)];
    records.push({ sequence, tsUs, bytes: bytes.subarray(start, end) });
    at = end;
  }
  return records;
}
