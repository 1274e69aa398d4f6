import { join } from 'node:path';
import type { Disk } from '../journal/disk.ts';
import { AppendFile } from './append-file.ts';
import { segmentName } from './record-files.ts';

/** Appends lines to the last segment, and begins another where that one is full. Earlier segments are on the disk, whole. */
export class SegmentWriter {
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly segmentBytes: number;
  private file: AppendFile | undefined;

  constructor(disk: Disk, folder: string, segmentBytes: number, file: AppendFile | undefined) {
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.file = file;
  }

  get isFull(): boolean {
    return this.file === undefined || this.file.size >= this.segmentBytes;
  }

  /** Begins the segment whose first line has this sequence. The caller owes that the tree is on the disk as far. */
  async begin(first: number): Promise<void> {
    await this.sync();
    const next = new AppendFile(this.disk, join(this.folder, segmentName(first)));
    await this.disk.syncFolder(this.folder);
    this.file?.close();
    this.file = next;
  }

  append(lines: Uint8Array): void {
    this.file!.append(lines);
  }

  async sync(): Promise<void> {
    await this.file?.sync();
  }

  close(): void {
    this.file?.close();
  }
}
