import { must } from '../../core/base/assert.ts';
import type { Id } from '../../core/base/ids.ts';
import type { Us } from '../../core/base/time.ts';
import { BarVenue } from '../../core/matching/bar-venue.ts';
import { DepthVenue } from '../../core/matching/depth/depth-venue.ts';
import { FillNumbers } from '../../core/matching/order-fills.ts';
import { QuoteVenue } from '../../core/matching/quote-venue.ts';
import { BarEvent } from '../../core/model/bar.ts';
import { DepthEvent } from '../../core/model/depth.ts';
import type { Instrument } from '../../core/model/instrument.ts';
import { QuoteEvent } from '../../core/model/quote.ts';
import type { Reports } from '../../core/model/report.ts';
import { TradeEvent } from '../../core/model/trade.ts';
import type { BarFrame, MarketFrame } from '../../brokers/paper/protocol.ts';
import { bookVenueOptionsOf, venueOptionsOf } from '../../backtest/venue.ts';
import type { Of } from './exchange-input.ts';
import { type VenueMarket, type VenueSpec, venueCalendars } from './spec.ts';

/** Plain JSON. */
export interface MatchingState {
  readonly bars: ReturnType<BarVenue['save']>;
  readonly quotes: ReturnType<QuoteVenue['save']> | null;
  readonly books: ReturnType<DepthVenue['save']> | null;
}

/** The venues of `core/matching` side by side: which one an instrument's orders rest at, and what each is told of the market. */
export class Matching {
  readonly bars: BarVenue;
  readonly markets: readonly VenueMarket[];
  /** None where no instrument is filled by them. */
  private readonly quotes: QuoteVenue | undefined;
  private readonly books: DepthVenue | undefined;
  private readonly bar = new BarEvent();
  private readonly quote = new QuoteEvent();
  private readonly print = new TradeEvent();
  private readonly depth = new DepthEvent();

  constructor(spec: VenueSpec, instruments: readonly Instrument[], scales: readonly number[]) {
    const options = venueOptionsOf(spec.execution);
    const calendars = venueCalendars(spec);
    const numbers = new FillNumbers();
    this.bars = new BarVenue(instruments, calendars, scales, options, numbers);
    this.markets = spec.instruments.map(({ market }) => market);
    if (this.markets.includes('quotes')) this.quotes = new QuoteVenue(instruments, calendars, scales, options, numbers);
    if (this.markets.includes('books')) {
      const assumed = bookVenueOptionsOf(spec.execution);
      this.books = new DepthVenue(instruments, calendars, scales, assumed, numbers);
    }
  }

  get nextExpiryUs(): Us {
    const { bars, quotes, books } = this;
    let us = bars.nextExpiryUs;
    if (quotes !== undefined) us = Math.min(us, quotes.nextExpiryUs);
    // What was on its way from there is told at the end of an instant too.
    if (books !== undefined) us = Math.min(us, books.nextExpiryUs, books.nextReportUs);
    return us;
  }

  /** The venue that answers at once; of an instrument with books it refuses what nobody knows. */
  plainOf(instrument: number): BarVenue | QuoteVenue {
    return this.markets[instrument] === 'quotes' ? must(this.quotes, 'an instrument has quotes') : this.bars;
  }

  /** The venue whose orders and answers need time; undefined for the instruments of the others. */
  booksOf(instrument: number): DepthVenue | undefined {
    return this.markets[instrument] === 'books' ? this.books : undefined;
  }

  cancelCross(id: Id): void {
    this.bars.cancelCrossPrice(id);
    this.quotes?.cancelCrossPrice(id);
    this.books?.cancelCrossPrice(id);
  }

  /** What the market has done. */
  tell(input: MarketFrame, reports: Reports): void {
    switch (input.kind) {
      case 'expire':
        this.bars.expire(input.tsUs, reports);
        this.quotes?.expire(input.tsUs, reports);
        this.books?.expire(input.tsUs, reports);
        break;
      case 'quote':
        (this.booksOf(input.instrument) ?? this.quotes)?.quote(Object.assign(this.quote, withoutFrame(input)), reports);
        break;
      case 'trade':
        (this.booksOf(input.instrument) ?? this.quotes)?.trade(Object.assign(this.print, withoutFrame(input)), reports);
        break;
      case 'depth':
        this.books?.depth(Object.assign(this.depth, withoutFrame(input)), reports);
        break;
      default:
        this.bars[input.kind](this.fillBar(input.bar), reports);
    }
  }

  save(): MatchingState {
    const { bars, quotes, books } = this;
    return { bars: bars.save(), quotes: quotes?.save() ?? null, books: books?.save() ?? null };
  }

  load({ bars, quotes, books }: MatchingState): void {
    this.bars.load(bars);
    if (quotes !== null) must(this.quotes, 'what was saved has quotes').load(quotes);
    if (books !== null) must(this.books, 'what was saved has books').load(books);
  }

  private fillBar({ sides, volume, ...rest }: BarFrame['bar']): BarEvent {
    const { bar } = this;
    Object.assign(bar, rest, { interval: 0, volume: volume ?? Number.NaN });
    const { open, high, low, close } = rest;
    [bar.bidOpen, bar.bidHigh, bar.bidLow, bar.bidClose] = sides ?? [open, high, low, close];
    [bar.askOpen, bar.askHigh, bar.askLow, bar.askClose] = sides?.slice(4) ?? [open, high, low, close];
    return bar;
  }
}

function withoutFrame<T extends Of<'quote' | 'trade' | 'depth'>>({
  kind: _kind,
  sequence: _sequence,
  venueUs,
  ...event
}: T) {
  return { ...event, venueUs: venueUs ?? Number.NaN };
}
