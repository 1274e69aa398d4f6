import { join } from 'node:path';
import { must } from '../core/base/assert.ts';
import type { Disk } from '../journal/disk.ts';
import { AppendFile, syncNames } from './append-file.ts';
import { segmentName } from './record-files.ts';

/** Appends lines to the last segment, and begins another where that one is full. Earlier segments are on the disk, whole. */
export class SegmentWriter {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly segmentBytes: number;
  private file: AppendFile | undefined;
  /** Bytes of the file that belong to whole batches. */
  private committed: number;

  constructor(disk: Disk, folder: string, segmentBytes: number, file: AppendFile | undefined) {
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.file = file;
    this.committed = file?.size ?? 0;
  }

  get isFull(): boolean {
    return this.file === undefined || this.committed >= this.segmentBytes;
  }

  /** Begins the segment whose first line has this sequence. The caller owes that the tree is on the disk as far. */
  async begin(first: number): Promise<void> {
    await this.sync();
    const next = new AppendFile(this.disk, join(this.folder, segmentName(first)));
    await syncNames(this.disk, this.folder);
    this.file?.close();
    this.file = next;
    this.committed = 0;
  }

  /** What a batch before left without a `commit` is cut off first. */
  append(lines: Uint8Array): void {
    const file = must(this.file, 'a segment was begun');
    if (file.size > this.committed) file.cut(this.committed);
    file.append(lines);
  }

  /** The batch is written, here and in the tree. */
  commit(): void {
    this.committed = this.file?.size ?? 0;
  }

  async sync(): Promise<void> {
    await this.file?.sync();
  }

  close(): void {
    this.file?.close();
  }
}
