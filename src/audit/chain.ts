import { EMPTY_ROOT, leafHash } from './merkle.ts';

/**
 * The linear chain: each record is a line of JSON that says its number (`sequence`, from 1 without a gap) and, as `prev`, the hash
 * of the line before it; the first says the hash of nothing. The hash is that of a leaf of the Merkle tree, over the bytes of
 * the line without its line feed, so that one hash a record serves both.
 */
export interface Link {
  readonly sequence: number;
  readonly prev: string;
}

export const CHAIN_START = EMPTY_ROOT.toString('hex');

/** What a line says of its place; undefined where it is no record. */
export function readLink(line: Uint8Array): Link | undefined {
  try {
    const { sequence, prev } = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8'));
    return Number.isSafeInteger(sequence) && typeof prev === 'string' ? { sequence, prev } : undefined;
  } catch {
    return undefined;
  }
}

/** Walks a chain from its beginning, or from the record after `size` whose hash is `head`. */
export class Chain {
  size: number;
  head: string;

  constructor(size = 0, head = CHAIN_START) {
    this.size = size;
    this.head = head;
  }

  /** Takes the next line and returns its hash, or says why it cannot be the next one. */
  next(line: Uint8Array): Buffer | string {
    const link = readLink(line);
    const expected = this.size + 1;
    if (link === undefined) return `expected record ${expected}, this line is no record`;
    if (link.sequence !== expected) return `expected record ${expected}, found record ${link.sequence}`;
    if (link.prev !== this.head)
      return `record ${expected} was written after another record ${this.size} than the one before it`;
    return this.take(line);
  }

  /** Goes on behind the line, whatever it says. */
  take(line: Uint8Array): Buffer {
    const hash = leafHash(line);
    this.size += 1;
    this.head = hash.toString('hex');
    return hash;
  }
}
