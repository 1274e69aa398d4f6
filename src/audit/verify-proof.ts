import { readLink } from './chain.ts';
import { isSignedBy, readCheckpoint, readPublicKey, type TreeHead } from './checkpoint.ts';
import { isConsistent, leafHash, rootFromInclusion, same } from './merkle.ts';

/**
 * What `prove` writes: that a record is among those a checkpoint covers (`record`, `path`), or that an older checkpoint is the
 * beginning of a newer (`older`, `path`). Hashes are hex; `checkpoint` and `older` are notes.
 */
export interface Proof {
  readonly conclaveProof: 1;
  readonly publicKey: string;
  readonly checkpoint: string;
  readonly path: readonly string[];
  /** The record's line, byte for byte. */
  readonly record?: string;
  readonly older?: string;
}

export interface ProofVerdict {
  readonly ok: boolean;
  readonly provesAuthorship: boolean;
  readonly message: string;
  readonly record?: number;
  readonly size?: number;
}

/** The proof in a text; undefined where there is none. */
export function readProof(text: string): Proof | undefined {
  try {
    const value = JSON.parse(text);
    const { conclaveProof, publicKey, checkpoint, path, record, older } = value;
    const isProof =
      conclaveProof === 1 &&
      typeof publicKey === 'string' &&
      typeof checkpoint === 'string' &&
      Array.isArray(path) &&
      path.every((hash) => typeof hash === 'string') &&
      (typeof record === 'string') !== (typeof older === 'string');
    return isProof ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `kept`: a key and a checkpoint that were kept apart; the proof must then be about that very checkpoint, or reach it. */
export function verifyProof(
  proof: Proof,
  kept: { readonly key?: string; readonly checkpoint?: string } = {},
): ProofVerdict {
  const provesAuthorship = kept.key !== undefined;
  const no = (message: string): ProofVerdict => ({ ok: false, provesAuthorship, message });
  const key = readPublicKey(kept.key ?? proof.publicKey);
  if (key === undefined) return no('expected a public key');
  const head = readCheckpoint(proof.checkpoint);
  if (head === undefined || !isSignedBy(proof.checkpoint, key))
    return no(`the checkpoint is not signed by ${key.name}'s key`);
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  if (proof.record === undefined) {
    const older = readCheckpoint(proof.older!);
    if (older === undefined || !isSignedBy(proof.older!, key))
      return no(`the older checkpoint is not signed by ${key.name}'s key`);
    if (older.origin !== head.origin) return no('the checkpoints are of two logs');
    if (!isKept(kept.checkpoint, [older, head])) return no('neither checkpoint is the one that was kept');
    if (!isConsistent(older.size, older.root, head.size, head.root, path))
      return no(`the ${older.size} records of the older checkpoint are not the beginning of the ${head.size}`);
    return {
      ok: true,
      provesAuthorship,
      size: head.size,
      message: `the ${head.size} records begin with the ${older.size} of the older checkpoint`,
    };
  }
  const line = Buffer.from(proof.record);
  const link = readLink(line);
  if (link === undefined) return no('what is to be proved is no record');
  if (!isKept(kept.checkpoint, [head])) return no('the checkpoint is not the one that was kept');
  const root = rootFromInclusion(leafHash(line), link.sequence - 1, head.size, path);
  if (root === undefined || !same(root, head.root))
    return no(`record ${link.sequence}, as given, is not among the ${head.size} that were signed`);
  const message = `record ${link.sequence}, as given, is among the ${head.size} records of ${head.origin} that ${key.name} signed`;
  return { ok: true, provesAuthorship, message, record: link.sequence, size: head.size };
}

function isKept(note: string | undefined, heads: readonly TreeHead[]): boolean {
  if (note === undefined) return true;
  const kept = readCheckpoint(note);
  return heads.some((head) => kept !== undefined && kept.size === head.size && same(kept.root, head.root));
}
