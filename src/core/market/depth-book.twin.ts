import type { DepthEvent } from '../model/depth.ts';
import type { QuoteEvent } from '../model/quote.ts';

const isLevel = (ticks: number, lots: number) => Number.isSafeInteger(ticks) && Number.isSafeInteger(lots) && lots >= 0;

/** A book in its plainest form, as an oracle: a map per side, sorted anew whenever it is asked. */
export class NaiveDepthBook {
  refused = 0;
  private readonly sides = { bids: new Map<number, number>(), asks: new Map<number, number>() };
  private readonly levelsMax: number;
  private depthUs = Number.NaN;
  private quote: { venueUs: number; bid: [number, number]; ask: [number, number] } | undefined;

  constructor(levelsMax: number) {
    this.levelsMax = levelsMax;
  }

  apply({ isSnapshot, count, sides, ticks, lots, venueUs }: DepthEvent): void {
    if (isSnapshot) {
      this.sides.bids.clear();
      this.sides.asks.clear();
    }
    for (let i = 0; i < count; i++) {
      if (isLevel(ticks[i], lots[i])) this.put(sides[i], ticks[i], lots[i]);
      else this.refused += 1;
    }
    this.depthUs = venueUs;
    if (this.quote !== undefined && venueUs < this.quote.venueUs) this.showQuote();
  }

  applyQuote({ bidTicks, bidLots, askTicks, askLots, venueUs }: QuoteEvent): void {
    if (!isLevel(bidTicks, bidLots) || !isLevel(askTicks, askLots) || (bidLots * askLots > 0 && bidTicks >= askTicks)) {
      this.refused += 1;
    } else if (!(venueUs < this.depthUs || (this.quote !== undefined && venueUs < this.quote.venueUs))) {
      this.quote = { venueUs, bid: [bidTicks, bidLots], ask: [askTicks, askLots] };
      this.showQuote();
    }
  }

  /** Best first. */
  levels(side: 1 | -1): [ticks: number, lots: number][] {
    return [...this.of(side)].toSorted(([a], [b]) => (b - a) * side);
  }

  private of(side: number): Map<number, number> {
    return side > 0 ? this.sides.bids : this.sides.asks;
  }

  private put(side: number, ticks: number, lots: number): void {
    if (lots === 0) {
      this.of(side).delete(ticks);
      return;
    }
    this.of(side).set(ticks, lots);
    const farthest = this.levels(side > 0 ? 1 : -1).at(-1)!;
    if (this.of(side).size > this.levelsMax) this.of(side).delete(farthest[0]);
  }

  private showQuote(): void {
    const { bid, ask } = this.quote!;
    for (const [side, [ticks, lots]] of [[1, bid] as const, [-1, ask] as const]) {
      for (const [other] of this.levels(side))
        if (lots === 0 || (other - ticks) * side > 0) this.of(side).delete(other);
      if (lots > 0) this.put(side, ticks, lots);
    }
  }
}
