import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, DiskMode } from '../src/journal/disk.ts';
import type { Life } from './life.ts';
import { between, type Chance } from './world.ts';

interface Inode {
  bytes: Buffer;
  length: number;
  /** So many of its bytes survive a power cut. */
  durable: number;
}

/** Bytes and syncs of a part of the disk (files whose path contains `part`) go wrong in this way until somebody mends it. */
export interface DiskTrouble {
  readonly part: string;
  readonly kind: 'full' | 'error' | 'short' | 'slow';
}

/** A disk that outlives the processes which write on it, and forgets what was not synced when its power goes. */
export class SimDisk {
  readonly troubles = new Set<DiskTrouble>();
  /** After so many further writes and syncs the process that asks for one dies in the middle of it. */
  deadlyIn = Number.POSITIVE_INFINITY;
  private names = new Map<string, Inode>();
  private durableNames = new Map<string, Inode>();
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  /** The disk as one process has it. */
  mount(life: Life): Disk {
    return {
      list: (folder) =>
        [...this.names.keys()]
          .filter((path) => dirname(path) === folder)
          .map((path) => basename(path))
          .toSorted(),
      makeFolder: () => {},
      open: (path, mode) => this.open(life, path, mode),
      rename: (from, to) => {
        this.step(life);
        this.names.set(to, this.find(from));
        this.names.delete(from);
      },
      remove: (path) => {
        this.step(life);
        this.find(path);
        this.names.delete(path);
      },
      syncFolder: (folder) => this.syncFolder(life, folder),
    };
  }

  private async syncFolder(life: Life, folder: string): Promise<void> {
    await this.wait(life, folder);
    for (const path of this.durableNames.keys()) if (dirname(path) === folder) this.durableNames.delete(path);
    for (const [path, inode] of this.names) if (dirname(path) === folder) this.durableNames.set(path, inode);
  }

  /** What was synced stays, and of what was appended since a part, with garbage behind it at times. */
  powerCut(): void {
    const kept = this.chance();
    const hasGarbage = this.chance() < 0.3;
    const hasNames = this.chance() < 0.5;
    const names = hasNames ? this.names : this.durableNames;
    for (const inode of new Set(names.values())) {
      const tail = inode.length - inode.durable;
      const whole = Math.floor(tail * kept);
      const length = hasGarbage ? inode.length : inode.durable + whole;
      inode.bytes.fill(0xa5, inode.durable + whole, length);
      inode.length = length;
      inode.durable = length;
    }
    this.names = new Map(names);
    this.durableNames = new Map(names);
  }

  /** Everything under a folder, by path. */
  *files(folder: string): Iterable<readonly [path: string, bytes: Buffer]> {
    for (const [path, { bytes, length }] of this.names)
      if (path.startsWith(`${folder}/`)) yield [path, bytes.subarray(0, length)];
  }

  private open(life: Life, path: string, mode: DiskMode): DiskFile {
    if (!life.alive) throw failure('EBADF', path);
    if (mode === 'new' && this.names.has(path)) throw failure('EEXIST', path);
    if (mode !== 'read' && !this.names.has(path))
      this.names.set(path, { bytes: Buffer.alloc(4_096), length: 0, durable: 0 });
    const inode = this.find(path);
    return {
      path,
      size: () => inode.length,
      append: (bytes) => this.append(life, path, inode, bytes),
      read(into, position) {
        const found = inode.bytes.subarray(position, Math.min(inode.length, position + into.length));
        into.set(found);
        return found.length;
      },
      fdatasync: async () => {
        const { length } = inode;
        await this.wait(life, path);
        inode.durable = Math.max(inode.durable, Math.min(length, inode.length));
      },
      truncate: (length) => {
        this.step(life);
        inode.length = length;
        inode.durable = Math.min(inode.durable, length);
      },
      close() {},
    };
  }

  private append(life: Life, path: string, inode: Inode, bytes: Uint8Array): number {
    this.step(life);
    if (this.has(path, 'full')) throw failure('ENOSPC', path);
    if (this.has(path, 'error')) throw failure('EIO', path);
    const isShort = this.has(path, 'short') && bytes.length > 1;
    const count = isShort ? 1 + Math.floor(this.chance() * (bytes.length - 1)) : bytes.length;
    if (inode.length + count > inode.bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * inode.bytes.length, inode.length + count));
      inode.bytes.copy(larger, 0, 0, inode.length);
      inode.bytes = larger;
    }
    inode.bytes.set(bytes.subarray(0, count), inode.length);
    inode.length += count;
    return count;
  }

  /** The device takes its time; who died meanwhile never hears of it. */
  private wait(life: Life, path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.step(life);
      const us = this.has(path, 'slow') ? between(this.chance, 200_000, 3_000_000) : between(this.chance, 300, 6_000);
      life.world.after(us, () => {
        if (!life.alive) return;
        if (this.has(path, 'error')) reject(failure('EIO', path));
        else resolve();
      });
    });
  }

  private step(life: Life): void {
    if (life.alive) {
      this.deadlyIn -= 1;
      if (this.deadlyIn > 0) return;
      this.deadlyIn = Number.POSITIVE_INFINITY;
      life.die();
    }
    throw failure('EBADF', 'nobody is there');
  }

  private has(path: string, kind: DiskTrouble['kind']): boolean {
    for (const trouble of this.troubles) if (trouble.kind === kind && path.includes(trouble.part)) return true;
    return false;
  }

  private find(path: string): Inode {
    const inode = this.names.get(path);
    if (inode === undefined) throw failure('ENOENT', path);
    return inode;
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: as the simulation wants it, ${path}`), { code, path });
}
