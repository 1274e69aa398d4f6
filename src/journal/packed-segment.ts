import { gunzipSync, gzipSync } from 'node:zlib';
import { assert } from '../core/base/assert.ts';
import { type Disk, type DiskFile, readRest } from './disk.ts';
import { HASH_BYTES } from './record.ts';
import { HEADER_BYTES, type Segment } from './segment.ts';

/**
 * A packed segment is a gzip file of three members: the header and the last hash as they are, and between them the rest, packed.
 * So any tool unpacks it to what it was, and a reader that passes it over unpacks nothing.
 */
const MEMBER_BYTES = 23;
export const NOT_UNPACKED = 'its archive does not unpack';

/** Bytes as a member whose length is known. */
export function plainMember(bytes: Uint8Array): Buffer {
  const member = gzipSync(bytes, { level: 0 });
  assert(member.length === bytes.length + MEMBER_BYTES, 'a few bytes are stored in one block');
  return member;
}

/** The header and the last hash of a packed segment, or what is wrong with them. */
export function packedEdges(disk: Disk, path: string): { readonly header: Buffer; readonly lastHash: Buffer } | string {
  const file = disk.open(path, 'read');
  try {
    const first = Buffer.alloc(MEMBER_BYTES + HEADER_BYTES);
    const last = Buffer.alloc(MEMBER_BYTES + HASH_BYTES);
    file.read(first, 0);
    file.read(last, Math.max(0, file.size() - last.length));
    const [header, lastHash] = [unpacked(first), unpacked(last)];
    const isWhole = header.length === HEADER_BYTES && lastHash.length === HASH_BYTES;
    return isWhole ? { header, lastHash } : NOT_UNPACKED;
  } finally {
    file.close();
  }
}

/** A segment to be read, also one that a session has packed since it was listed. */
export function openSegment(disk: Disk, { path, isPacked }: Segment): DiskFile {
  if (isPacked) return PackedFile.open(disk, path);
  try {
    return disk.open(path, 'read');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ENOENT') throw error;
    return PackedFile.open(disk, `${path}.gz`);
  }
}

/** What a packed segment was, in memory. One that does not unpack has nothing in it. */
class PackedFile implements DiskFile {
  readonly path: string;
  private readonly bytes: Buffer;

  private constructor(path: string, bytes: Buffer) {
    this.path = path;
    this.bytes = bytes;
  }

  static open(disk: Disk, path: string): PackedFile {
    return new PackedFile(path, unpacked(readRest(disk, path)));
  }

  size(): number {
    return this.bytes.length;
  }

  read(into: Uint8Array, position: number): number {
    return this.bytes.copy(into, 0, position);
  }

  append(): never {
    throw readOnly(this.path);
  }

  fdatasync(): never {
    throw readOnly(this.path);
  }

  truncate(): never {
    throw readOnly(this.path);
  }

  close(): void {}
}

function unpacked(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive);
  } catch {
    return Buffer.alloc(0);
  }
}

function readOnly(path: string): Error {
  return Object.assign(new Error(`EROFS: ${path} is an archive`), { code: 'EROFS', path });
}
