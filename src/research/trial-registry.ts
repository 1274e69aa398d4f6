import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseRecord, RECORD_BYTES, recordOf, type StoredTrial } from './trial-record.ts';
import { familyOf, type Trial } from './trials.ts';

/**
 * The trials that were ever run, a file a family under `$CONCLAVE_HOME/trials`: appended to with one write and one sync, by any
 * number of processes at once, and never rewritten. What cannot be written or read is told, not thrown: a run does not
 * fail for its registry, and its report says that nobody counted.
 */
const FOLDER = 'trials';
const SUFFIX = '.trials';

/** The last of a family's file that is read: 8,192 records, a tenth of a second or two. */
const READ_BYTES = 16 * 1024 * 1024;

export type Recorded = { readonly recorded: true } | { readonly recorded: false; readonly why: string };

/** Appends trials, of one family or several; on disk when it returns. A search calls it for some points at a time. */
export function recordTrials(home: string, trials: readonly Trial[]): Recorded {
  const families = new Map<string, Buffer[]>();
  for (const trial of trials) {
    const family = familyOf(trial.instruments);
    const records = families.get(family) ?? [];
    records.push(recordOf(trial));
    families.set(family, records);
  }
  try {
    const folder = join(home, FOLDER);
    mkdirSync(folder, { recursive: true });
    for (const [family, records] of families) append(folder, `${family}${SUFFIX}`, Buffer.concat(records));
    return { recorded: true };
  } catch (error) {
    return { recorded: false, why: whyNot(error) };
  }
}

/** One write with O_APPEND: on a local file system whole records of several processes stand one after the other. */
function append(folder: string, name: string, bytes: Buffer): void {
  const path = join(folder, name);
  const isNew = !existsSync(path);
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  const fd = openSync(path, O_APPEND | O_CREAT | O_WRONLY, 0o644);
  try {
    const written = writeSync(fd, bytes);
    if (written !== bytes.length) throw new Error('the disk took only a part of the record');
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (isNew) syncFolder(folder);
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export interface FamilyRecords {
  /** In the order in which they were recorded, repetitions included. */
  readonly trials: readonly StoredTrial[];
  /** Records before those, which were not read. */
  readonly older: number;
  /** Records of which only a part is there, or that were changed. */
  readonly damaged: number;
}

/** What was recorded on these instruments; a reason where that cannot be said. */
export function readFamily(home: string, instruments: readonly string[]): FamilyRecords | { readonly why: string } {
  const path = join(home, FOLDER, `${familyOf(instruments)}${SUFFIX}`);
  try {
    return readRecords(path, READ_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { trials: [], older: 0, damaged: 0 };
    return { why: whyNot(error) };
  }
}

export interface TrialList {
  /** The newest first. */
  readonly trials: readonly StoredTrial[];
  /** More were recorded than are listed. */
  readonly more: boolean;
  readonly damaged: number;
}

/** The latest records of all families. */
export function listTrials(home: string, limit: number): TrialList | { readonly why: string } {
  const folder = join(home, FOLDER);
  try {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(SUFFIX)) : [];
    let damaged = 0;
    let more = false;
    let trials: StoredTrial[] = [];
    for (const name of names.toSorted()) {
      const records = readRecords(join(folder, name), Math.min(READ_BYTES, (limit + 1) * RECORD_BYTES));
      damaged += records.damaged;
      more ||= records.older > 0;
      trials = newestFirst([...trials, ...records.trials]);
      more ||= trials.length > limit;
      trials.length = Math.min(trials.length, limit);
    }
    return { trials, more, damaged };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

/** Records of one time stay in their order, turned round. */
function newestFirst(trials: readonly StoredTrial[]): StoredTrial[] {
  return trials.toReversed().toSorted((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
}

function readRecords(path: string, bytesMax: number): FamilyRecords {
  const fd = openSync(path, constants.O_RDONLY);
  let bytes: Buffer;
  let unread = 0;
  try {
    const { size } = fstatSync(fd);
    unread = Math.max(0, size - bytesMax);
    bytes = Buffer.alloc(size - unread);
    let filled = 0;
    for (let got = -1; got !== 0 && filled < bytes.length; filled += got) {
      got = readSync(fd, bytes, filled, bytes.length - filled, unread + filled);
    }
    bytes = bytes.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
  const trials: StoredTrial[] = [];
  let damaged = 0;
  let from = 0;
  // A record that is read from its middle counts among those before.
  if (unread > 0) {
    from = bytes.indexOf(0x0a) + 1;
    if (from === 0) from = bytes.length;
  }
  const first = from;
  while (from < bytes.length) {
    let to = bytes.indexOf(0x0a, from);
    if (to === -1) to = bytes.length;
    if (to > from) {
      const trial = parseRecord(bytes.subarray(from, to));
      if (trial === undefined) damaged += Math.ceil((to - from) / RECORD_BYTES);
      else trials.push(trial);
    }
    from = to + 1;
  }
  return { trials, older: Math.round((unread + first) / RECORD_BYTES), damaged };
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder cannot be made',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'a folder is in its place',
};

function whyNot(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? String(message) : (WHY[code] ?? code);
}
