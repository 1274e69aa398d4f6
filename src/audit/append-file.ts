import { appendAll, type Disk, type DiskFile } from '../journal/disk.ts';

/** The disk said no to a sync: what it holds cannot be known any more, and asking again would lie. */
export class SyncTrouble extends Error {
  override name = 'SyncTrouble';
}

/** A file that only grows, through whole appends: one that failed half way is cut away before the next. */
export class AppendFile {
  readonly path: string;
  private readonly file: DiskFile;
  private bytes: number;
  private isTorn = false;
  private isUnsynced = false;

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
    try {
      await this.file.fdatasync();
    } catch (cause) {
      throw new SyncTrouble(`${this.path}: the disk did not take what was written: ${String(cause)}`);
    }
    this.isUnsynced = false;
  }

  close(): void {
    this.file.close();
  }
}
