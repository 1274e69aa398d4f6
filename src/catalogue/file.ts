import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { distance } from 'fastest-levenshtein';
import { Fault } from '../core/base/fault.ts';

const HEAD_BYTES = 65_536;

export interface DataFile {
  readonly path: string;
  readonly kind: 'text' | 'gzip' | 'parquet';
  /** The beginning of its text, unpacked; '' of a Parquet file. */
  readonly head: string;
}

/** Looks at a file's first bytes: what it is is read from its content, not its name. */
export async function openDataFile(path: string): Promise<DataFile> {
  const bytes = await headOf(path);
  if (bytes.length === 0) throw new Fault('data', `${path}: expected rows, the file is empty`);
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') return { path, kind: 'parquet', head: '' };
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { path, kind: 'text', head: bytes.toString('utf8') };
  try {
    // The head of a gzip stream ends in the middle: unpack as far as it goes.
    const head = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
    return { path, kind: 'gzip', head: head.toString('utf8') };
  } catch (error) {
    throw gzipFault(path, error);
  }
}

async function headOf(path: string): Promise<Buffer> {
  try {
    await using handle = await open(path, 'r');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw await openFault(path, error);
  }
}

async function openFault(path: string, error: unknown): Promise<Fault> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EISDIR') return new Fault('data', `${path}: expected a file, is a folder`);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return new Fault('world', `${path}: cannot be read (${code})`);
  const siblings = await readdir(dirname(path)).catch(() => []);
  const name = basename(path);
  const nearest = siblings.toSorted((a, b) => distance(a, name) - distance(b, name)).at(0);
  const hint = nearest !== undefined && distance(nearest, name) <= 3 ? `; did you mean ${nearest}?` : '';
  return new Fault('data', `${path}: no such file${hint}`);
}

/** The file's text as a stream that hashes the bytes as they lie on disk: `sha256()` is right once the stream has ended. */
export function textStream(file: DataFile): { stages: [Readable, ...Transform[]]; sha256: () => string } {
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const raw = createReadStream(file.path, { highWaterMark: 262_144 });
  const stages: [Readable, ...Transform[]] = file.kind === 'gzip' ? [raw, tap, createGunzip()] : [raw, tap];
  return { stages, sha256: () => hash.digest('hex') };
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export function gzipFault(path: string, error: unknown, row?: number): Fault {
  const code = (error as NodeJS.ErrnoException).code;
  const what = code === 'Z_BUF_ERROR' ? 'the gzip stream ends in the middle' : 'the gzip stream is damaged';
  const where = row === undefined ? '' : ` after row ${row}`;
  return new Fault('data', `${path}: expected a complete gzip file, ${what}${where}; fetch or pack it again`);
}

export function isGzipError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException | undefined)?.code).startsWith('Z_');
}
