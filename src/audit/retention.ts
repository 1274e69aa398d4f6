import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Fault } from '../core/base/fault.ts';
import { formatDuration, type Us } from '../core/base/time.ts';
import { realDisk } from '../journal/disk.ts';
import { linesOf } from './lines.ts';
import { same } from './merkle.ts';
import { readRecord } from './record.ts';
import { recordFileNames, segmentsOf } from './record-files.ts';

export interface ArchiveOptions {
  /** The time of day. */
  readonly nowUs: Us;
  /** Segments whose newest record is older than this are packed. */
  readonly olderThanUs: Us;
  /** Records younger than this stay as they were written, whatever is asked: the time in which they must be at hand. */
  readonly retentionUs: Us;
}

/**
 * Packs old segments, each in its place, so that the chain and the tree verify as before; resolves to the paths of the archives. An
 * archive is read back and compared, line by line, before its original goes. Nothing is ever deleted: a record leaves the folder
 * by a person's hand only. The last segment stays, the log goes on in it.
 */
export async function archive(folder: string, options: ArchiveOptions): Promise<string[]> {
  const { nowUs, olderThanUs, retentionUs } = options;
  if (olderThanUs < retentionUs)
    throw new Fault(
      'usage',
      `records are kept as written for ${formatDuration(retentionUs)}; expected an age of at least that, was ${formatDuration(olderThanUs)}`,
    );
  const packed: string[] = [];
  for (const segment of segmentsOf(folder, recordFileNames(folder)).slice(0, -1)) {
    if (segment.archived) continue;
    if (newestUs(segment.path) > nowUs - olderThanUs) break;
    packed.push(await pack(segment.path));
  }
  return packed;
}

/** Records come in the order of the log; a clock that was set back must not make a segment look old. */
function newestUs(path: string): Us {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { bytes } of linesOf(path)) newest = Math.max(newest, readRecord(bytes.toString('utf8')).tsUs);
  return newest;
}

async function pack(path: string): Promise<string> {
  const archived = `${path}.gz`;
  const draft = `${archived}.draft`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(draft));
  const file = await open(draft, 'r+');
  await file.sync();
  await file.close();
  // Under its last name: what unpacks a file goes by its name.
  await rename(draft, archived);
  if (!isSame(path, archived)) {
    await rm(archived);
    throw new Fault('world', `${archived}: the archive does not unpack to what was packed; ${path} stays as it was`);
  }
  await realDisk.syncFolder(dirname(path));
  await rm(path);
  await realDisk.syncFolder(dirname(path));
  return archived;
}

function isSame(original: string, archived: string): boolean {
  const unpacked = linesOf(archived);
  for (const line of linesOf(original)) {
    const other = unpacked.next();
    if (other.done === true || other.value.whole !== line.whole || !same(other.value.bytes, line.bytes)) return false;
  }
  return unpacked.next().done === true;
}
