import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { noteIn, readCheckpoint } from './checkpoint.ts';
import { linesOf } from './lines.ts';
import { HASH_BYTES } from './merkle.ts';

/** A line to be verified. */
export interface Item {
  readonly kind: 'record' | 'checkpoint';
  /** Without its line feed. */
  readonly bytes: Buffer;
  readonly path: string;
  readonly offset: number;
  /** Its line feed is there. */
  readonly whole: boolean;
}

export interface Source {
  /** Records in the order of the files, each checkpoint behind the last record that it says it covers. */
  readonly items: Iterable<Item>;
  /** What the stored tree says of a record (from 0); undefined where it says nothing. */
  leaf(index: number): Buffer | undefined;
  /** The public key that the log itself names. */
  ownKey(): string;
  close(): void;
}

/** A field of text of a line of JSON; undefined where it has none. */
function fieldOf(line: Buffer, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'))[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A session's folder, its audit folder, or an export; undefined for anything else. */
export function sourceOf(path: string): Source | undefined {
  const folder = [path, join(path, 'audit')].find((candidate) => existsSync(join(candidate, 'records')));
  if (folder !== undefined) return folderSource(folder);
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileStart(path).startsWith(HEADER)
    ? exportSource(path)
    : undefined;
}

function readFileStart(path: string): string {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEADER.length);
    return start.toString('latin1', 0, readSync(file, start, 0, start.length, 0));
  } finally {
    closeSync(file);
  }
}

function folderSource(folder: string): Source {
  const level = join(folder, 'tree', 'level-0');
  const tree = existsSync(level) ? openSync(level, 'r') : undefined;
  const stored = Buffer.alloc(HASH_BYTES);
  return {
    items: folderItems(folder),
    leaf: (index) =>
      tree !== undefined && readSync(tree, stored, 0, HASH_BYTES, index * HASH_BYTES) === HASH_BYTES
        ? stored
        : undefined,
    ownKey: () => readFileSync(join(folder, 'public.key'), 'utf8'),
    close: () => tree !== undefined && closeSync(tree),
  };
}

/** The records of all segments in their order, each checkpoint behind the last record that it covers. */
function* folderItems(folder: string): Generator<Item> {
  const records = join(folder, 'records');
  // Of a log that is being written: each of these covers records that are there already.
  const notes = checkpointItems(join(folder, 'checkpoints.jsonl'));
  const plain = new Set(readdirSync(records));
  const segments = [...plain].filter(
    (name) => name.endsWith('.jsonl') || (name.endsWith('.gz') && !plain.has(name.slice(0, -3))),
  );
  let next = notes.next();
  let count = 0;
  for (const name of segments.sort()) {
    const path = join(records, name);
    for (const line of linesOf(path)) {
      yield { kind: 'record', path, ...line };
      count += 1;
      for (; next.done !== true && sizeOf(next.value) <= count; next = notes.next()) yield next.value;
    }
  }
  for (; next.done !== true; next = notes.next()) yield next.value;
}

/** Those that have been written by now. */
function checkpointItems(path: string): Generator<Item, undefined> {
  return checkpointsBefore(path, statSync(path, { throwIfNoEntry: false })?.size ?? 0);
}

function* checkpointsBefore(path: string, bytes: number): Generator<Item, undefined> {
  if (bytes === 0) return undefined;
  for (const line of linesOf(path)) {
    if (line.offset >= bytes) return undefined;
    yield { kind: 'checkpoint', path, ...line };
  }
  return undefined;
}

/** Where a checkpoint stands; one that cannot be read stands here, so that it is looked at. */
function sizeOf({ bytes }: Item): number {
  const note = noteIn(bytes);
  return (note === undefined ? undefined : readCheckpoint(note)?.size) ?? 0;
}

const HEADER = '{"conclaveAudit":1,';
const LEAVES = '{"leaves":';
const CHECKPOINT = '{"checkpoint":';

/** An export: a header with the public key; then hashes of the records to come, the records, and checkpoints behind them. */
function exportSource(path: string): Source {
  const [header] = linesOf(path);
  const leaves = { first: 0, hashes: Buffer.alloc(0) };
  function* items(): Generator<Item> {
    let count = 0;
    for (const line of linesOf(path)) {
      if (line.offset === 0) continue;
      const text = line.bytes.toString('latin1', 0, CHECKPOINT.length);
      if (text.startsWith(LEAVES)) {
        leaves.first = count;
        leaves.hashes = Buffer.from(fieldOf(line.bytes, 'leaves') ?? '', 'base64');
      } else {
        const kind = text === CHECKPOINT ? 'checkpoint' : 'record';
        if (kind === 'record') count += 1;
        yield { kind, path, ...line };
      }
    }
  }
  return {
    items: items(),
    leaf(index) {
      const at = (index - leaves.first) * HASH_BYTES;
      return at >= 0 && at + HASH_BYTES <= leaves.hashes.length
        ? leaves.hashes.subarray(at, at + HASH_BYTES)
        : undefined;
    },
    ownKey: () => fieldOf(header.bytes, 'publicKey') ?? '',
    close: () => {},
  };
}
