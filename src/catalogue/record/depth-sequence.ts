/** What a depth event is to a book that follows the sequence. */
export type SequenceVerdict =
  /** It continues the book, or begins it. */
  | 'apply'
  /** The book has it already. */
  | 'stale'
  /** A difference that may continue a snapshot that is still to come, or a snapshot that nobody needs so far. */
  | 'wait'
  /** Something is missing before it: the book is not trusted from here on, and this waits. */
  | 'gap';

/**
 * Follows the update numbers of one book as Binance documents them ("How to manage a local order book correctly"). Futures
 * name the last update of the message before (`pu`), and each difference must name the one that was applied last; on spot the
 * first update must follow the last one. A snapshot is joined by the first difference that spans its number, those that end
 * before it are stale. While a book is trusted a further snapshot says nothing new, and most are shallower than the book: it
 * waits for the case that the differences before it turn out to be incomplete.
 */
export class DepthSequence {
  gaps = 0;
  /** Snapshots that began the book anew after a gap. */
  resyncs = 0;
  /** Whether the book is complete as of `lastUpdate`. */
  trusted = false;
  lastUpdate = 0;
  /** A snapshot was applied, and no difference since. */
  private joining = false;
  private lost = false;

  takeSnapshot(lastUpdate: number): SequenceVerdict {
    if (this.trusted && lastUpdate <= this.lastUpdate) return 'stale';
    if (this.trusted && !this.joining) return 'wait';
    if (this.lost) this.resyncs += 1;
    this.lost = false;
    this.trusted = true;
    this.joining = true;
    this.lastUpdate = lastUpdate;
    return 'apply';
  }

  /** `previousUpdate`: NaN where the venue does not name it. */
  takeDifference(firstUpdate: number, lastUpdate: number, previousUpdate: number): SequenceVerdict {
    if (!this.trusted) return 'wait';
    const names = !Number.isNaN(previousUpdate);
    // A difference of futures that ends with the snapshot's number spans it, and changes nothing.
    if (lastUpdate < this.lastUpdate || (lastUpdate === this.lastUpdate && !(names && this.joining))) return 'stale';
    const follows = names ? previousUpdate === this.lastUpdate : firstUpdate === this.lastUpdate + 1;
    const spans = this.joining && firstUpdate <= this.lastUpdate + (names ? 0 : 1);
    if (!follows && !spans) {
      this.gaps += 1;
      this.trusted = false;
      this.lost = true;
      return 'gap';
    }
    this.joining = false;
    this.lastUpdate = lastUpdate;
    return 'apply';
  }
}
