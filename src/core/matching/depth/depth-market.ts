import { assert } from '../../base/assert.ts';
import { towardZero } from '../../base/rounding.ts';
import type { Us } from '../../base/time.ts';
import { DepthBook, type DepthBookState } from '../../market/depth-book.ts';
import type { DepthEvent } from '../../model/depth.ts';
import type { Side } from '../../model/order.ts';
import type { QuoteEvent } from '../../model/quote.ts';
import type { TradeEvent } from '../../model/trade.ts';
import type { Signed } from '../bar-path.ts';
import type { MomentMarket } from '../moment-walk.ts';
import type { RestingOrder } from '../resting-order.ts';
import type { Slippage } from '../slippage.ts';
import type { QueueModel } from './queue-model.ts';
import { TakenLots, type TakenLotsState } from './taken-lots.ts';

/** As JSON: per instrument its book, what we took of offers and of bids, and whether it has traded. */
export interface DepthMarketState {
  readonly books: readonly DepthBookState[];
  readonly taken: readonly TakenLotsState[];
  readonly traded: readonly number[];
  readonly refusedTrades: number;
  readonly crossed: number;
}

/**
 * The market as recorded books and trades show it, less what we took of it. The books are history: nothing that we do
 * moves them. While a book is crossed nobody knows what it offers, and nothing is taken from it.
 */
export class DepthMarket implements MomentMarket {
  nowUs: Us = 0;
  /** Trades whose price or size was none. */
  refusedTrades = 0;
  /** Events after which a book was crossed. */
  crossed = 0;
  readonly books: readonly DepthBook[];
  private instrument = 0;
  private book: DepthBook;
  private isCrossed = false;
  /** The trade of the moment; undefined while a book is. */
  private printTicks: number | undefined;
  private printLots = 0;
  /** What all our orders together may still fill of it, and what they have filled. */
  private printLeft = 0;
  private printTaken = 0;
  /** The side of those who waited and were hit; 0 where nobody can say. */
  private hit: Side | 0 = 0;
  /** What the order that `reach` was asked for last may fill. */
  private makerLots = 0;
  private readonly participation: number;
  private readonly queue: QueueModel;
  private readonly slippages: readonly Slippage[];
  /** Two an instrument: what we took of offers, what we took of bids. */
  private readonly taken: readonly TakenLots[];
  private readonly traded: Uint8Array;

  /** `participation`: the fraction of a level, or of a trade, that all our orders together may take. */
  constructor(slippages: readonly Slippage[], queue: QueueModel, participation = 1) {
    assert(participation > 0, 'a participation is a positive fraction of the size');
    this.participation = participation;
    this.queue = queue;
    this.slippages = slippages;
    this.books = slippages.map(() => new DepthBook());
    this.book = this.books[0];
    this.taken = slippages.flatMap(() => [new TakenLots(-1), new TakenLots(1)]);
    this.traded = new Uint8Array(slippages.length);
  }

  /** What follows happens at this moment, in the book of this instrument as it stands. */
  enter(instrument: number, nowUs: Us): void {
    this.nowUs = nowUs;
    this.instrument = instrument;
    this.book = this.books[instrument];
    this.isCrossed = this.book.isCrossed;
    this.printTicks = undefined;
  }

  depth(event: DepthEvent): void {
    this.book.apply(event);
    this.moved();
  }

  quote(event: QuoteEvent): void {
    this.book.applyQuote(event);
    this.moved();
  }

  /** False where it is no trade. */
  trade({ priceTicks, lots, aggressor }: TradeEvent): boolean {
    if (!(lots > 0 && Number.isSafeInteger(lots) && Number.isSafeInteger(priceTicks))) {
      this.refusedTrades += 1;
      return false;
    }
    this.printTicks = priceTicks;
    this.printLots = lots;
    this.printLeft = towardZero(this.participation * lots);
    this.printTaken = 0;
    this.hit = aggressor === 0 ? this.hitAt(priceTicks) : aggressor > 0 ? -1 : 1;
    this.traded[this.instrument] = 1;
    return true;
  }

  /** Moves the order forward by what the event says of its level. */
  advance(order: RestingOrder): void {
    const { place, side } = order;
    if (place === undefined || !place.isIn) return;
    const ticks = side * order.limit;
    place.passed = 0;
    if (this.printTicks === undefined) {
      const lots = this.book.lotsAt(side, ticks);
      if (lots !== place.shown) this.queue.change(place, lots);
    } else if (ticks === this.printTicks && side === this.hit) {
      place.trade(this.printLots);
    }
  }

  /** It gets in line at its limit, once the book shows what stands there: beyond its farthest level nobody knows. */
  join(order: RestingOrder): void {
    const { book } = this;
    const { side, limit } = order;
    const levels = book.levels(side);
    if (levels === 0 ? book.levels(-side) === 0 : side * book.ticksOf(side, levels - 1) > limit) return;
    order.joinQueue(book.lotsAt(side, side * limit));
  }

  /** Nothing for what is not in line. */
  reach(order: RestingOrder): number {
    if (order.place?.isIn !== true) this.makerLots = 0;
    else this.makerLots = this.printTicks === undefined ? this.reachOfBook(order) : this.reachOfTrade(order);
    return this.makerLots;
  }

  price(side: Side): Signed {
    const at = this.bestLeft(side);
    return at < 0 ? Number.POSITIVE_INFINITY : side * this.book.ticksOf(-side, at);
  }

  /** Stops look at trades, and at the far side of the book while the instrument has never traded. */
  watched(side: Side): Signed {
    if (this.printTicks !== undefined) return side * this.printTicks;
    if (this.traded[this.instrument] === 1 || this.isCrossed) return Number.NaN;
    return side * this.book.bestTicks(-side);
  }

  /** The middle of the book, in ticks and halves; NaN where a side is missing, or the sides cross. */
  get middle(): number {
    return this.isCrossed ? Number.NaN : (this.book.bestTicks(1) + this.book.bestTicks(-1)) / 2;
  }

  lotsLeft(side: Side, maker: boolean): number {
    if (maker) return this.makerLots;
    const at = this.bestLeft(side);
    return at < 0 ? 0 : this.left(side, at);
  }

  lotsWithin(side: Side, limit: Signed): number {
    const { book } = this;
    let lots = 0;
    if (this.isCrossed) return lots;
    for (let at = 0; at < book.levels(-side) && side * book.ticksOf(-side, at) <= limit; at++)
      lots += this.left(side, at);
    return lots;
  }

  spend(side: Side, maker: boolean, lots: number): void {
    if (maker && this.printTicks !== undefined) {
      this.printLeft -= lots;
      this.printTaken += lots;
      return;
    }
    const at = this.bestLeft(side);
    this.takenOf(side).add(this.book.ticksOf(-side, at), this.book.lotsOf(-side, at), lots);
  }

  slippage(instrument: number, ticks: number, lots: number): bigint {
    return this.slippages[instrument].cost(ticks, lots);
  }

  admits(child: RestingOrder, isFirst: boolean): boolean {
    return child.admitAt(this.nowUs, isFirst);
  }

  save(): DepthMarketState {
    return {
      books: this.books.map((book) => book.save()),
      taken: this.taken.map((taken) => taken.save()),
      traded: [...this.traded],
      refusedTrades: this.refusedTrades,
      crossed: this.crossed,
    };
  }

  load({ books, taken, traded, refusedTrades, crossed }: DepthMarketState): void {
    books.forEach((book, i) => this.books[i].load(book));
    taken.forEach((each, i) => this.taken[i].load(each));
    this.traded.set(traded);
    this.refusedTrades = refusedTrades;
    this.crossed = crossed;
  }

  private moved(): void {
    const place = 2 * this.instrument;
    this.taken[place].refresh(this.book);
    this.taken[place + 1].refresh(this.book);
    this.isCrossed = this.book.isCrossed;
    if (this.isCrossed) this.crossed += 1;
  }

  /** Whom a trade of an unknown aggressor hit: the side at whose best price it was, or beyond. */
  private hitAt(ticks: number): Side | 0 {
    if (this.isCrossed) return 0;
    if (ticks <= this.book.bestTicks(1)) return 1;
    return ticks >= this.book.bestTicks(-1) ? -1 : 0;
  }

  /** A trade beyond the limit would have met the order first; one at the limit reaches it past what was ahead. */
  private reachOfTrade({ side, limit, place }: RestingOrder): number {
    const price = side * this.printTicks!;
    if (price > limit || (this.hit !== side && this.hit !== 0)) return 0;
    if (price < limit) return this.printLeft;
    return Math.min(this.printLeft, Math.max(0, place!.passed - this.printTaken));
  }

  /** Whoever offers at the limit or beyond it has met the order. */
  private reachOfBook({ side, limit }: RestingOrder): number {
    const at = this.bestLeft(side);
    return at < 0 || side * this.book.ticksOf(-side, at) > limit ? 0 : this.left(side, at);
  }

  /** The best level of the far side of which something is left for us; -1 where there is none. */
  private bestLeft(side: Side): number {
    if (this.isCrossed) return -1;
    const levels = this.book.levels(-side);
    for (let at = 0; at < levels; at++) if (this.left(side, at) > 0) return at;
    return -1;
  }

  private left(side: Side, at: number): number {
    const { book } = this;
    return towardZero(this.participation * book.lotsOf(-side, at)) - this.takenOf(side).at(book.ticksOf(-side, at));
  }

  /** What buyers of ours took of offers, and sellers of bids. */
  private takenOf(side: Side): TakenLots {
    return this.taken[2 * this.instrument + (side > 0 ? 0 : 1)];
  }
}
