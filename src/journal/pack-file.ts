import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import { Fault } from '../core/base/fault.ts';
import { realDisk } from './disk.ts';
import { plainMember } from './packed-segment.ts';

export interface PackOptions {
  /** So many bytes of the beginning and of the end are members of their own, unpacked. Default 0. */
  readonly plainHead?: number;
  readonly plainTail?: number;
  /** The archive has been read back, and the original is still there; rejected, it stays. `sha256` is of what was packed, in hex. */
  readonly verified?: (sha256: string) => Promise<void>;
  readonly compress?: () => Gzip;
}

/**
 * Packs a closed file beside itself as `.gz` and removes it; resolves to the archive's path. The original goes last: after the
 * archive is on the disk, was read back from there byte for byte, and `verified` has agreed. Interrupted, it can be done again. It
 * works in pieces, so that the process goes on with other things.
 */
export async function packFile(path: string, options: PackOptions = {}): Promise<string> {
  const { plainHead = 0, plainTail = 0, compress = createGzip } = options;
  const archived = `${path}.gz`;
  const draft = `${archived}.draft`;
  await rm(draft, { force: true });
  const original = await open(path, 'r');
  const archive = await open(draft, 'a+');
  try {
    const { size } = await original.stat();
    const edge = async (start: number, bytes: number): Promise<void> => {
      if (bytes === 0) return;
      const { buffer } = await original.read(Buffer.alloc(bytes), 0, bytes, start);
      await archive.appendFile(plainMember(buffer));
    };
    await edge(0, plainHead);
    const middle = { start: plainHead, end: size - plainTail - 1 };
    if (middle.end >= middle.start)
      await pipeline(createReadStream(path, middle), compress(), async (pieces: AsyncIterable<Buffer>) => {
        for await (const piece of pieces) await archive.appendFile(piece);
      });
    await edge(size - plainTail, plainTail);
    await archive.sync();
  } finally {
    await original.close();
    await archive.close();
  }
  const sha256 = await digestOf(createReadStream(path));
  if ((await unpackedDigest(draft)) !== sha256) {
    await rm(draft);
    throw new Fault('world', `${archived}: the archive does not unpack to what was packed; ${path} stays as it was`);
  }
  await rename(draft, archived);
  await realDisk.syncFolder(dirname(path));
  await options.verified?.(sha256);
  await rm(path);
  await realDisk.syncFolder(dirname(path));
  return archived;
}

async function digestOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of pieces) digest.update(piece);
  return digest.digest('hex');
}

/** undefined: it does not unpack. */
async function unpackedDigest(path: string): Promise<string | undefined> {
  let sha256: string | undefined;
  try {
    await pipeline(createReadStream(path), createGunzip(), async (pieces: AsyncIterable<Buffer>) => {
      sha256 = await digestOf(pieces);
    });
  } catch {
    return undefined;
  }
  return sha256;
}
