import type { Journal } from '../../journal/journal.ts';

/** So many market events may be confirmed before they are safe. */
const AHEAD_MAX = 1_000;

/**
 * Market events that were confirmed before the record of them was safe: nothing came of them, and who gave them keeps them
 * until they are. After a crash they are given again.
 */
export class Ahead {
  private readonly journal: Journal;
  /** The journal's number of each, and its own, the oldest first. */
  private records: number[] = [];
  private sequences: number[] = [];

  constructor(journal: Journal) {
    this.journal = journal;
  }

  get isFull(): boolean {
    return this.sequences.length >= AHEAD_MAX;
  }

  /** The event stands in the journal's last record. */
  add(sequence: number): void {
    this.records.push(this.journal.lastSequence);
    this.sequences.push(sequence);
  }

  /** Up to this event everything is safe; undefined where all is. */
  get safe(): number | undefined {
    const { syncedSequence } = this.journal;
    let done = 0;
    while (done < this.records.length && this.records[done] <= syncedSequence) done += 1;
    if (done > 0) {
      this.records = this.records.slice(done);
      this.sequences = this.sequences.slice(done);
    }
    return this.sequences.length === 0 ? undefined : this.sequences[0] - 1;
  }
}
