import type { Us } from '../core/base/time.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { BarSeries, BarSource } from '../core/market/series.ts';

/** A walk along one instrument's base bars: each is first opened, then closed. Holds one chunk of the source at a time. */
export class Cursor {
  /** The bar at hand; refilled when the walk goes on to the next one. */
  readonly bar = new BarEvent();
  /** The bar at hand has opened and is in progress. */
  opened = false;
  done = false;
  /** What the source handed out last, and the row at hand there. */
  chunk: BarSeries | undefined;
  row = -1;
  private readonly source: BarSource;

  constructor(source: BarSource) {
    this.source = source;
    this.next();
  }

  /** When something happens here next: the open of the bar at hand, or its close. */
  get nextUs(): Us {
    return this.opened ? this.bar.tsUs : this.bar.openUs;
  }

  /** The bar at hand has closed: on to the next one. */
  next(): void {
    this.opened = false;
    this.row += 1;
    if (this.chunk === undefined || this.row >= this.chunk.length) {
      this.chunk = this.source.next();
      this.row = 0;
      if (this.chunk === undefined) {
        this.done = true;
        return;
      }
    }
    this.chunk.readMiddle(this.row, this.bar);
  }

  /** To another row of the chunk; that bar is in progress. */
  goTo(row: number): void {
    if (row === this.row) return;
    this.row = row;
    this.chunk?.readMiddle(row, this.bar);
  }

  /** The bar with its bid and ask sides, which are read only for a venue that has something waiting. */
  withSides(): BarEvent {
    this.chunk?.readSides(this.row, this.bar);
    return this.bar;
  }
}
