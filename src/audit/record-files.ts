import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { noteIn, readCheckpoint } from './checkpoint.ts';
import { linesOf } from './lines.ts';
import { type AuditRecord, readRecord } from './record.ts';

/** The audit folder of a session's folder; a folder that is one itself stays as it is. */
export function auditFolderOf(folder: string): string {
  return existsSync(join(folder, 'audit', 'records')) ? join(folder, 'audit') : folder;
}

/** Where the parts of an audit folder lie. */
export function auditPaths(folder: string) {
  return {
    records: join(folder, 'records'),
    tree: join(folder, 'tree'),
    checkpoints: join(folder, 'checkpoints.jsonl'),
    publicKey: join(folder, 'public.key'),
  };
}

/** A file of records, named by the first of them. */
export interface Segment {
  readonly path: string;
  readonly first: number;
  readonly archived: boolean;
}

const DIGITS = 16;

export function segmentName(first: number): string {
  return `${String(first).padStart(DIGITS, '0')}.jsonl`;
}

/** In the order of their records; `names` are the files of `records/`. An unpacked segment counts before its archive. */
export function segmentsOf(folder: string, names: readonly string[]): Segment[] {
  const { records } = auditPaths(folder);
  const found = new Map<number, Segment>();
  for (const name of names.toSorted()) {
    const match = /^(\d{16})\.jsonl(\.gz)?$/.exec(name);
    if (match === null) continue;
    const first = Number(match[1]);
    if (!found.has(first)) found.set(first, { path: join(records, name), first, archived: match[2] !== undefined });
  }
  return [...found.values()].toSorted((a, b) => a.first - b.first);
}

/** The names of the files of `records/`; a data fault where that is missing. */
export function recordFileNames(folder: string): string[] {
  try {
    return readdirSync(auditPaths(folder).records);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Fault('data', `${folder}: expected the audit folder of a session, with records in it`);
  }
}

export interface StoredRecord {
  readonly record: AuditRecord;
  /** As stored, without its line feed. */
  readonly line: string;
  readonly path: string;
  readonly offset: number;
}

/** Records that a log should have and has not, or that cannot be read: `from` to `to`, both in. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** One sentence that names the file. */
  readonly message: string;
}

/** Told of each gap on the way. */
export type OnGap = (gap: Gap) => void;

/** Passes on what it is told of; what is not found is the asker's mistake only in a log of which nothing is missing. */
export function lookout(onGap: OnGap | undefined) {
  let isWhole = true;
  const tell: OnGap = (gap) => {
    isWhole = false;
    onGap?.(gap);
  };
  return {
    /** Without one given, as `readRecords` is without one. */
    onGap: onGap === undefined ? undefined : tell,
    notFound: (id: string, expected: string): Fault =>
      isWhole
        ? new Fault('usage', expected)
        : new Fault('integrity', `nothing is recorded of ${id} in what is left of the audit log`),
  };
}

/**
 * The records from one sequence to another (both in), one in memory at a time; with `word` only those in whose line it stands.
 * A torn last line is not there yet. What is missing is passed over, and told to `onGap`; so is an archive that does not unpack,
 * which without it is an integrity fault.
 */
export function* readRecords(
  folder: string,
  from = 1,
  to = Number.POSITIVE_INFINITY,
  word?: string,
  onGap?: OnGap,
): Generator<StoredRecord, void, void> {
  // Before the segments: of a log that is being written, all that was signed by now is in one of them.
  const signed = onGap === undefined ? 0 : signedSize(folder);
  const segments = segmentsOf(folder, recordFileNames(folder));
  const tell = (first: number, last: number, why: string): void => {
    const gap = { from: Math.max(first, from), to: Math.min(last, to) };
    const range = gap.from === gap.to ? `record ${gap.from} is` : `records ${gap.from} to ${gap.to} are`;
    if (gap.from <= gap.to) onGap?.({ ...gap, message: `${range} missing from the audit log: ${why}` });
  };
  let next = 1;
  for (const [i, { path, first }] of segments.entries()) {
    if (first > to) break;
    const after = segments[i + 1]?.first;
    if (after !== undefined && after <= from) {
      next = after;
      continue;
    }
    try {
      for (const { bytes, offset, whole } of linesOf(path)) {
        if (!whole) break;
        const sequence = numberOf(bytes) ?? next;
        if (sequence > to) return;
        if (sequence > next) tell(next, sequence - 1, `they should stand before ${path}, byte ${offset}`);
        next = sequence + 1;
        if (sequence < from || (word !== undefined && !bytes.includes(word))) continue;
        const line = bytes.toString('utf8');
        yield { record: recordAt(line, path, offset), line, path, offset };
      }
    } catch (error) {
      const isUnreadable = error instanceof Fault && error.kind === 'integrity' && path.endsWith('.gz');
      if (onGap === undefined || !isUnreadable) throw error;
      tell(next, (after ?? Math.max(next, signed) + 1) - 1, error.message);
      next = after ?? signed + 1;
    }
  }
  if (next <= signed) tell(next, signed, `a checkpoint covers ${signed} records, and its end is gone`);
}

/** As the tail of a record is written (`recordTail`). */
const NUMBER = /,"sequence":(\d{1,16}),"tsUs":-?\d+\}$/;
const TAIL_BYTES = 64;

function numberOf(line: Buffer): number | undefined {
  const written = NUMBER.exec(line.toString('latin1', Math.max(0, line.length - TAIL_BYTES)))?.[1];
  return written === undefined ? undefined : Number(written);
}

/** How many records the newest checkpoint says it covers; nothing is proven. */
function signedSize(folder: string): number {
  const { checkpoints } = auditPaths(folder);
  let size = 0;
  for (const { bytes, whole } of existsSync(checkpoints) ? linesOf(checkpoints) : []) {
    const note = whole ? noteIn(bytes) : undefined;
    size = Math.max(size, (note === undefined ? undefined : readCheckpoint(note)?.size) ?? 0);
  }
  return size;
}

function recordAt(line: string, path: string, offset: number): AuditRecord {
  try {
    return readRecord(line);
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.kind, `${path}, byte ${offset}: ${error.message}`);
    throw error;
  }
}
