import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { platform } from 'node:process';

/**
 * The few operations on files that records of ours are made of: journal, snapshots, audit, the venue's ledger, the kill latch.
 * The simulator puts a disk in its place that writes short, fails, and forgets what was not synced. Every operation may throw
 * an error with a `code` (ENOSPC, EIO, ENOENT, ...); only syncs, which wait for the device, are asynchronous.
 */
export interface Disk {
  /** Names of the files in a folder, sorted. */
  list(folder: string): readonly string[];
  /** With the folders above it; no error when it is there. */
  makeFolder(folder: string): void;
  /** `append` makes the file when there is none, `new` wants none to be there (EEXIST); `read` wants it to be there. */
  open(path: string, mode: DiskMode): DiskFile;
  /** In the place of a file of that name. */
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes names durable: after a file was made, renamed or removed in the folder. */
  syncFolder(folder: string): Promise<void>;
}

export type DiskMode = 'append' | 'new' | 'read';

export interface DiskFile {
  readonly path: string;
  /** Bytes in the file. */
  size(): number;
  /** At the end of the file. Returns how many bytes were taken, which may be fewer: see `appendAll`. */
  append(bytes: Uint8Array): number;
  /** Fills `into` from a byte of the file on; returns how many bytes there were. */
  read(into: Uint8Array, position: number): number;
  /** Resolves when all that was appended before the call survives a power cut. Once it has failed, never ask it again. */
  fdatasync(): Promise<void>;
  truncate(bytes: number): void;
  close(): void;
}

/** All of `bytes`, in as many writes as it takes. */
export function appendAll(file: DiskFile, bytes: Uint8Array): void {
  let taken = 0;
  while (taken < bytes.length) {
    const count = file.append(taken === 0 ? bytes : bytes.subarray(taken));
    if (count <= 0) throw Object.assign(new Error('EIO: the disk took no byte'), { code: 'EIO', path: file.path });
    taken += count;
  }
}

/** What a file holds from a byte on. */
export function readRest(disk: Disk, path: string, position = 0): Buffer {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(Math.max(0, file.size() - position));
    let filled = 0;
    while (filled < bytes.length) {
      const count = file.read(bytes.subarray(filled), position + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    file.close();
  }
}

/**
 * One after the other: asked for all of them, Node asks for ever where a file system has a folder and takes no other in it (`/proc`).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}

/** The disk of this machine. */
export const realDisk: Disk = {
  list: (folder) => readdirSync(folder).toSorted(),
  makeFolder,
  open: (path, mode) => new RealFile(path, mode),
  rename: renameSync,
  remove: (path) => rmSync(path),
  async syncFolder(folder) {
    // Windows has no such call: NTFS journals its names itself.
    if (platform === 'win32') return;
    const descriptor = openSync(folder, 'r');
    try {
      await settled((done) => fsync(descriptor, done));
    } finally {
      closeSync(descriptor);
    }
  },
};

const FLAGS = { append: 'a+', new: 'ax+', read: 'r' } as const;

class RealFile implements DiskFile {
  readonly path: string;
  private readonly descriptor: number;

  constructor(path: string, mode: DiskMode) {
    this.path = path;
    this.descriptor = openSync(path, FLAGS[mode]);
  }

  size(): number {
    return fstatSync(this.descriptor).size;
  }

  append(bytes: Uint8Array): number {
    return writeSync(this.descriptor, bytes);
  }

  read(into: Uint8Array, position: number): number {
    return readSync(this.descriptor, into, 0, into.length, position);
  }

  fdatasync(): Promise<void> {
    return settled((done) => fdatasync(this.descriptor, done));
  }

  truncate(bytes: number): void {
    ftruncateSync(this.descriptor, bytes);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

function settled(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error === null ? resolve() : reject(error)));
  });
}
