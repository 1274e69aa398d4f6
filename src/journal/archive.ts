import { statSync } from 'node:fs';
import type { Us } from '../core/base/time.ts';
import { realDisk } from './disk.ts';
import { packFile, type PackOptions } from './pack-file.ts';
import { HASH_BYTES, JournalRecord } from './record.ts';
import { HEADER_BYTES, type Segment, segmentsIn } from './segment.ts';
import { SegmentReader } from './segment-reader.ts';

/** A segment that is about to go in favour of its archive. */
export interface PackedRecords {
  readonly first: number;
  readonly last: number;
  /** Of the segment as it was written, in hex. */
  readonly sha256: string;
}

export interface JournalArchiveOptions {
  /** The time of day. */
  readonly nowUs: Us;
  /** Segments that were last written to, and whose records are, older than this are packed. */
  readonly olderThanUs: Us;
  /** Of a segment with this record or a later one somebody may still need the speed: it stays. */
  readonly keepFrom: number;
  /** See `PackOptions.verified`. */
  readonly verified?: (records: PackedRecords) => Promise<void>;
  /** No further segment is begun. */
  readonly signal?: AbortSignal;
  readonly compress?: PackOptions['compress'];
}

/**
 * Packs old segments of a journal in their place, the oldest first, where every reader finds them; resolves to the paths of the
 * archives. The last segment stays, the journal goes on in it.
 */
export async function archiveJournal(folder: string, options: JournalArchiveOptions): Promise<string[]> {
  const { nowUs, olderThanUs, keepFrom, verified, signal, compress } = options;
  const beforeUs = nowUs - olderThanUs;
  const segments = segmentsIn(realDisk, folder);
  const packed: string[] = [];
  for (const [i, next] of segments.slice(1).entries()) {
    const segment = segments[i];
    const last = next.firstSequence - 1;
    if (signal?.aborted === true || last >= keepFrom) break;
    if (segment.isPacked) continue;
    // Records of an old market are young when they were written just now, and those under a clock that was set back too.
    if (Math.max(writtenUs(segment.path), firstUs(next)) > beforeUs) break;
    packed.push(
      await packFile(segment.path, {
        plainHead: HEADER_BYTES,
        plainTail: HASH_BYTES,
        compress,
        verified: (sha256) => verified?.({ first: segment.firstSequence, last, sha256 }) ?? Promise.resolve(),
      }),
    );
  }
  return packed;
}

function writtenUs(path: string): Us {
  return statSync(path).mtimeMs * 1_000;
}

/** Records come in the order of their times: none of the segment before is younger. */
function firstUs(segment: Segment): Us {
  const reader = new SegmentReader(realDisk, segment);
  const record = new JournalRecord();
  try {
    return reader.next(record) ? record.tsUs : Number.NEGATIVE_INFINITY;
  } finally {
    reader.close();
  }
}
