import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, DiskMode } from './disk.ts';

type Operation = 'append' | 'fdatasync' | 'syncFolder' | 'rename' | 'open';

interface Inode {
  data: Buffer;
  /** What a power cut leaves. */
  durable: Buffer;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: as the test wants it, ${path}`), { code, path });
}

/**
 * A disk in memory that forgets what was not synced, files and names alike, when `crash` is called, and fails when it is
 * told to. `write` limits how many bytes an append takes.
 */
export class MemoryDisk implements Disk {
  /** The next operations of a kind fail with this code; `after` of them still pass. */
  fail: { operation: Operation; code: string; after: number } | undefined;
  /** Bytes that a single append takes at most. */
  appendBytesMax = Infinity;
  /** Bytes that fit before ENOSPC. */
  freeBytes = Infinity;
  /** Awaited inside each sync of a file. */
  duringSync: () => Promise<void> = () => Promise.resolve();
  syncs = 0;
  private names = new Map<string, Inode>();
  private durableNames = new Map<string, Inode>();

  list(folder: string): readonly string[] {
    return [...this.names.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => basename(path))
      .toSorted();
  }

  makeFolder(): void {}

  open(path: string, mode: DiskMode): DiskFile {
    this.check('open', path);
    let inode = this.names.get(path);
    if (inode === undefined) {
      if (mode === 'read') throw failure('ENOENT', path);
      inode = { data: Buffer.alloc(0), durable: Buffer.alloc(0) };
      this.names.set(path, inode);
    } else if (mode === 'new') {
      throw failure('EEXIST', path);
    }
    return new MemoryFile(this, path, inode);
  }

  rename(from: string, to: string): void {
    this.check('rename', from);
    const inode = this.names.get(from);
    if (inode === undefined) throw failure('ENOENT', from);
    this.names.delete(from);
    this.names.set(to, inode);
  }

  remove(path: string): void {
    if (!this.names.delete(path)) throw failure('ENOENT', path);
  }

  async syncFolder(folder: string): Promise<void> {
    await Promise.resolve();
    this.check('syncFolder', folder);
    for (const path of this.durableNames.keys()) if (dirname(path) === folder) this.durableNames.delete(path);
    for (const [path, inode] of this.names) if (dirname(path) === folder) this.durableNames.set(path, inode);
  }

  /**
   * The power goes: what was synced stays, and of what was appended since the given fraction, from its start on, with
   * garbage in place of the rest where `garbage` is set. Names that were not synced are gone, or all there with `names`.
   */
  crash({ kept = 0, garbage = false, names = false } = {}): MemoryDisk {
    const after = new MemoryDisk();
    for (const [path, inode] of names ? this.names : this.durableNames) {
      const { data, durable } = inode;
      const isLonger = data.length > durable.length;
      const tail = isLonger ? data.subarray(durable.length) : Buffer.alloc(0);
      const whole = Math.floor(tail.length * kept);
      const rest = garbage ? Buffer.alloc(tail.length - whole, 0xa5) : Buffer.alloc(0);
      const left = Buffer.concat([durable, tail.subarray(0, whole), rest]);
      const node = { data: left, durable: left };
      after.names.set(path, node);
      after.durableNames.set(path, node);
    }
    return after;
  }

  bytes(path: string): Buffer {
    const inode = this.names.get(path);
    if (inode === undefined) throw failure('ENOENT', path);
    return Buffer.from(inode.data);
  }

  put(path: string, bytes: Uint8Array): void {
    const inode = { data: Buffer.from(bytes), durable: Buffer.from(bytes) };
    this.names.set(path, inode);
    this.durableNames.set(path, inode);
  }

  check(operation: Operation, path: string): void {
    const { fail } = this;
    if (fail?.operation !== operation) return;
    if (fail.after <= 0) throw failure(fail.code, path);
    fail.after -= 1;
  }
}

class MemoryFile implements DiskFile {
  readonly path: string;
  private readonly disk: MemoryDisk;
  private readonly inode: Inode;

  constructor(disk: MemoryDisk, path: string, inode: Inode) {
    this.disk = disk;
    this.path = path;
    this.inode = inode;
  }

  size(): number {
    return this.inode.data.length;
  }

  append(bytes: Uint8Array): number {
    this.disk.check('append', this.path);
    const count = Math.min(bytes.length, this.disk.appendBytesMax, this.disk.freeBytes);
    if (count === 0 && bytes.length > 0) throw failure('ENOSPC', this.path);
    this.disk.freeBytes -= count;
    this.inode.data = Buffer.concat([this.inode.data, bytes.subarray(0, count)]);
    return count;
  }

  read(into: Uint8Array, position: number): number {
    const found = this.inode.data.subarray(position, position + into.length);
    into.set(found);
    return found.length;
  }

  async fdatasync(): Promise<void> {
    const { data } = this.inode;
    await this.disk.duringSync();
    this.disk.syncs += 1;
    this.disk.check('fdatasync', this.path);
    this.inode.durable = data;
  }

  truncate(bytes: number): void {
    this.inode.data = this.inode.data.subarray(0, bytes);
  }

  close(): void {}
}
