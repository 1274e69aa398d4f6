import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { appendAll, type Disk, readRest } from '../journal/disk.ts';
import { AppendFile } from './append-file.ts';
import { Chain } from './chain.ts';
import { isSignedBy, noteIn, type PublicKey, publicKeyText, readCheckpoint } from './checkpoint.ts';
import { linesIn } from './lines.ts';
import { EMPTY_ROOT, rangeHash, same } from './merkle.ts';
import { auditPaths, segmentsOf } from './record-files.ts';
import { SegmentWriter } from './segment-writer.ts';
import { TreeFiles } from './tree-files.ts';

export interface LogFiles {
  readonly chain: Chain;
  readonly tree: TreeFiles;
  readonly segments: SegmentWriter;
  readonly checkpoints: AppendFile;
  /** Records that the newest checkpoint covers. */
  readonly signed: number;
}

/** More than one checkpoint ever takes. */
const TAIL_BYTES = 1 << 16;

/**
 * Opens the files of a log where it stopped. Only what was not on the disk for sure when the last checkpoint was signed can be
 * torn: it is cut off, and made again from the journal. The tree is built anew from the records of the last segment, and must
 * then have the root that the last checkpoint says.
 */
export async function openFiles(
  disk: Disk,
  folder: string,
  origin: string,
  key: PublicKey,
  segmentBytes: number,
): Promise<LogFiles> {
  const paths = auditPaths(folder);
  disk.makeFolder(paths.records);
  await placePublicKey(disk, folder, publicKeyText(key));
  const checkpoints = new AppendFile(disk, paths.checkpoints);
  const signed = lastCheckpoint(disk, checkpoints, origin, key);
  const tree = new TreeFiles(disk, paths.tree, 'append');
  const chain = new Chain();
  const last = segmentsOf(folder, disk.list(paths.records)).at(-1);
  const before = last === undefined ? 0 : last.first - 1;
  if (!tree.keep(before))
    throw new Fault('integrity', `${paths.tree}: expected the hashes of ${before} records, ${tree.size} are there`);
  if (before > 0) {
    chain.size = before;
    chain.head = tree.subtree(0, before - 1).toString('hex');
  }
  let file: AppendFile | undefined;
  if (last !== undefined) {
    if (last.archived) throw new Fault('data', `${last.path}: expected the last segment unpacked, as it was written`);
    file = new AppendFile(disk, last.path);
    readLastSegment(disk, file, chain, tree, signed.size);
  }
  if (chain.size < signed.size)
    throw new Fault('integrity', `${paths.records}: record ${chain.size + 1} is missing; ${signed.size} were signed`);
  if (!same(rangeHash(tree.subtree, 0, signed.size), signed.root))
    throw new Fault('integrity', `${paths.records}: the first ${signed.size} records are not those that were signed`);
  const segments = new SegmentWriter(disk, paths.records, segmentBytes, file);
  return { chain, tree, checkpoints, signed: signed.size, segments };
}

/** The session keeps its signer: a second one would make two histories that both verify. */
async function placePublicKey(disk: Disk, folder: string, text: string): Promise<void> {
  const name = 'public.key';
  const path = join(folder, name);
  const known = disk.list(folder).includes(name) ? readRest(disk, path).toString('utf8') : '';
  if (known === `${text}\n`) return;
  // A crash can have torn it while it was written, before anything was signed.
  if (!`${text}\n`.startsWith(known))
    throw new Fault('config', `${path}: expected the key that signs this session, ${text}, was ${known.trim()}`);
  const file = disk.open(path, 'append');
  try {
    file.truncate(0);
    appendAll(file, Buffer.from(`${text}\n`));
    await file.fdatasync();
  } finally {
    file.close();
  }
}

/** Goes along the lines as far as they make a chain; what follows is cut off, unless a checkpoint covers it. */
function readLastSegment(disk: Disk, file: AppendFile, chain: Chain, tree: TreeFiles, signedSize: number): void {
  let end = 0;
  const leaves: Buffer[] = [];
  for (const { bytes, offset, whole } of linesIn(readRest(disk, file.path), 0)) {
    const next = whole ? chain.next(bytes) : 'the line is torn';
    if (typeof next === 'string') {
      if (chain.size < signedSize) throw new Fault('integrity', `${file.path}, byte ${offset}: ${next}`);
      break;
    }
    end = offset + bytes.length + 1;
    leaves.push(next);
  }
  tree.append(leaves);
  if (end < file.size) file.cut(end);
}

/** The newest note that is whole; the file ends behind it. */
function lastCheckpoint(disk: Disk, file: AppendFile, origin: string, key: PublicKey) {
  const from = Math.max(0, file.size - TAIL_BYTES);
  const lines = [...linesIn(readRest(disk, file.path, from), from)];
  // The first may have begun before the tail.
  if (from > 0) lines.shift();
  for (let i = lines.length - 1; i >= 0; i--) {
    const { bytes, offset, whole } = lines[i];
    const note = whole ? noteIn(bytes) : undefined;
    const head = note === undefined ? undefined : readCheckpoint(note);
    // A note is on the disk before the next is written: only the last can be torn.
    if (note === undefined || head === undefined) {
      if (i === lines.length - 1) continue;
      throw new Fault('integrity', `${file.path}, byte ${offset}: expected a checkpoint`);
    }
    if (head.origin !== origin || !isSignedBy(note, key))
      throw new Fault(
        'integrity',
        `${file.path}, byte ${offset}: expected a checkpoint of ${origin}, signed by ${key.name}`,
      );
    const end = offset + bytes.length + 1;
    if (end < file.size) file.cut(end);
    return head;
  }
  if (from > 0) throw new Fault('integrity', `${file.path}: expected a checkpoint at its end`);
  if (file.size > 0) file.cut(0);
  return { origin, size: 0, root: EMPTY_ROOT };
}
