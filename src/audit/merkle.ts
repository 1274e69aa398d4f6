import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 section 2.1 over SHA-256: a leaf is hashed behind a byte 0, a node behind a byte 1, and a tree of
 * n leaves splits at the largest power of two below n. Sizes are counts of leaves, indexes count from 0; both are safe integers.
 */
export type Hash = Buffer;

export const HASH_BYTES = 32;

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Hash = hash('sha256', '', 'buffer');

const LEAF = Buffer.from([0]);

export function leafHash(data: Uint8Array): Hash {
  return hash('sha256', Buffer.concat([LEAF, data]), 'buffer');
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Hash {
  // A buffer of its own per call would be most of the cost; nothing here waits, so one is enough.
  scratch.set(left, 1);
  scratch.set(right, 1 + HASH_BYTES);
  // As text of one character a byte: half of the price of a buffer of the hash's own.
  return Buffer.from(hash('sha256', scratch, 'binary'), 'latin1');
}
const scratch = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** The hashes of complete subtrees: of the 2^height leaves from index * 2^height on. */
export type Subtrees = (height: number, index: number) => Hash;

/** The largest power of two below n, for n > 1. */
function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/** MTH of the leaves from `low` to before `high`, where `low` is a multiple of the power of two that covers the range. */
export function rangeHash(subtrees: Subtrees, low: number, high: number): Hash {
  const size = high - low;
  if (size === 0) return EMPTY_ROOT;
  const height = Math.log2(size);
  if (Number.isInteger(height)) return subtrees(height, low / size);
  const split = low + splitOf(size);
  return nodeHash(rangeHash(subtrees, low, split), rangeHash(subtrees, split, high));
}

/** PATH(index, D[size]): what shows that a leaf is in the tree, from the leaf up. The caller owes index < size. */
export function inclusionProof(subtrees: Subtrees, index: number, size: number): Hash[] {
  const path = (low: number, high: number): Hash[] => {
    if (high - low === 1) return [];
    const split = low + splitOf(high - low);
    return index < split
      ? [...path(low, split), rangeHash(subtrees, split, high)]
      : [...path(split, high), rangeHash(subtrees, low, split)];
  };
  return path(0, size);
}

/** PROOF(older, D[newer]): what shows that the older tree is the beginning of the newer. The caller owes 0 < older <= newer. */
export function consistencyProof(subtrees: Subtrees, older: number, newer: number): Hash[] {
  const proof = (low: number, high: number, whole: boolean): Hash[] => {
    if (older === high) return whole ? [] : [rangeHash(subtrees, low, high)];
    const split = low + splitOf(high - low);
    return older <= split
      ? [...proof(low, split, whole), rangeHash(subtrees, split, high)]
      : [...proof(split, high, false), rangeHash(subtrees, low, split)];
  };
  return proof(0, newer, true);
}

/** The root that a leaf and its path make (RFC 9162 section 2.1.3.2); undefined where the path has not the right length. */
export function rootFromInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Hash | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let node = index;
  let last = size - 1;
  let root: Hash = Buffer.from(leaf);
  for (const sibling of path) {
    if (last === 0 || sibling.length !== HASH_BYTES) return undefined;
    if (node % 2 === 1 || node === last) {
      root = nodeHash(sibling, root);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else root = nodeHash(root, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

/** Is the tree of `older` leaves with `olderRoot` the beginning of the one of `newer` (RFC 9162 section 2.1.4.2)? */
export function isConsistent(
  older: number,
  olderRoot: Uint8Array,
  newer: number,
  newerRoot: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(older) || !Number.isSafeInteger(newer) || older < 0 || older > newer) return false;
  if (older === newer) return path.length === 0 && same(olderRoot, newerRoot);
  if (older === 0) return path.length === 0 && same(olderRoot, EMPTY_ROOT);
  const rest = Number.isInteger(Math.log2(older)) ? [olderRoot, ...path] : [...path];
  if (rest.length === 0 || rest.some((one) => one.length !== HASH_BYTES)) return false;
  let node = older - 1;
  let last = newer - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let first: Hash = Buffer.from(rest[0]);
  let second = first;
  for (const sibling of rest.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      first = nodeHash(sibling, first);
      second = nodeHash(sibling, second);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else second = nodeHash(second, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(first, olderRoot) && same(second, newerRoot);
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A growing tree of which only the complete subtrees along its right edge are kept: one hash a set bit of its size. */
export class Frontier {
  size: number;
  private readonly edge: Hash[];

  /** `edge`: the complete subtrees of a tree of `size` leaves, the largest first. */
  constructor(size = 0, edge: readonly Hash[] = []) {
    this.size = size;
    this.edge = [...edge];
  }

  static of(subtrees: Subtrees, size: number): Frontier {
    const edge: Hash[] = [];
    let low = 0;
    for (let height = 52; height >= 0; height--) {
      const span = 2 ** height;
      if (Math.floor(size / span) % 2 === 0) continue;
      edge.push(subtrees(height, low / span));
      low += span;
    }
    return new Frontier(size, edge);
  }

  /** Tells `onNode` of each subtree above the leaf that it completes, from the lowest up. */
  add(leaf: Hash, onNode?: (height: number, node: Hash) => void): void {
    let node = leaf;
    let height = 0;
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(this.edge.pop()!, node);
      height += 1;
      onNode?.(height, node);
    }
    this.edge.push(node);
    this.size += 1;
  }

  copy(): Frontier {
    return new Frontier(this.size, this.edge);
  }

  root(): Hash {
    let root = this.edge.at(-1);
    if (root === undefined) return EMPTY_ROOT;
    for (let i = this.edge.length - 2; i >= 0; i--) root = nodeHash(this.edge[i], root);
    return root;
  }
}
