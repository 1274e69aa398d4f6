import { Fault } from '../core/base/fault.ts';
import { type Disk, readRest } from '../journal/disk.ts';
import { linesIn, unpacked } from './lines.ts';
import { auditPaths, segmentsOf } from './record-files.ts';

interface StoredLine {
  readonly line: string;
  readonly path: string;
  readonly offset: number;
}

/** The records of a log that is being written, asked for one after the other: a segment of them is in memory at a time. */
export class StoredRecords {
  private readonly disk: Disk;
  private readonly folder: string;
  private path = '';
  private first = 0;
  private lines: { readonly bytes: Buffer; readonly offset: number }[] = [];

  constructor(disk: Disk, folder: string) {
    this.disk = disk;
    this.folder = folder;
  }

  /** An integrity fault where it is not there. */
  at(sequence: number): StoredLine {
    if (this.lines[sequence - this.first] === undefined) this.load(sequence);
    const found = this.lines[sequence - this.first];
    if (found === undefined)
      throw new Fault('integrity', `${this.folder}: record ${sequence} of the audit log is missing`);
    return { line: found.bytes.toString('utf8'), path: this.path, offset: found.offset };
  }

  private load(sequence: number): void {
    const names = this.disk.list(auditPaths(this.folder).records);
    const segment = segmentsOf(this.folder, names).findLast(({ first }) => first <= sequence);
    this.lines = [];
    if (segment === undefined) return;
    const stored = readRest(this.disk, segment.path);
    const bytes = segment.archived ? unpacked(stored, segment.path) : stored;
    this.path = segment.path;
    this.first = segment.first;
    this.lines = [...linesIn(bytes, 0)].filter(({ whole }) => whole);
  }
}
