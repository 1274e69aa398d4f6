import type { Us } from '../base/time.ts';
import type { DepthBook } from '../market/depth-book.ts';
import { type Instrument, priceOf, quantityOf, ticksOf } from '../model/instrument.ts';
import type { BookSide, BookView } from '../strategies/strategy.ts';

/** The book of one instrument as agents are handed it: one object, filled for each, in units. Levels are read from the book itself. */
export class BookShown implements BookView {
  instrument: string;
  tickSize: number;
  tsUs: Us = 0;
  bid = Number.NaN;
  bidSize = 0;
  ask = Number.NaN;
  askSize = 0;
  middle = Number.NaN;
  imbalance = Number.NaN;
  private readonly book: DepthBook;
  private readonly known: Instrument;

  constructor(book: DepthBook, known: Instrument) {
    this.book = book;
    this.known = known;
    this.instrument = known.name;
    this.tickSize = priceOf(known, 1);
  }

  /** As the book stands now. */
  fill(tsUs: Us): this {
    const { book, known } = this;
    const bidTicks = book.bestTicks(1);
    const askTicks = book.bestTicks(-1);
    const bidLots = book.bestLots(1);
    const askLots = book.bestLots(-1);
    if (this.instrument !== known.name) this.instrument = known.name;
    this.tickSize = priceOf(known, 1);
    this.tsUs = tsUs;
    this.bid = priceOf(known, bidTicks);
    this.bidSize = bidLots * known.lot;
    this.ask = priceOf(known, askTicks);
    this.askSize = askLots * known.lot;
    this.middle = priceOf(known, (bidTicks + askTicks) / 2);
    this.imbalance = (bidLots - askLots) / (bidLots + askLots);
    return this;
  }

  levels(side: BookSide): number {
    return this.book.levels(signOf(side));
  }

  price(side: BookSide, level: number): number {
    return this.has(side, level) ? priceOf(this.known, this.book.ticksOf(signOf(side), level)) : Number.NaN;
  }

  size(side: BookSide, level: number): number {
    return this.has(side, level) ? quantityOf(this.known, this.book.lotsOf(signOf(side), level)) : 0;
  }

  sizeAt(side: BookSide, price: number): number {
    const ticks = ticksOf(this.known, price);
    return Number.isNaN(ticks) ? 0 : quantityOf(this.known, this.book.lotsAt(signOf(side), ticks));
  }

  private has(side: BookSide, level: number): boolean {
    return Number.isInteger(level) && level >= 0 && level < this.book.levels(signOf(side));
  }
}

function signOf(side: BookSide): 1 | -1 {
  return side === 'bid' ? 1 : -1;
}
