import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../config/canonical.ts';
import { Fault } from '../core/base/fault.ts';
import { linesOf } from '../audit/lines.ts';
import { auditPaths, recordFileNames, segmentsOf } from '../audit/record-files.ts';
import { realDisk } from '../journal/disk.ts';
import { recordsIn } from '../journal/recorded.ts';
import { readSnapshot, snapshotsIn } from '../journal/snapshots.ts';
import type { InputRecord } from '../runtime/intake.ts';

/** What the session's engine was after an input, by its hash. */
export interface RecordedState {
  readonly sequence: number;
  readonly stateHash: string;
  /** Of the journal's record that it stands after. */
  readonly journalHash: Uint8Array;
}

export interface RecordedInput extends InputRecord {
  /** Of the record in the journal. */
  readonly hash?: Uint8Array;
}

/** What a session has left behind. Each part can be walked more than once, and is never in memory as a whole. */
export interface RecordedSession {
  /** From the first on; an input is valid until the next one is asked for. */
  inputs(): Iterable<RecordedInput>;
  /** The lines of the audit log, from the record of the first input on, without their line feed. */
  lines(): Iterable<Buffer>;
  /** Oldest first. */
  readonly states: readonly RecordedState[];
}

/** Of a session's folder. What does not add up in its journal is an integrity fault, but for a write that a crash broke off. */
export function recordedSession(folder: string): RecordedSession {
  const journal = join(folder, 'journal');
  if (!existsSync(journal))
    throw new Fault('world', `${folder}: expected the folder of a session; there is no journal`);
  return {
    inputs: () => recordsIn(journal),
    lines: () => auditLines(join(folder, 'audit')),
    states: statesIn(join(folder, 'snapshots')),
  };
}

/** The hash of an engine's state in its canonical JSON form: in which order a class happens to make its fields says nothing of it. */
export function hashOfState(state: unknown): string {
  return hash('sha256', canonicalJson(state));
}

function* auditLines(folder: string): Generator<Buffer, void, void> {
  if (!existsSync(auditPaths(folder).records))
    throw new Fault('world', `${folder}: expected the audit log of a session; there is none`);
  for (const { path } of segmentsOf(folder, recordFileNames(folder)))
    for (const { bytes, whole } of linesOf(path)) if (whole) yield bytes;
}

function statesIn(folder: string): RecordedState[] {
  if (!existsSync(folder)) return [];
  return snapshotsIn(realDisk, folder)
    .toReversed()
    .flatMap((sequence) => {
      const read = readSnapshot(realDisk, folder, sequence);
      // A start passes over it just the same.
      if (typeof read === 'string') return [];
      const { engine } = JSON.parse(Buffer.from(read.bytes).toString('utf8')) as { engine: unknown };
      return [{ sequence, stateHash: hashOfState(engine), journalHash: read.journalHash }];
    });
}
