import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';
import type { OrderTerms } from '../model/order.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { Reports } from '../model/report.ts';
import type { TradeEvent } from '../model/trade.ts';
import { BarVenue, type BarVenueState, type VenueOptions } from './bar-venue.ts';
import type { OrderChanges } from './order-entry.ts';
import { FillNumbers } from './order-fills.ts';
import { QuoteVenue, type QuoteVenueOptions, type QuoteVenueState } from './quote-venue.ts';

/** What each of both remembers, as JSON. */
export interface MixedVenueState {
  readonly bars: BarVenueState;
  readonly quotes: QuoteVenueState;
}

/**
 * One venue of which some instruments fill against bars and the others against quotes and trades: orders go where their
 * instrument belongs, and fills are numbered together.
 */
export class MixedVenue {
  private readonly isQuoted: readonly boolean[];
  private readonly bars: BarVenue;
  private readonly quotes: QuoteVenue;

  /** All lists in the instruments' order. The options of both are their own: a slippage model that observes bars fits bars alone. */
  constructor(
    instruments: readonly Instrument[],
    calendars: readonly Calendar[],
    ledgerScales: readonly number[],
    isQuoted: readonly boolean[],
    options: { readonly bars: VenueOptions; readonly quotes: QuoteVenueOptions },
  ) {
    const numbers = new FillNumbers();
    this.isQuoted = isQuoted;
    this.bars = new BarVenue(instruments, calendars, ledgerScales, options.bars, numbers);
    this.quotes = new QuoteVenue(instruments, calendars, ledgerScales, options.quotes, numbers);
  }

  get nextExpiryUs(): Us {
    return Math.min(this.bars.nextExpiryUs, this.quotes.nextExpiryUs);
  }

  submit(orderId: Id, terms: OrderTerms, nowUs: Us, reports: Reports): void {
    this.of(terms.instrument).submit(orderId, terms, nowUs, reports);
  }

  cancel(orderId: Id, nowUs: Us, reports: Reports): void {
    this.holding(orderId).cancel(orderId, nowUs, reports);
  }

  replace(orderId: Id, changes: OrderChanges, nowUs: Us, reports: Reports): void {
    this.holding(orderId).replace(orderId, changes, nowUs, reports);
  }

  requestCrossPrice(id: Id, instrument: number, nowUs: Us): void {
    this.of(instrument).requestCrossPrice(id, instrument, nowUs);
  }

  cancelCrossPrice(id: Id): void {
    this.bars.cancelCrossPrice(id);
    this.quotes.cancelCrossPrice(id);
  }

  /** Bars of a quoted instrument are for agents: they fill nothing. */
  open(bar: BarEvent, reports: Reports): void {
    if (!this.isQuoted[bar.instrument]) this.bars.open(bar, reports);
  }

  path(bar: BarEvent, reports: Reports): void {
    if (!this.isQuoted[bar.instrument]) this.bars.path(bar, reports);
  }

  close(bar: BarEvent, reports: Reports): void {
    if (!this.isQuoted[bar.instrument]) this.bars.close(bar, reports);
  }

  /** Quotes and trades of an instrument that bars fill are for agents alone too. */
  quote(quote: QuoteEvent, reports: Reports): void {
    if (this.isQuoted[quote.instrument]) this.quotes.quote(quote, reports);
  }

  trade(trade: TradeEvent, reports: Reports): void {
    if (this.isQuoted[trade.instrument]) this.quotes.trade(trade, reports);
  }

  expire(nowUs: Us, reports: Reports): void {
    this.bars.expire(nowUs, reports);
    this.quotes.expire(nowUs, reports);
  }

  save(): MixedVenueState {
    return { bars: this.bars.save(), quotes: this.quotes.save() };
  }

  /** Into a venue made with the same instruments and options, before it has done anything. */
  load({ bars, quotes }: MixedVenueState): void {
    this.bars.load(bars);
    this.quotes.load(quotes);
  }

  private of(instrument: number): BarVenue | QuoteVenue {
    return this.isQuoted[instrument] ? this.quotes : this.bars;
  }

  private holding(orderId: Id): BarVenue | QuoteVenue {
    return this.quotes.has(orderId) ? this.quotes : this.bars;
  }
}
