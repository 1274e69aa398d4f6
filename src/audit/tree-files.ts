import { join } from 'node:path';
import { assert } from '../core/base/assert.ts';
import type { Disk } from '../journal/disk.ts';
import { AppendFile, syncNames } from './append-file.ts';
import { Frontier, HASH_BYTES, type Hash, nodeHash } from './merkle.ts';

/** Hashes of a tile (c2sp.org/tlog-tiles); a level holds the roots of the full tiles of the level below. */
const WIDTH = 256;
const HEIGHT = 8;

/**
 * The tree on disk: one file a level, 32 bytes a hash. Level 0 has the leaves, level n the roots of complete subtrees of 256^n
 * leaves, which are the tiles of that level one behind the other. A restart reads the right edge only, a proof a few tiles.
 */
export class TreeFiles {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly mode: 'append' | 'read';
  private readonly levels: AppendFile[] = [];
  /** What follows is added to it: the roots of tiles are subtrees that it hashes anyway. */
  private edge: Frontier | undefined;
  private hasNewName = false;

  /** Opened to append, the caller owes a `keep` before anything else. */
  constructor(disk: Disk, folder: string, mode: 'append' | 'read') {
    this.disk = disk;
    this.folder = folder;
    this.mode = mode;
    if (mode === 'append') disk.makeFolder(folder);
    const known = disk.list(folder);
    this.level(0);
    while (known.includes(`level-${this.levels.length}`)) this.level(this.levels.length);
  }

  /** Leaves. */
  get size(): number {
    return Math.floor(this.levels[0].size / HASH_BYTES);
  }

  /** Hashes stored per level, lowest first. */
  get widths(): readonly number[] {
    return this.levels.map((level) => Math.floor(level.size / HASH_BYTES));
  }

  private level(at: number): AppendFile {
    if (at === this.levels.length) {
      this.levels.push(new AppendFile(this.disk, join(this.folder, `level-${at}`), this.mode));
      this.hasNewName = true;
    }
    return this.levels[at];
  }

  /**
   * Keeps the first leaves, and what belongs to them; of the levels above, what a crash took is made again. False, and nothing is
   * done, when there are fewer leaves.
   */
  keep(size: number): boolean {
    if (this.size < size) return false;
    let hashes = size;
    for (let at = 0; hashes > 0 || at < this.levels.length; at++) {
      const level = this.level(at);
      const kept = Math.min(hashes, Math.floor(level.size / HASH_BYTES)) * HASH_BYTES;
      if (level.size !== kept) level.cut(kept);
      for (let i = kept / HASH_BYTES; i < hashes; i++) level.append(this.tileRoot(at, i));
      hashes = Math.floor(hashes / WIDTH);
    }
    this.edge = Frontier.of(this.subtree, size);
    return true;
  }

  /** What a level holds of the tile below. */
  private tileRoot(at: number, index: number): Hash {
    const hashes: Hash[] = [];
    for (let i = index * WIDTH; i < (index + 1) * WIDTH; i++) hashes.push(this.read(at - 1, i));
    return rootOf(hashes);
  }

  /** On the disk after `sync`. After an error the caller owes a `keep` of the size before. */
  append(leaves: readonly Hash[]): void {
    const edge = this.frontier();
    const rising: Hash[][] = [];
    for (const leaf of leaves) {
      edge.add(leaf, (height, node) => {
        if (height % HEIGHT === 0) (rising[height / HEIGHT - 1] ??= []).push(node);
      });
    }
    if (leaves.length > 0) this.level(0).append(Buffer.concat(leaves));
    rising.forEach((roots, i) => this.level(i + 1).append(Buffer.concat(roots)));
    this.edge = edge;
  }

  async sync(): Promise<void> {
    for (const level of this.levels) await level.sync();
    if (this.hasNewName) await syncNames(this.disk, this.folder);
    this.hasNewName = false;
  }

  close(): void {
    for (const level of this.levels) level.close();
  }

  /** Of all its leaves; the caller's own. */
  frontier(): Frontier {
    return this.edge?.copy() ?? Frontier.of(this.subtree, this.size);
  }

  /** See `Subtrees`; read from the tiles that hold it. */
  readonly subtree = (height: number, index: number): Hash => {
    const at = Math.min(Math.floor(height / HEIGHT), this.levels.length - 1);
    const span = 2 ** (height - at * HEIGHT);
    const hashes: Hash[] = [];
    for (let i = index * span; i < (index + 1) * span; i++) hashes.push(this.read(at, i));
    return rootOf(hashes);
  };

  private read(at: number, index: number): Hash {
    const hash = Buffer.alloc(HASH_BYTES);
    const read = this.levels[at].read(hash, index * HASH_BYTES);
    assert(read === HASH_BYTES, () => `level ${at} of the tree in ${this.folder} has no hash ${index}`);
    return hash;
  }
}

/** Of a power of two of hashes, by pairs. */
function rootOf(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const next: Hash[] = [];
    for (let i = 0; i < row.length; i += 2) next.push(nodeHash(row[i], row[i + 1]));
    row = next;
  }
  return row[0];
}
