import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Fault } from '../core/base/fault.ts';

/** A line of a file; `offset` is where it begins there (in an archive: in what it unpacks to). */
export interface Line {
  /** Without its line feed; valid until the next line is asked for. */
  readonly bytes: Buffer;
  readonly offset: number;
  /** The line feed was there. Only the last line of a file can lack it. */
  readonly whole: boolean;
}

const CHUNK_BYTES = 1 << 20;
const LF = 10;

/** The lines of a file from a byte on, a chunk of it in memory at a time; `.gz` files are unpacked whole. */
export function* linesOf(path: string, from = 0): Generator<Line, void, void> {
  const file = path.endsWith('.gz') ? undefined : openPlain(path);
  if (file === undefined) {
    const archive = path.endsWith('.gz') ? path : `${path}.gz`;
    yield* linesIn(unpacked(readFileSync(archive), archive).subarray(from), from);
    return;
  }
  try {
    let rest: Buffer = Buffer.alloc(0);
    let offset = from;
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const read = readSync(file, chunk, 0, CHUNK_BYTES, offset + rest.length);
      if (read === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      const end = bytes.lastIndexOf(LF) + 1;
      yield* linesIn(bytes.subarray(0, end), offset);
      rest = bytes.subarray(end);
      offset += end;
    }
    if (rest.length > 0) yield { bytes: rest, offset, whole: false };
  } finally {
    closeSync(file);
  }
}

/** undefined: it has been packed since somebody saw it. */
function openPlain(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(`${path}.gz`)) return undefined;
    throw error;
  }
}

/** The lines of what was read from a byte of a file on. */
export function* linesIn(bytes: Buffer, from: number): Generator<Line, void, void> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LF, start);
    if (end < 0) {
      yield { bytes: bytes.subarray(start), offset: from + start, whole: false };
      return;
    }
    yield { bytes: bytes.subarray(start, end), offset: from + start, whole: true };
    start = end + 1;
  }
}

/** What an archive of this path was made of; an integrity fault where it does not unpack. */
export function unpacked(archive: Buffer, path: string): Buffer {
  try {
    return gunzipSync(archive);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault('integrity', `${path}: the archive does not unpack: ${why}`);
  }
}
