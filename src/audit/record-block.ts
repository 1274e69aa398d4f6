import { BEFORE_CAUSED, BEFORE_INPUT, type RecordBytes, type RecordText } from './record.ts';

/** Holds some hundred records; made once and used again and again, as making and clearing memory costs more than filling it. */
export const BLOCK_BYTES = 512 * 1_024;
/** Length, sequence and time. */
const HEAD_BYTES = 4 + 8 + 8;
const CAUSED = Buffer.from(BEFORE_CAUSED);
const INPUT = Buffer.from(BEFORE_INPUT);
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
  static bytesFor({ caused, input }: RecordText): number {
    return HEAD_BYTES + CAUSED.length + INPUT.length + CHARACTER_BYTES * (caused.length + input.length);
  }

  /** The caller owes the room. */
  add({ sequence, tsUs, caused, input }: RecordText): void {
    const { bytes, used: at } = this;
    const start = at + HEAD_BYTES;
    let end = start;
    bytes.set(CAUSED, end);
    end += CAUSED.length;
    end += bytes.write(caused, end);
    bytes.set(INPUT, end);
    end += INPUT.length;
    end += bytes.write(input, end);
    bytes.writeUInt32LE(end - start, at);
    bytes.writeDoubleLE(sequence, at + 4);
    bytes.writeDoubleLE(tsUs, at + 12);
    this.used = end;
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
