import { readFileSync } from 'node:fs';
import { Fault } from '../core/base/fault.ts';
import { realDisk } from '../journal/disk.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkpointsOf } from './export.ts';
import { consistencyProof, inclusionProof } from './merkle.ts';
import { auditPaths, readRecords } from './record-files.ts';
import { TreeFiles } from './tree-files.ts';
import type { Proof } from './verify-proof.ts';

/** Shows that a record is among those of the newest checkpoint. A usage fault for a record that is not there, or not signed yet. */
export function proveRecord(folder: string, sequence: number): Proof {
  const { note, size } = newestOf(folder);
  if (sequence < 1 || sequence > size)
    throw new Fault('usage', `expected a signed record, from 1 to ${size}, was ${sequence}`);
  const [stored] = readRecords(folder, sequence, sequence);
  if (stored === undefined) throw new Fault('integrity', `${folder}: record ${sequence} is missing`);
  const path = withTree(folder, (tree) => inclusionProof(tree.subtree, sequence - 1, size));
  return { ...common(folder, note), path: texts(path), record: stored.line };
}

/** Shows that the log of the newest checkpoint begins with that of an older one, which somebody kept. */
export function proveConsistency(folder: string, older: string): Proof {
  const { note, size } = newestOf(folder);
  const head = readCheckpoint(older);
  if (head === undefined)
    throw new Fault('usage', 'expected a checkpoint: origin, size, root, an empty line, signatures');
  if (head.size > size)
    throw new Fault(
      'integrity',
      `${folder}: the checkpoint covers ${head.size} records, the log ${size}: it was rolled back`,
    );
  const path =
    head.size === 0 || head.size === size
      ? []
      : withTree(folder, (tree) => consistencyProof(tree.subtree, head.size, size));
  return { ...common(folder, note), path: texts(path), older };
}

function newestOf(folder: string) {
  const newest = checkpointsOf(folder).at(-1);
  if (newest === undefined) throw new Fault('data', `${folder}: expected a checkpoint, nothing is signed yet`);
  return newest;
}

function withTree<T>(folder: string, use: (tree: TreeFiles) => T): T {
  const tree = new TreeFiles(realDisk, auditPaths(folder).tree, 'read');
  try {
    return use(tree);
  } finally {
    tree.close();
  }
}

function common(folder: string, checkpoint: string) {
  const publicKey = readFileSync(auditPaths(folder).publicKey, 'utf8').trim();
  return { conclaveProof: 1, publicKey, checkpoint } as const;
}

function texts(hashes: readonly Buffer[]): string[] {
  return hashes.map((hash) => hash.toString('hex'));
}
