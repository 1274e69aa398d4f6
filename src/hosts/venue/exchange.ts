import { must } from '../../core/base/assert.ts';
import { parseDecimal, unitsAt } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Id } from '../../core/base/ids.ts';
import type { Us } from '../../core/base/time.ts';
import { Ledger } from '../../core/ledger/ledger.ts';
import { BarVenue } from '../../core/matching/bar-venue.ts';
import { FillNumbers } from '../../core/matching/order-fills.ts';
import { DepthVenue } from '../../core/matching/depth/depth-venue.ts';
import { QuoteVenue } from '../../core/matching/quote-venue.ts';
import { BarEvent } from '../../core/model/bar.ts';
import { DepthEvent } from '../../core/model/depth.ts';
import { QuoteEvent } from '../../core/model/quote.ts';
import { TradeEvent } from '../../core/model/trade.ts';
import type { Instrument } from '../../core/model/instrument.ts';
import { type Report, ReportKind, Reports } from '../../core/model/report.ts';
import type { BrokerCash, BrokerPosition, CancelScope } from '../../brokers/broker.ts';
import {
  type BarFrame,
  idOfClient,
  type MarketFrame,
  type ToVenue,
  type WireReport,
} from '../../brokers/paper/protocol.ts';
import { bookVenueOptionsOf, venueOptionsOf } from '../../backtest/venue.ts';
import { Fingerprint, type FingerprintState } from './fingerprint.ts';
import { OrderBook, type OrderBookState, type VenueOrder } from './order-book.ts';
import { instrumentsOf, type VenueMarket, type VenueSpec, venueCalendars } from './spec.ts';

type Of<Kind extends ToVenue['kind']> = Extract<ToVenue, { readonly kind: Kind }>;

/** What changes the exchange, and so is written to its journal. */
export type ExchangeInput =
  | Of<'submit' | 'cancel' | 'replace' | 'cross' | 'cross-cancel' | 'cancel-all' | 'desk'>
  | MarketFrame
  | { readonly kind: 'fence'; readonly fence: number };

/** The answer to a command, before the reports that it caused have their numbers in it. */
export type Verdict =
  | { readonly kind: 'ack' }
  | { readonly kind: 'reject'; readonly reason: string; readonly reported: boolean }
  | { readonly kind: 'cancelled'; readonly cancelled: readonly string[] };

interface Fill {
  readonly order: Id;
  readonly instrument: number;
  readonly lots: number;
  readonly priceTicks: number;
  busted: boolean;
}

/** Plain JSON. */
export interface ExchangeState {
  readonly numbers: Readonly<Record<'lastReport' | 'lastMarket' | 'fence' | 'executions' | 'nowUs', number>>;
  readonly taken: FingerprintState;
  readonly filled: FingerprintState;
  readonly orders: OrderBookState;
  readonly fills: readonly (readonly [execution: number, fill: Fill])[];
  readonly crosses: readonly Id[];
  readonly ledger: ReturnType<Ledger['save']>;
  readonly bars: ReturnType<BarVenue['save']>;
  readonly quotes: ReturnType<QuoteVenue['save']> | null;
  readonly books: ReturnType<DepthVenue['save']> | null;
}

const ACK: Verdict = { kind: 'ack' };
const NOT_BY_HAND: Verdict = { kind: 'reject', reason: 'recorded-book', reported: false };

/**
 * The paper exchange without its shell: orders, fills, positions and cash, a pure function of its inputs in their order. What
 * a client may ask is in `orders`, `positions` and `cash`; what it is told is handed to `onReport`, numbered from 1.
 */
export class Exchange {
  readonly orders: OrderBook;
  /** The number of the last report. */
  lastReport = 0;
  /** The last market event taken in. */
  lastMarket = 0;
  /** No trader with a lower one is listened to. */
  fence = 0;
  /** All orders that were ever taken and did not vanish, and all fills. */
  readonly taken = new Fingerprint();
  readonly filled = new Fingerprint();
  private readonly instruments: readonly Instrument[];
  private readonly currencies: readonly string[];
  private readonly bars: BarVenue;
  /** None where no instrument is filled by them. */
  private readonly quotes: QuoteVenue | undefined;
  private readonly books: DepthVenue | undefined;
  private readonly markets: readonly VenueMarket[];
  private readonly ledger: Ledger;
  private readonly onReport: (report: WireReport) => void;
  private readonly reports = new Reports();
  private readonly fills = new Map<number, Fill>();
  /** Crosses that were asked about, the last ones: asking again changes nothing. */
  private readonly crosses = new Set<Id>();
  private readonly kept: number;
  private readonly bar = new BarEvent();
  private readonly quote = new QuoteEvent();
  private readonly print = new TradeEvent();
  private readonly depth = new DepthEvent();
  private executions = 0;
  private nowUs: Us = 0;
  private cause = 0;

  /** `kept`: how many orders that have ended, and crosses, it remembers; everything, where it is not given. */
  constructor(spec: VenueSpec, onReport: (report: WireReport) => void, kept = Number.POSITIVE_INFINITY) {
    this.onReport = onReport;
    this.kept = kept;
    this.orders = new OrderBook(kept, ({ executions }) => {
      for (const execution of executions) this.fills.delete(execution);
    });
    this.instruments = instrumentsOf(spec);
    const { currency, cash } = spec.account;
    this.currencies = [...new Set([currency, ...this.instruments.map((instrument) => instrument.currency)])].sort();
    this.ledger = new Ledger({
      currencies: this.currencies,
      accountCurrency: currency,
      instruments: this.instruments,
      owners: ['account'],
      costMethod: 'average',
    });
    const decimal = parseDecimal(cash);
    const units = decimal === undefined ? undefined : unitsAt(decimal, this.ledger.scaleOf(currency));
    if (units === undefined) throw new Fault('config', `account.cash: expected an amount of money, was "${cash}"`);
    this.ledger.deposit(0, currency, units);
    const scales = this.instruments.map((instrument) => this.ledger.scaleOf(instrument.currency));
    const options = venueOptionsOf(spec.execution);
    const calendars = venueCalendars(spec);
    const numbers = new FillNumbers();
    this.bars = new BarVenue(this.instruments, calendars, scales, options, numbers);
    this.markets = spec.instruments.map(({ market }) => market);
    if (this.markets.includes('quotes'))
      this.quotes = new QuoteVenue(this.instruments, calendars, scales, options, numbers);
    if (this.markets.includes('books')) {
      const assumed = bookVenueOptionsOf(spec.execution);
      this.books = new DepthVenue(this.instruments, calendars, scales, assumed, numbers);
    }
  }

  /** Why this cannot be an input at all; nothing that this refuses may be handed to `apply`, or be journaled. */
  problem(input: ExchangeInput): string | undefined {
    switch (input.kind) {
      case 'submit': {
        const { terms, clientOrderId } = input.order;
        if (idOfClient(clientOrderId) === undefined || this.orders.mayBeForgotten(clientOrderId))
          return 'client-order-id';
        return terms.instrument < this.instruments.length ? undefined : 'instrument';
      }
      case 'cross':
        if (idOfClient(input.clientOrderId) === undefined) return 'client-order-id';
        return input.instrument < this.instruments.length ? undefined : 'instrument';
      case 'open':
      case 'path':
      case 'close':
        return this.barProblem(input.bar);
      case 'quote':
      case 'trade':
        if (input.instrument >= this.instruments.length) return 'instrument';
        return this.markets[input.instrument] === 'bars' ? 'it is filled by bars' : quoteProblem(input);
      case 'depth':
        if (input.instrument >= this.instruments.length) return 'instrument';
        return this.markets[input.instrument] === 'books' ? levelsProblem(input) : 'it is not filled by books';
      case 'desk':
        if (input.action.do !== 'move') return undefined;
        return input.action.instrument < this.instruments.length ? undefined : 'instrument';
      default:
        return undefined;
    }
  }

  /** Whether the input would change anything: what would not need not be journaled, and is confirmed at once. */
  changes(input: ExchangeInput): boolean {
    switch (input.kind) {
      case 'submit':
        return this.orders.find(input.order.clientOrderId) === undefined;
      case 'open':
      case 'path':
      case 'close':
        return input.sequence > this.lastMarket && !this.bars.idle(input.bar.instrument);
      case 'cross': {
        const id = idOfClient(input.clientOrderId);
        return id !== undefined && !this.crosses.has(id);
      }
      case 'expire':
        return input.sequence > this.lastMarket && this.nextExpiryUs <= input.tsUs;
      case 'quote':
      case 'trade':
      case 'depth':
        return input.sequence > this.lastMarket;
      default:
        return true;
    }
  }

  /** A market event that changes nothing has still been seen. */
  see(sequence: number): void {
    this.lastMarket = Math.max(this.lastMarket, sequence);
  }

  apply(input: ExchangeInput): Verdict {
    switch (input.kind) {
      case 'submit':
        return this.submit(input);
      case 'cancel':
        return this.command(input.tsUs, () => this.cancel(input.clientOrderId));
      case 'replace':
        return this.command(input.tsUs, () => this.replace(input));
      case 'cancel-all':
        return this.command(this.nowUs, () => this.cancelAll(input.scope));
      case 'cross':
        return this.cross(must(idOfClient(input.clientOrderId), 'read before'), input.instrument, input.tsUs);
      case 'cross-cancel': {
        const id = idOfClient(input.clientOrderId);
        if (id !== undefined) {
          this.bars.cancelCrossPrice(id);
          this.quotes?.cancelCrossPrice(id);
          this.books?.cancelCrossPrice(id);
        }
        return ACK;
      }
      case 'fence':
        this.fence = Math.max(this.fence, input.fence);
        return ACK;
      case 'desk':
        return this.command(this.nowUs, () => this.atDesk(input.action));
      default:
        return this.market(input);
    }
  }

  private cross(id: Id, instrument: number, tsUs: Us): Verdict {
    if (this.crosses.has(id)) return ACK;
    this.crosses.add(id);
    if (this.crosses.size > this.kept) this.crosses.delete(must(this.crosses.values().next().value, 'there are some'));
    (this.booksOf(instrument) ?? this.plainOf(instrument)).requestCrossPrice(id, instrument, tsUs);
    return ACK;
  }

  positions(): BrokerPosition[] {
    return this.instruments
      .map(({ index }) => ({ instrument: index, lots: this.ledger.accountPosition(index) }))
      .filter(({ lots }) => lots !== 0);
  }

  cash(): BrokerCash[] {
    return this.currencies.map((currency) => ({
      currency,
      amount: this.ledger.accountCash(currency),
      scale: this.ledger.scaleOf(currency),
    }));
  }

  /** All that its inputs so far add up to. */
  save(): ExchangeState {
    const { lastReport, lastMarket, fence, executions, nowUs, quotes, books } = this;
    return {
      numbers: { lastReport, lastMarket, fence, executions, nowUs },
      taken: this.taken.save(),
      filled: this.filled.save(),
      orders: this.orders.save(),
      fills: [...this.fills],
      crosses: [...this.crosses],
      ledger: this.ledger.save(),
      bars: this.bars.save(),
      quotes: quotes?.save() ?? null,
      books: books?.save() ?? null,
    };
  }

  /** Into an exchange of the same making that has done nothing; it must be thrown away when this fails. */
  load(state: ExchangeState): void {
    Object.assign(this, state.numbers);
    this.taken.load(state.taken);
    this.filled.load(state.filled);
    this.orders.load(state.orders);
    for (const [execution, fill] of state.fills) this.fills.set(execution, fill);
    for (const id of state.crosses) this.crosses.add(id);
    this.ledger.load(state.ledger);
    this.bars.load(state.bars);
    if (state.quotes !== null) must(this.quotes, 'what was saved has quotes').load(state.quotes);
    if (state.books !== null) must(this.books, 'what was saved has books').load(state.books);
  }

  private get nextExpiryUs(): Us {
    const { bars, quotes, books } = this;
    let us = bars.nextExpiryUs;
    if (quotes !== undefined) us = Math.min(us, quotes.nextExpiryUs);
    // What was on its way from there is told at the end of an instant too.
    if (books !== undefined) us = Math.min(us, books.nextExpiryUs, books.nextReportUs);
    return us;
  }

  /** Where an order rests; one that nobody knows is refused by either. */
  private venueOf(id: Id): BarVenue | QuoteVenue {
    const order = this.orders.byId(id);
    return order === undefined ? this.bars : this.plainOf(order.instrument);
  }

  private plainOf(instrument: number): BarVenue | QuoteVenue {
    return this.markets[instrument] === 'quotes' ? must(this.quotes, 'an instrument has quotes') : this.bars;
  }

  /** The venue whose orders and answers need time; undefined for the instruments of the others. */
  private booksOf(instrument: number): DepthVenue | undefined {
    return this.markets[instrument] === 'books' ? this.books : undefined;
  }

  private barProblem(bar: BarFrame['bar']): string | undefined {
    if (bar.instrument >= this.instruments.length) return 'instrument';
    if (this.markets[bar.instrument] !== 'bars') return 'it is filled by quotes and trades';
    if (bar.openUs > bar.tsUs) return 'a bar that ends before it opens';
    const inside = (price: number): boolean => bar.low <= price && price <= bar.high;
    if (!inside(bar.open) || !inside(bar.close)) return 'a bar whose open or close lies outside its range';
    if (bar.sides !== undefined) return undefined;
    return [bar.open, bar.high, bar.low, bar.close].every(Number.isInteger) ? undefined : 'half ticks without sides';
  }

  private market(input: MarketFrame): Verdict {
    if (input.sequence <= this.lastMarket) return ACK;
    this.lastMarket = input.sequence;
    this.cause = input.sequence;
    if (input.kind === 'expire') {
      this.nowUs = Math.max(this.nowUs, input.tsUs);
      this.bars.expire(input.tsUs, this.reports);
      this.quotes?.expire(input.tsUs, this.reports);
      this.books?.expire(input.tsUs, this.reports);
    } else if (input.kind === 'quote') {
      this.nowUs = Math.max(this.nowUs, input.tsUs);
      const venue = this.booksOf(input.instrument) ?? this.quotes;
      venue?.quote(Object.assign(this.quote, withoutFrame(input)), this.reports);
    } else if (input.kind === 'trade') {
      this.nowUs = Math.max(this.nowUs, input.tsUs);
      const venue = this.booksOf(input.instrument) ?? this.quotes;
      venue?.trade(Object.assign(this.print, withoutFrame(input)), this.reports);
    } else if (input.kind === 'depth') {
      this.nowUs = Math.max(this.nowUs, input.tsUs);
      this.books?.depth(Object.assign(this.depth, withoutFrame(input)), this.reports);
    } else {
      const bar = this.fillBar(input.bar);
      this.nowUs = Math.max(this.nowUs, input.kind === 'open' ? bar.openUs : bar.tsUs);
      this.bars[input.kind](bar, this.reports);
    }
    this.publish();
    this.cause = 0;
    return ACK;
  }

  private fillBar({ sides, volume, ...rest }: BarFrame['bar']): BarEvent {
    const { bar } = this;
    Object.assign(bar, rest, { interval: 0, volume: volume ?? Number.NaN });
    const { open, high, low, close } = rest;
    [bar.bidOpen, bar.bidHigh, bar.bidLow, bar.bidClose] = sides ?? [open, high, low, close];
    [bar.askOpen, bar.askHigh, bar.askLow, bar.askClose] = sides?.slice(4) ?? [open, high, low, close];
    return bar;
  }

  private command(tsUs: Us, act: () => Verdict): Verdict {
    this.nowUs = Math.max(this.nowUs, tsUs);
    const before = this.lastReport;
    const verdict = act();
    this.publish();
    return verdict.kind === 'reject' ? { ...verdict, reported: this.lastReport > before } : verdict;
  }

  private submit({ order }: Of<'submit'>): Verdict {
    const known = this.orders.find(order.clientOrderId);
    if (known !== undefined) {
      const same = known.isOf(order.terms);
      if (!same) return { kind: 'reject', reason: 'client-order-id', reported: false };
      return known.state === 'rejected' ? { kind: 'reject', reason: known.reason, reported: true } : ACK;
    }
    return this.command(order.tsUs, () => {
      const id = must(idOfClient(order.clientOrderId), 'read before');
      const taken = this.orders.take(order, id);
      this.taken.add(id, 0);
      const books = this.booksOf(order.terms.instrument);
      if (books !== undefined) {
        books.submit(id, order.terms, order.tsUs);
        return ACK;
      }
      this.plainOf(order.terms.instrument).submit(id, order.terms, order.tsUs, this.reports);
      const first = this.reports.at(0);
      if (first.kind !== ReportKind.rejected) return ACK;
      taken.reason = first.reason;
      return { kind: 'reject', reason: first.reason, reported: true };
    });
  }

  private cancel(clientOrderId: string): Verdict {
    const id = idOfClient(clientOrderId);
    if (id === undefined) return { kind: 'reject', reason: 'unknown-order', reported: false };
    const order = this.orders.byId(id);
    const books = order === undefined ? undefined : this.booksOf(order.instrument);
    if (order !== undefined && books !== undefined) return askOnce(order, 'cancel', () => books.cancel(id, this.nowUs));
    this.venueOf(id).cancel(id, this.nowUs, this.reports);
    return this.verdictOf(ReportKind.cancelRejected);
  }

  private replace(input: Of<'replace'>): Verdict {
    const id = idOfClient(input.clientOrderId);
    if (id === undefined) return { kind: 'reject', reason: 'unknown-order', reported: false };
    const { lots, limitTicks, stopTicks } = input;
    const changes = { lots, limitTicks, stopTicks };
    const order = this.orders.byId(id);
    const books = order === undefined ? undefined : this.booksOf(order.instrument);
    if (order !== undefined && books !== undefined)
      return askOnce(order, JSON.stringify(changes), () => books.replace(id, changes, input.tsUs));
    this.venueOf(id).replace(id, changes, input.tsUs, this.reports);
    return this.verdictOf(ReportKind.replaceRejected);
  }

  private verdictOf(refusal: ReportKind): Verdict {
    const first = this.reports.at(0);
    return first.kind === refusal ? { kind: 'reject', reason: first.reason, reported: true } : ACK;
  }

  private cancelAll(scope: CancelScope): Verdict {
    const cancelled = this.live(scope).map(({ clientOrderId }) => clientOrderId);
    for (const clientOrderId of cancelled) {
      const order = must(this.orders.find(clientOrderId), 'it was listed');
      const books = this.booksOf(order.instrument);
      if (books !== undefined) {
        if (books.has(order.id)) books.withdraw(order.id, this.nowUs, this.reports);
        this.publish();
        continue;
      }
      this.venueOf(order.id).cancel(order.id, this.nowUs, this.reports);
      // A parent takes its children along: they are not asked again.
      this.publish(ReportKind.cancelRejected);
    }
    return { kind: 'cancelled', cancelled: cancelled.filter((id) => this.isOut(must(idOfClient(id), 'it was taken'))) };
  }

  /** Nothing of it can fill any more, though it may be that we have yet to hear so. */
  private isOut(id: Id): boolean {
    const order = this.orders.byId(id);
    if (order === undefined || order.isOver) return order !== undefined;
    return this.booksOf(order.instrument)?.has(id) === false;
  }

  /** Orders that rest and that this scope reaches, in the order in which they came. */
  private live(scope: CancelScope): VenueOrder[] {
    return [...this.orders.live()].filter((order) => {
      if (this.isOut(order.id)) return false;
      if (scope.scope === 'account') return true;
      if (scope.scope === 'strategy') return order.owners.includes(scope.subject);
      return this.instruments[order.instrument].name === scope.subject;
    });
  }

  private atDesk(action: Of<'desk'>['action']): Verdict {
    switch (action.do) {
      case 'bust':
        return this.bust(action.executionId);
      case 'fill':
        return this.fillByHand(action.clientOrderId, action.lots, action.priceTicks);
      case 'vanish': {
        const order = this.orders.find(action.clientOrderId);
        if (order === undefined) return { kind: 'reject', reason: 'unknown-order', reported: false };
        if (this.booksOf(order.instrument) !== undefined) return NOT_BY_HAND;
        this.venueOf(order.id).cancel(order.id, this.nowUs, this.reports);
        this.reports.clear();
        this.orders.forget(order);
        this.taken.remove(order.id, 0);
        return ACK;
      }
      case 'move':
        this.ledger.reconcile(0, action.instrument, action.lots, action.priceTicks, 0n);
        return ACK;
    }
  }

  /** The lots are not offered again: an order that this leaves incomplete ends. */
  private bust(executionId: number): Verdict {
    const fill = this.fills.get(executionId);
    if (fill === undefined || fill.busted) return { kind: 'reject', reason: 'unknown-fill', reported: false };
    fill.busted = true;
    const { order, instrument, lots, priceTicks } = fill;
    const report = this.reports.add(ReportKind.busted, order, instrument, this.nowUs);
    report.lots = lots;
    report.priceTicks = priceTicks;
    report.fillId = executionId;
    return ACK;
  }

  private fillByHand(clientOrderId: string, lots: number, priceTicks: number): Verdict {
    const order = this.orders.find(clientOrderId);
    if (order === undefined) return { kind: 'reject', reason: 'unknown-order', reported: false };
    if (this.booksOf(order.instrument) !== undefined) return NOT_BY_HAND;
    if (!order.isOver) {
      order.handLots += lots;
      const left = order.lots - order.handLots;
      if (order.filledLots + lots >= order.lots) this.venueOf(order.id).cancel(order.id, this.nowUs, this.reports);
      else this.venueOf(order.id).replace(order.id, { lots: left }, this.nowUs, this.reports);
      this.reports.clear();
    }
    const report = this.reports.add(ReportKind.filled, order.id, order.instrument, this.nowUs);
    report.lots = lots;
    report.priceTicks = priceTicks;
    return ACK;
  }

  /** Numbers what the venue has said, applies it to the record, and hands it on. */
  private publish(except?: ReportKind): void {
    const { reports } = this;
    for (let k = 0; k < reports.count; k++) {
      const report = reports.at(k);
      if (report.kind !== except) this.tell(report);
      const order = this.orders.byId(report.orderId);
      if (order?.isSpent === true && (report.kind === ReportKind.filled || report.kind === ReportKind.busted))
        reports.add(ReportKind.cancelled, order.id, order.instrument, this.nowUs).reason = 'busted';
    }
    reports.clear();
  }

  private tell(report: Report): void {
    const order = this.orders.byId(report.orderId);
    let execution = 0;
    if (report.kind === ReportKind.filled && order !== undefined) {
      this.executions += 1;
      execution = this.executions;
      const { lots, priceTicks } = report;
      this.fills.set(execution, { order: order.id, instrument: order.instrument, lots, priceTicks, busted: false });
      this.filled.add(order.id, execution);
      order.executions.push(execution);
      this.ledger.fill(0, order.instrument, order.side * lots, priceTicks, report.fee, report.slippage);
    } else if (report.kind === ReportKind.busted && order !== undefined) {
      execution = report.fillId;
      this.ledger.fill(0, order.instrument, -order.side * report.lots, report.priceTicks, 0n, 0n);
    }
    const instrument = order?.instrument ?? report.instrument;
    const isLate = report.tsUs < this.nowUs && this.booksOf(instrument) !== undefined;
    order?.hear(report);
    if (order !== undefined) this.orders.settle(order);
    this.lastReport += 1;
    this.onReport({
      number: this.lastReport,
      kind: report.kind,
      clientOrderId: order?.clientOrderId ?? this.orders.textOf(report.orderId),
      venueOrderId: order?.venueOrderId ?? '',
      // The matching knows nothing of an order that has ended, not even this.
      instrument,
      tsUs: report.tsUs,
      ...(isLate ? { reachedUs: this.nowUs } : {}),
      marketSequence: this.cause,
      executionId: execution === 0 ? '' : String(execution),
      priceTicks: report.priceTicks,
      lots: report.lots,
      fee: String(report.fee),
      slippage: String(report.slippage),
      maker: report.maker,
      reason: report.reason,
    });
  }
}

/** Asked again before it is answered it is the same request: whoever starts anew asks for what may be on its way already. */
function askOnce(order: VenueOrder, request: string, ask: () => void): Verdict {
  if (order.asked !== request) ask();
  order.asked = request;
  return ACK;
}

function levelsProblem({ levels }: Of<'depth'>): string | undefined {
  if (levels.length % 3 !== 0) return 'levels of a side, ticks and lots each';
  for (let k = 0; k < levels.length; k += 3) {
    if (levels[k] !== 1 && levels[k] !== -1) return 'a side';
    if (levels[k + 1] <= 0) return 'a price';
    if (levels[k + 2] < 0) return 'a negative size';
  }
  return undefined;
}

function quoteProblem(input: Of<'quote' | 'trade'>): string | undefined {
  if (input.kind === 'trade') return input.lots > 0 ? undefined : 'a trade without a size';
  if (input.bidLots < 0 || input.askLots < 0) return 'a negative size';
  const crossed = input.bidLots > 0 && input.askLots > 0 && input.bidTicks > input.askTicks;
  return crossed ? 'a bid above the ask' : undefined;
}

function withoutFrame<T extends Of<'quote' | 'trade' | 'depth'>>({
  kind: _kind,
  sequence: _sequence,
  venueUs,
  ...event
}: T) {
  return { ...event, venueUs: venueUs ?? Number.NaN };
}
