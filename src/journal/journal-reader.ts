import type { Disk } from './disk.ts';
import { type Damage, wholeRecords } from './damage.ts';
import { HASH_BYTES, JournalRecord } from './record.ts';
import { openSegment, packedEdges } from './packed-segment.ts';
import { hashBefore, headerProblem, type Segment, segmentsIn } from './segment.ts';
import { SegmentReader } from './segment-reader.ts';

/** Before the first record there is none: its hash is zeros. */
export const GENESIS: Uint8Array = Buffer.alloc(HASH_BYTES);

/**
 * Reads a journal from a record on, across its segments, and stops at the first thing that does not add up. It reads the segment
 * that the record is in from its start, so that the chain proves it. Close it when done. Who reads beside the one who writes sees
 * what was written so far, the last record of it torn perhaps.
 */
export class JournalReader {
  /** Set when reading has stopped before the end. */
  damage: Damage | undefined = undefined;
  /** Of the last record read. */
  lastSequence: number;
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly from: number;
  private segments: readonly Segment[];
  private head: Buffer = Buffer.from(GENESIS);
  /** Of the segment being read, or the next one. */
  private index = 0;
  private reader: SegmentReader | undefined;

  /** `isAlone`: segments before the one with the record are not looked at; the caller has the hash of a record to compare. */
  constructor(disk: Disk, folder: string, from = 1, isAlone = false) {
    this.disk = disk;
    this.folder = folder;
    this.from = from;
    this.segments = segmentsIn(disk, folder);
    this.lastSequence = 0;
    const start = this.segments.findLastIndex(({ firstSequence }) => firstSequence <= from);
    if (isAlone && start > 0) this.beginAt(start);
    while (this.index < start && this.passOver());
  }

  /** The hash of the last record read, 32 bytes. */
  get headHash(): Uint8Array {
    return Uint8Array.from(this.reader?.headHash ?? this.head);
  }

  /** The next record, into `record`. False at the end, and where `damage` says why. */
  next(record: JournalRecord): boolean {
    while (this.damage === undefined) {
      this.reader ??= this.enter();
      const { reader } = this;
      if (reader === undefined) return false;
      if (!reader.next(record)) this.leave(reader);
      else {
        this.lastSequence = record.sequence;
        if (record.sequence >= this.from) return true;
      }
    }
    return false;
  }

  close(): void {
    this.reader?.close();
    this.reader = undefined;
  }

  private beginAt(start: number): void {
    this.index = start;
    this.lastSequence = this.segments[start].firstSequence - 1;
    const reader = new SegmentReader(this.disk, this.segments[start]);
    this.head = reader.hashBefore;
    reader.close();
  }

  /** A segment that is not read: it must lie between its neighbours, by its header and its last hash. */
  private passOver(): boolean {
    const segment = this.segments[this.index];
    if (segment.isPacked) return this.passOverPacked(segment);
    const reader = this.enter();
    if (reader === undefined) return false;
    const { problem } = reader;
    reader.close();
    if (problem !== undefined) return this.stop(0, problem);
    return this.passed(lastHash(this.disk, reader.segment));
  }

  /** Nothing of it is unpacked but its edges. */
  private passOverPacked(segment: Segment): boolean {
    if (!this.isNext(segment)) return false;
    const edges = packedEdges(this.disk, segment.path);
    if (typeof edges === 'string') return this.stop(0, edges);
    const problem = headerProblem(edges.header, segment.firstSequence);
    if (problem !== undefined) return this.stop(0, problem);
    return hashBefore(edges.header).equals(this.head) ? this.passed(edges.lastHash) : this.stop(0, NO_SUCCESSOR);
  }

  private passed(lastHash: Buffer): boolean {
    this.head = lastHash;
    this.lastSequence = this.segments[this.index + 1].firstSequence - 1;
    this.index += 1;
    return true;
  }

  private enter(): SegmentReader | undefined {
    const segment = this.segments[this.index];
    if (segment === undefined) return undefined;
    if (!this.isNext(segment)) return undefined;
    const reader = new SegmentReader(this.disk, segment);
    if (reader.problem !== undefined || reader.hashBefore.equals(this.head)) return reader;
    reader.close();
    this.stop(0, NO_SUCCESSOR);
    return undefined;
  }

  private isNext({ firstSequence }: Segment): boolean {
    const expected = this.lastSequence + 1;
    if (firstSequence === expected) return true;
    const range = `${Math.min(expected, firstSequence)} to ${Math.max(expected, firstSequence) - 1}`;
    return this.stop(0, firstSequence > expected ? `records ${range} are missing` : `records ${range} are there twice`);
  }

  private leave(reader: SegmentReader): void {
    const { problem, offset, segment, sequence, tornPossible } = reader;
    if (offset > 0) this.head = Buffer.from(reader.headHash);
    this.close();
    this.index += 1;
    // A journal that is being written may have gone on in a new segment.
    this.segments = segmentsIn(this.disk, this.folder);
    const isLast = this.index === this.segments.length;
    const isEnd = problem === undefined && (isLast || this.segments[this.index].firstSequence === sequence);
    if (isEnd) {
      // Nothing goes on in an archive: beside a writer that packs, a later segment was there before it.
      if (isLast && this.segments[this.index - 1].isPacked)
        this.damage = { segment: segment.name, sequence, offset, what: NO_END, torn: false };
      return;
    }
    const mayBeTorn = tornPossible && !segment.isPacked;
    const torn = mayBeTorn && isLast && wholeRecords(this.disk, segment.path, offset + 1, sequence, 1) === 0;
    if (!torn && mayBeTorn && this.goOn(segment, sequence)) return;
    if (problem !== undefined) this.damage = { segment: segment.name, sequence, offset, what: problem, torn };
  }

  /** What was no whole record a moment ago may be one now: what stands behind it was written after it. */
  private goOn(segment: Segment, sequence: number): boolean {
    const record = new JournalRecord();
    const isThere = (reader: SegmentReader): boolean => {
      while (reader.sequence < sequence && reader.next(record));
      return reader.sequence === sequence;
    };
    const probe = new SegmentReader(this.disk, segment);
    const isWritten = isThere(probe) && probe.next(record);
    probe.close();
    if (!isWritten) return false;
    this.index -= 1;
    this.reader = new SegmentReader(this.disk, segment);
    return isThere(this.reader);
  }

  private stop(offset: number, what: string): false {
    const { name } = this.segments[this.index];
    this.damage = { segment: name, sequence: this.lastSequence + 1, offset, what, torn: false };
    return false;
  }
}

const NO_SUCCESSOR =
  'it does not continue the segment before it: one of them was changed, or one between them is missing';

const NO_END = 'expected the last segment as it was written: the ones after it are missing';

/** The last bytes of a segment: of its last record, where that is whole. */
export function lastHash(disk: Disk, segment: Segment): Buffer {
  const file = openSegment(disk, segment);
  try {
    const bytes = Buffer.alloc(HASH_BYTES);
    file.read(bytes, Math.max(0, file.size() - HASH_BYTES));
    return bytes;
  } finally {
    file.close();
  }
}

/** Reads from a record on to the end, or to where it stops adding up. */
export function readThrough(disk: Disk, folder: string, from = 1): JournalReader {
  const reader = new JournalReader(disk, folder, from);
  const record = new JournalRecord();
  try {
    while (reader.next(record));
  } finally {
    reader.close();
  }
  return reader;
}
