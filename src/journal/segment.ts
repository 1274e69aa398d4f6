import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Disk } from './disk.ts';
import { HASH_BYTES } from './record.ts';

/**
 * A file of the journal, named by the sequence of its first record. It begins with
 *
 *     "conclavJ" | crc u32 of the rest | version u32 | first sequence u64 | hash of the record before
 *
 * and records follow. The last part is what chains the first record to the segment before it; 32 zero bytes in the first.
 */
export interface Segment {
  readonly name: string;
  readonly path: string;
  readonly firstSequence: number;
  /** By `packSegment`: it is read as before, and nothing is ever appended to it. */
  readonly isPacked: boolean;
}

const MAGIC = Buffer.from('conclavJ', 'latin1');
const VERSION = 1;
export const HEADER_BYTES = 24 + HASH_BYTES;

const DIGITS = 16;
const NAME = /^(\d{16})\.log(\.gz)?$/;

export function segmentName(firstSequence: number): string {
  return `${String(firstSequence).padStart(DIGITS, '0')}.log`;
}

/** In the order of their records; one that is there packed too counts as it was written. Files of other names are left alone. */
export function segmentsIn(disk: Disk, folder: string): Segment[] {
  const segments: Segment[] = [];
  for (const name of disk.list(folder)) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const firstSequence = Number(match[1]);
    if (segments.at(-1)?.firstSequence === firstSequence) continue;
    segments.push({ name, path: join(folder, name), firstSequence, isPacked: match[2] !== undefined });
  }
  return segments;
}

export function segmentHeader(firstSequence: number, hashBefore: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC, 0);
  header.writeUInt32LE(VERSION, 12);
  header.writeBigUInt64LE(BigInt(firstSequence), 16);
  header.set(hashBefore, 24);
  header.writeUInt32LE(crc32(header.subarray(12)), 8);
  return header;
}

/** Is it all there and undamaged, whatever it says? */
export function isHeaderWhole(header: Buffer): boolean {
  return header.length === HEADER_BYTES && crc32(header.subarray(12)) === header.readUInt32LE(8);
}

/** What is wrong with the header of a segment; undefined when nothing is. */
export function headerProblem(header: Buffer, firstSequence: number): string | undefined {
  if (header.length < HEADER_BYTES) return 'the file ends inside its header';
  if (!header.subarray(0, 8).equals(MAGIC)) return 'this is no segment of a journal';
  if (!isHeaderWhole(header)) return 'the header is damaged';
  const version = header.readUInt32LE(12);
  if (version !== VERSION) return `the format is version ${version}, expected ${VERSION}`;
  const first = header.readBigUInt64LE(16);
  if (first !== BigInt(firstSequence)) return `the header says that the first record is ${first}`;
  return undefined;
}

export function hashBefore(header: Buffer): Buffer {
  return header.subarray(24, HEADER_BYTES);
}
