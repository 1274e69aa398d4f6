import { assert } from '../base/assert.ts';
import { towardZero } from '../base/rounding.ts';
import type { Us } from '../base/time.ts';
import type { Side } from '../model/order.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { TradeEvent } from '../model/trade.ts';
import type { Signed } from './bar-path.ts';
import type { MomentMarket } from './moment-walk.ts';
import type { RestingOrder } from './resting-order.ts';
import type { Slippage } from './slippage.ts';

/** As JSON: per instrument the quote that stands and what is left of it, ask before bid, and whether trades have been seen. */
export interface QuoteMarketState {
  readonly ticks: readonly number[];
  readonly shown: readonly number[];
  readonly left: readonly number[];
  readonly traded: readonly number[];
}

/**
 * The market as quotes and trades show it: the quote that stands, less what we took of it, and the trade of the moment.
 * A side's size is whole again when its price or its size changes; what others show is all there is.
 */
export class QuoteMarket implements MomentMarket {
  nowUs: Us = 0;
  /** The price that stops look at, the same for both sides, where it is a trade; undefined where it is the quote. */
  private printTicks: number | undefined;
  private instrument = 0;
  private tradeLeft = 0;
  private readonly through: number;
  private readonly participation: number;
  private readonly slippages: readonly Slippage[];
  /** Two cells an instrument, ask before bid: the price, the size shown, what of it we may still take. */
  private readonly ticks: Float64Array;
  private readonly shown: Float64Array;
  private readonly left: Float64Array;
  private readonly traded: Uint8Array;

  /**
   * `through`: how many ticks beyond its limit the price must lie that fills a resting order. `participation`: the fraction
   * of a size shown, or of a trade, that all our orders together may take.
   */
  constructor(slippages: readonly Slippage[], through: number, participation = 1) {
    assert(participation > 0, 'a participation is a positive fraction of the size');
    this.through = through;
    this.participation = participation;
    this.slippages = slippages;
    const instruments = slippages.length;
    this.ticks = new Float64Array(2 * instruments);
    this.shown = new Float64Array(2 * instruments);
    this.left = new Float64Array(2 * instruments);
    this.traded = new Uint8Array(instruments);
  }

  quote(quote: QuoteEvent): void {
    this.nowUs = quote.tsUs;
    this.instrument = quote.instrument;
    this.printTicks = undefined;
    const place = 2 * quote.instrument;
    this.show(place, quote.askTicks, quote.askLots);
    this.show(place + 1, quote.bidTicks, quote.bidLots);
  }

  trade(trade: TradeEvent): void {
    this.nowUs = trade.tsUs;
    this.instrument = trade.instrument;
    this.printTicks = trade.priceTicks;
    this.tradeLeft = towardZero(this.participation * trade.lots);
    this.traded[trade.instrument] = 1;
  }

  price(side: Side): Signed {
    const place = this.farSide(side);
    return this.shown[place] > 0 ? side * this.ticks[place] : Number.POSITIVE_INFINITY;
  }

  /** Resting orders are hit by the trade, or by the far side of the quote. */
  reach({ side, limit }: RestingOrder): number {
    const price = this.printTicks === undefined ? this.price(side) : side * this.printTicks;
    return price > limit - this.through ? 0 : this.lotsLeft(side, true);
  }

  /** Stops look at trades, and at the far side of the quote while the instrument has never traded. */
  watched(side: Side): Signed {
    if (this.printTicks !== undefined) return side * this.printTicks;
    if (this.traded[this.instrument] === 1) return Number.NaN;
    const price = this.price(side);
    return price === Number.POSITIVE_INFINITY ? Number.NaN : price;
  }

  /** The middle of the quote that stands, in ticks and halves; NaN where a side is missing. */
  get middle(): number {
    const place = 2 * this.instrument;
    if (!(this.shown[place] > 0 && this.shown[place + 1] > 0)) return Number.NaN;
    return (this.ticks[place] + this.ticks[place + 1]) / 2;
  }

  lotsLeft(side: Side, maker: boolean): number {
    return maker && this.printTicks !== undefined ? this.tradeLeft : this.left[this.farSide(side)];
  }

  lotsWithin(side: Side): number {
    return this.lotsLeft(side, false);
  }

  spend(side: Side, maker: boolean, lots: number): void {
    if (maker && this.printTicks !== undefined) this.tradeLeft -= lots;
    else this.left[this.farSide(side)] -= lots;
  }

  slippage(instrument: number, ticks: number, lots: number): bigint {
    return this.slippages[instrument].cost(ticks, lots);
  }

  admits(child: RestingOrder, isFirst: boolean): boolean {
    return child.admitAt(this.nowUs, isFirst);
  }

  save(): QuoteMarketState {
    return {
      ticks: [...this.ticks],
      shown: [...this.shown],
      left: [...this.left],
      traded: [...this.traded],
    };
  }

  load(state: QuoteMarketState): void {
    this.ticks.set(state.ticks);
    this.shown.set(state.shown);
    this.left.set(state.left);
    this.traded.set(state.traded);
  }

  private show(place: number, ticks: number, lots: number): void {
    if (this.ticks[place] === ticks && this.shown[place] === lots) return;
    this.ticks[place] = ticks;
    this.shown[place] = lots;
    this.left[place] = towardZero(this.participation * lots);
  }

  private farSide(side: Side): number {
    return 2 * this.instrument + (side > 0 ? 0 : 1);
  }
}
