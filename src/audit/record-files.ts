import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
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

/**
 * The records from one sequence to another (both in), one in memory at a time; with `word` only those in whose line it stands.
 * A torn last line is not there yet.
 */
export function* readRecords(
  folder: string,
  from = 1,
  to = Number.POSITIVE_INFINITY,
  word?: string,
): Generator<StoredRecord, void, void> {
  const segments = segmentsOf(folder, recordFileNames(folder));
  for (const [i, { path, first }] of segments.entries()) {
    if (first > to) return;
    if (i + 1 < segments.length && segments[i + 1].first <= from) continue;
    let sequence = first;
    for (const { bytes, offset, whole } of linesOf(path)) {
      if (!whole) break;
      if (sequence > to) return;
      if (sequence >= from && (word === undefined || bytes.includes(word))) {
        const line = bytes.toString('utf8');
        yield { record: recordAt(line, path, offset), line, path, offset };
      }
      sequence += 1;
    }
  }
}

function recordAt(line: string, path: string, offset: number): AuditRecord {
  try {
    return readRecord(line);
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.kind, `${path}, byte ${offset}: ${error.message}`);
    throw error;
  }
}
