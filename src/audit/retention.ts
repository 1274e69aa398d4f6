import { statSync } from 'node:fs';
import { Fault } from '../core/base/fault.ts';
import { formatDuration, type Us } from '../core/base/time.ts';
import type { PackedRecords } from '../journal/archive.ts';
import { packFile, type PackOptions } from '../journal/pack-file.ts';
import { linesOf } from './lines.ts';
import { readRecord } from './record.ts';
import { recordFileNames, segmentsOf } from './record-files.ts';

export interface ArchiveOptions {
  /** The time of day. */
  readonly nowUs: Us;
  /** Segments that were last written to, and whose newest record is, longer ago than this are packed. */
  readonly olderThanUs: Us;
  /** Records younger than this stay as they were written, whatever is asked: the time in which they must be at hand. */
  readonly retentionUs: Us;
  /** A segment with this record or a later one stays: a log that is open, or is opened again, reads and signs those. Default: none. */
  readonly keepFrom?: number;
  /** See `PackOptions.verified`. */
  readonly verified?: (records: PackedRecords) => Promise<void>;
  /** No further segment is begun. */
  readonly signal?: AbortSignal;
  readonly compress?: PackOptions['compress'];
}

/**
 * Packs old segments, each in its place, so that the chain and the tree verify as before; resolves to the paths of the archives. An
 * archive is read back and compared before its original goes. Nothing is ever deleted: a record leaves the folder by a person's
 * hand only. The last segment stays, the log goes on in it.
 */
export async function archive(folder: string, options: ArchiveOptions): Promise<string[]> {
  const { nowUs, olderThanUs, retentionUs, keepFrom = Number.POSITIVE_INFINITY, verified, signal, compress } = options;
  if (olderThanUs < retentionUs)
    throw new Fault(
      'usage',
      `records are kept as written for ${formatDuration(retentionUs)}; expected an age of at least that, was ${formatDuration(olderThanUs)}`,
    );
  const beforeUs = nowUs - olderThanUs;
  const segments = segmentsOf(folder, recordFileNames(folder));
  const packed: string[] = [];
  for (const [i, next] of segments.slice(1).entries()) {
    const { path, first, archived } = segments[i];
    const last = next.first - 1;
    if (signal?.aborted === true || last >= keepFrom) break;
    if (archived) continue;
    // Of an old market the records are old from the start: what counts is when they were written.
    if (statSync(path).mtimeMs * 1_000 > beforeUs || (await newestUs(path)) > beforeUs) break;
    packed.push(
      await packFile(path, {
        compress,
        verified: (sha256) => verified?.({ first, last, sha256 }) ?? Promise.resolve(),
      }),
    );
  }
  return packed;
}

/** So many lines are looked at before others have their turn. */
const STRETCH = 200;

/** Records come in the order of the log; a clock that was set back must not make a segment look old. */
async function newestUs(path: string): Promise<Us> {
  let newest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const { bytes } of linesOf(path)) {
    newest = Math.max(newest, readRecord(bytes.toString('utf8')).tsUs);
    count += 1;
    if (count % STRETCH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return newest;
}
