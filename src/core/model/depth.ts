import type { Us } from '../base/time.ts';

const FIRST_CAPACITY = 64;

/**
 * What a venue tells of its book at one moment, in a reused object: price levels, in columns that grow. A level's size is
 * what stands there now; 0 means that the level is gone. Prices in ticks, sizes in lots.
 */
export class DepthEvent {
  instrument = 0;
  /** When it reached us; events of one run are ordered by it. */
  tsUs: Us = 0;
  /** When the venue says that it happened; NaN where it does not say. */
  venueUs: Us = Number.NaN;
  /** The whole book: what it does not name is empty. Otherwise what it does not name stays. */
  isSnapshot = false;
  /** The venue's numbers of the first and the last change in it; 0 where it has none. */
  firstUpdate = 0;
  lastUpdate = 0;
  /** Levels in the columns. */
  count = 0;
  /** 1 a bid, -1 an offer. */
  sides = new Int8Array(FIRST_CAPACITY);
  ticks = new Float64Array(FIRST_CAPACITY);
  lots = new Float64Array(FIRST_CAPACITY);

  clear(): void {
    this.count = 0;
  }

  add(side: 1 | -1, ticks: number, lots: number): void {
    if (this.count === this.ticks.length) this.grow();
    this.sides[this.count] = side;
    this.ticks[this.count] = ticks;
    this.lots[this.count] = lots;
    this.count += 1;
  }

  /** Side, ticks and lots of each level, in a row: for records. */
  get levels(): number[] {
    const row: number[] = [];
    for (let k = 0; k < this.count; k++) row.push(this.sides[k], this.ticks[k], this.lots[k]);
    return row;
  }

  set levels(row: readonly number[]) {
    this.clear();
    for (let k = 0; k < row.length; k += 3) this.add(row[k] > 0 ? 1 : -1, row[k + 1], row[k + 2]);
  }

  private grow(): void {
    const { sides, ticks, lots } = this;
    this.sides = new Int8Array(2 * sides.length);
    this.ticks = new Float64Array(2 * ticks.length);
    this.lots = new Float64Array(2 * lots.length);
    this.sides.set(sides);
    this.ticks.set(ticks);
    this.lots.set(lots);
  }
}
