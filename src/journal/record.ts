import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { assert } from '../core/base/assert.ts';

/**
 * A record on disk, numbers little-endian:
 *
 *     crc u32 | payload length u32 | sequence u64 | tsUs i64 | kind u8 | payload | hash 32 bytes
 *
 * The hash is SHA-256 over the hash of the record before and everything of this record up to its own hash. As the hash of the
 * record before stands right in front of it, that is one run of bytes. It alone decides whether a record is right; the CRC, over
 * everything between itself and the hash, tells whole records among damaged ones, where no chain leads to them.
 */
export const HASH_BYTES = 32;

const LENGTH_AT = 4;
const SEQUENCE_AT = 8;
const TIME_AT = 16;
const KIND_AT = 24;
const PAYLOAD_AT = 25;

/** A record without a payload. */
export const RECORD_BYTES_MIN = PAYLOAD_AT + HASH_BYTES;
/** Nothing larger is written, and a longer length on disk is damage. */
const PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;

const HIGH = 2 ** 32;

/** A record that a reader hands out: the same object each time, valid until the next one is read. */
export class JournalRecord {
  sequence = 0;
  tsUs = 0;
  kind = 0;
  /** Of the whole record, in bytes on disk. */
  byteLength = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;

  /** A view of the reader's memory: copy what is kept. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.at + PAYLOAD_AT, this.at + this.byteLength - HASH_BYTES);
  }

  /** A view of the reader's memory, 32 bytes. */
  get hash(): Uint8Array {
    return this.bytes.subarray(this.at + this.byteLength - HASH_BYTES, this.at + this.byteLength);
  }

  /** The record at a byte of `bytes`, which the caller has found to be whole. */
  show(bytes: Buffer, at: number): void {
    this.bytes = bytes;
    this.at = at;
    this.byteLength = RECORD_BYTES_MIN + bytes.readUInt32LE(at + LENGTH_AT);
    this.sequence = sequenceAt(bytes, at);
    this.tsUs = bytes.readInt32LE(at + TIME_AT + 4) * HIGH + bytes.readUInt32LE(at + TIME_AT);
    this.kind = bytes[at + KIND_AT];
  }
}

/**
 * Writes a record at byte `at`, where the 32 bytes before must be the hash of the record before, and `into` must have room.
 * Returns where it ends.
 */
export function writeRecord(
  into: Buffer,
  at: number,
  sequence: number,
  kind: number,
  tsUs: number,
  payload: Uint8Array | string,
): number {
  assert(Number.isInteger(kind) && kind >= 0 && kind <= 255, () => `the kind of a record is 0 to 255, was ${kind}`);
  assert(Number.isSafeInteger(tsUs), () => `the time of a record is whole microseconds, was ${tsUs}`);
  assert(payload.length <= PAYLOAD_BYTES_MAX, () => `a record of ${payload.length} bytes is too large`);
  const length = writePayload(into, at + PAYLOAD_AT, payload);
  assert(length <= PAYLOAD_BYTES_MAX, () => `a record of ${length} bytes is too large`);
  const end = at + PAYLOAD_AT + length;
  into.writeUInt32LE(length, at + LENGTH_AT);
  into.writeUInt32LE(sequence % HIGH, at + SEQUENCE_AT);
  into.writeUInt32LE(Math.floor(sequence / HIGH), at + SEQUENCE_AT + 4);
  const high = Math.floor(tsUs / HIGH);
  into.writeUInt32LE(tsUs - high * HIGH, at + TIME_AT);
  into.writeInt32LE(high, at + TIME_AT + 4);
  into[at + KIND_AT] = kind;
  into.writeUInt32LE(crc32(into.subarray(at + LENGTH_AT, end)), at);
  into.write(chainHash(into, at, end), end, 'latin1');
  return end + HASH_BYTES;
}

function writePayload(into: Buffer, at: number, payload: Uint8Array | string): number {
  if (typeof payload === 'string') return into.write(payload, at);
  into.set(payload, at);
  return payload.length;
}

/** As text of one character a byte: a third of the price of a buffer. */
function chainHash(bytes: Buffer, at: number, end: number): string {
  return hash('sha256', bytes.subarray(at - HASH_BYTES, end), 'binary');
}

/** Bytes of the whole record that begins at `at`, as its length field says; undefined where no record is so long. */
export function byteLengthAt(bytes: Buffer, at: number): number | undefined {
  const length = bytes.readUInt32LE(at + LENGTH_AT);
  return length <= PAYLOAD_BYTES_MAX ? RECORD_BYTES_MIN + length : undefined;
}

export function sequenceAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + SEQUENCE_AT + 4) * HIGH + bytes.readUInt32LE(at + SEQUENCE_AT);
}

/** Does the record at `at` follow from the hash in front of it? All of its `byteLength` bytes must be there. */
export function isChained(bytes: Buffer, at: number, byteLength: number): boolean {
  const end = at + byteLength - HASH_BYTES;
  const expected = chainHash(bytes, at, end);
  for (let i = 0; i < HASH_BYTES; i++) if (expected.charCodeAt(i) !== bytes[end + i]) return false;
  return true;
}

/** Is there a record at `at` that is whole by its CRC (its hash apart)? */
export function isFramed(bytes: Buffer, at: number): boolean {
  if (at + PAYLOAD_AT > bytes.length) return false;
  const byteLength = byteLengthAt(bytes, at);
  if (byteLength === undefined) return false;
  const end = at + byteLength - HASH_BYTES;
  return end <= bytes.length && crc32(bytes.subarray(at + LENGTH_AT, end)) === bytes.readUInt32LE(at);
}
