import { Fault } from '../core/base/fault.ts';
import { appendAll, type Disk, type DiskFile } from '../journal/disk.ts';

/** A file that only grows, through whole appends: one that failed half way is cut away before the next. */
export class AppendFile {
  readonly path: string;
  private readonly file: DiskFile;
  private bytes: number;
  private isTorn = false;
  /** What a process that was killed wrote may be known to the system only: nothing is signed before the device has it. */
  private isUnsynced = true;

  constructor(disk: Disk, path: string, mode: 'append' | 'read' = 'append') {
    this.path = path;
    this.file = disk.open(path, mode);
    this.bytes = this.file.size();
  }

  get size(): number {
    return this.bytes;
  }

  append(data: Uint8Array): void {
    if (this.isTorn) this.cut(this.bytes);
    this.isTorn = true;
    this.isUnsynced = true;
    appendAll(this.file, data);
    this.bytes += data.length;
    this.isTorn = false;
  }

  cut(size: number): void {
    this.file.truncate(size);
    this.isUnsynced = true;
    this.bytes = size;
    this.isTorn = false;
  }

  read(into: Uint8Array, position: number): number {
    return this.file.read(into, position);
  }

  /** On the disk when it resolves. */
  async sync(): Promise<void> {
    if (!this.isUnsynced) return;
    await orNever(this.path, this.file.fdatasync());
    this.isUnsynced = false;
  }

  close(): void {
    this.file.close();
  }
}

/** Makes the names in a folder durable. */
export function syncNames(disk: Disk, folder: string): Promise<void> {
  return orNever(folder, disk.syncFolder(folder));
}

/** A disk that said no to a sync holds nobody knows what, and would say yes if asked again: a fault, not a passing trouble. */
async function orNever(path: string, sync: Promise<void>): Promise<void> {
  try {
    await sync;
  } catch (cause) {
    throw new Fault('world', `${path}: the disk did not keep what it had taken: ${String(cause)}`);
  }
}
