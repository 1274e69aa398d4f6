import { assert } from '../base/assert.ts';
import type { Us } from '../base/time.ts';
import type { DepthEvent } from '../model/depth.ts';
import type { QuoteEvent } from '../model/quote.ts';
import { DepthSide, type DepthSideState } from './depth-side.ts';

/** A book as JSON; null where there is no time, and no quote. */
export interface DepthBookState {
  readonly bids: DepthSideState;
  readonly asks: DepthSideState;
  readonly depthUs: Us | null;
  readonly quoteUs: Us | null;
  readonly quote: readonly number[];
  readonly refused: number;
}

/** Levels kept on each side unless told otherwise: more than venues show, and a bound where data is wild. */
const LEVELS_MAX = 32_768;

/**
 * The price levels of one instrument as its venue tells them. Levels with a size that is none (negative, not whole) or a
 * price that is none are refused and counted, and so is a quote whose bid is not below its offer; a book that differences
 * make cross is kept as it was told, and says so.
 *
 * Sides are 1 for bids and -1 for offers. Indices count from the best level, which is 0.
 */
export class DepthBook {
  /** Levels and quotes that were none. */
  refused = 0;
  private readonly bids: DepthSide;
  private readonly asks: DepthSide;
  /** When the venue had the last book, and the last quote; NaN where it did not say or there was none. */
  private depthUs: Us = Number.NaN;
  private quoteUs: Us = Number.NaN;
  /** The last quote: bid and its lots, ask and its lots. */
  private readonly top = new Float64Array(4);

  /** `levelsMax`: how many levels of a side are kept, the nearest to the touch. */
  constructor(levelsMax = LEVELS_MAX) {
    assert(levelsMax > 0, 'a book keeps at least one level of each side');
    this.bids = new DepthSide(1, levelsMax);
    this.asks = new DepthSide(-1, levelsMax);
  }

  apply(event: DepthEvent): void {
    if (event.isSnapshot) {
      this.bids.clear();
      this.asks.clear();
    }
    const { count, sides, ticks, lots } = event;
    for (let i = 0; i < count; i++) {
      if (isLevel(ticks[i], lots[i])) this.of(sides[i]).set(ticks[i], lots[i]);
      else this.refused += 1;
    }
    this.depthUs = event.venueUs;
    if (event.venueUs < this.quoteUs) this.showTop();
  }

  /**
   * The best bid and offer, which some venues tell sooner than the levels: what is better than them is gone, and what they
   * name stands. It holds until the venue had a later book; a quote older than the book says nothing. A size of 0 means
   * that nobody offers on that side.
   */
  applyQuote(quote: QuoteEvent): void {
    const { bidTicks, bidLots, askTicks, askLots, venueUs } = quote;
    const isCrossed = bidLots > 0 && askLots > 0 && bidTicks >= askTicks;
    if (isCrossed || !isLevel(bidTicks, bidLots) || !isLevel(askTicks, askLots)) {
      this.refused += 1;
      return;
    }
    if (venueUs < this.depthUs || venueUs < this.quoteUs) return;
    this.quoteUs = venueUs;
    this.top[0] = bidTicks;
    this.top[1] = bidLots;
    this.top[2] = askTicks;
    this.top[3] = askLots;
    this.showTop();
  }

  /** The best price of a side; NaN where nobody offers. */
  bestTicks(side: number): number {
    const levels = this.of(side);
    return levels.count > 0 ? levels.ticksOf(0) : Number.NaN;
  }

  /** What stands at the best price; 0 where nobody offers. */
  bestLots(side: number): number {
    const levels = this.of(side);
    return levels.count > 0 ? levels.lotsOf(0) : 0;
  }

  lotsAt(side: number, ticks: number): number {
    return this.of(side).lotsAt(ticks);
  }

  /** How many levels a side has. */
  levels(side: number): number {
    return this.of(side).count;
  }

  /** The price of a level, by its index from the best, which must be below `levels(side)`. */
  ticksOf(side: number, index: number): number {
    return this.of(side).ticksOf(index);
  }

  lotsOf(side: number, index: number): number {
    return this.of(side).lotsOf(index);
  }

  /** The best bid is not below the best offer: differences were lost, or the venue's word is wrong. */
  get isCrossed(): boolean {
    return this.bestTicks(1) >= this.bestTicks(-1);
  }

  /** Levels that were forgotten because a side had too many. */
  get forgotten(): number {
    return this.bids.forgotten + this.asks.forgotten;
  }

  save(): DepthBookState {
    return {
      bids: this.bids.save(),
      asks: this.asks.save(),
      depthUs: known(this.depthUs),
      quoteUs: known(this.quoteUs),
      quote: [...this.top],
      refused: this.refused,
    };
  }

  load({ bids, asks, depthUs, quoteUs, quote, refused }: DepthBookState): void {
    this.bids.load(bids);
    this.asks.load(asks);
    this.depthUs = depthUs ?? Number.NaN;
    this.quoteUs = quoteUs ?? Number.NaN;
    this.top.set(quote);
    this.refused = refused;
  }

  private of(side: number): DepthSide {
    return side > 0 ? this.bids : this.asks;
  }

  private showTop(): void {
    show(this.bids, this.top[0], this.top[1]);
    show(this.asks, this.top[2], this.top[3]);
  }
}

function show(side: DepthSide, ticks: number, lots: number): void {
  if (lots === 0) {
    side.clear();
    return;
  }
  side.clearBeyond(ticks);
  side.set(ticks, lots);
}

function isLevel(ticks: number, lots: number): boolean {
  return lots >= 0 && Number.isSafeInteger(lots) && Number.isSafeInteger(ticks);
}

function known(us: Us): Us | null {
  return Number.isNaN(us) ? null : us;
}
