import { must } from '../../core/base/assert.ts';
import { parseDecimal, unitsAt } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Id } from '../../core/base/ids.ts';
import type { Us } from '../../core/base/time.ts';
import { Ledger } from '../../core/ledger/ledger.ts';
import type { Instrument } from '../../core/model/instrument.ts';
import { type Report, ReportKind, Reports } from '../../core/model/report.ts';
import type { BrokerCash, BrokerPosition, CancelScope } from '../../brokers/broker.ts';
import { idOfClient, type MarketFrame } from '../../brokers/paper/protocol.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import { type ExchangeInput, inputProblem, type Of, type Verdict } from './exchange-input.ts';
import { Fingerprint, type FingerprintState } from './fingerprint.ts';
import { Matching, type MatchingState } from './matching.ts';
import { OrderBook, type OrderBookState, type VenueOrder } from './order-book.ts';
import { instrumentsOf, type VenueSpec } from './spec.ts';

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
  readonly matching: MatchingState;
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
  private readonly matching: Matching;
  private readonly ledger: Ledger;
  private readonly onReport: (report: WireReport) => void;
  private readonly reports = new Reports();
  private readonly fills = new Map<number, Fill>();
  /** Crosses that were asked about, the last ones: asking again changes nothing. */
  private readonly crosses = new Set<Id>();
  private readonly kept: number;
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
    this.matching = new Matching(spec, this.instruments, scales);
  }

  /** Why this cannot be an input at all; nothing that this refuses may be handed to `apply`, or be journaled. */
  problem(input: ExchangeInput): string | undefined {
    if (input.kind === 'submit' && this.orders.mayBeForgotten(input.order.clientOrderId)) return 'client-order-id';
    return inputProblem(input, this.matching.markets);
  }

  /** Whether the input would change anything: what would not need not be journaled, and is confirmed at once. */
  changes(input: ExchangeInput): boolean {
    switch (input.kind) {
      case 'submit':
        return this.orders.find(input.order.clientOrderId) === undefined;
      case 'open':
      case 'path':
      case 'close':
        return input.sequence > this.lastMarket && !this.matching.bars.idle(input.bar.instrument);
      case 'cross': {
        const id = idOfClient(input.clientOrderId);
        return id !== undefined && !this.crosses.has(id);
      }
      case 'expire':
        return input.sequence > this.lastMarket && this.matching.nextExpiryUs <= input.tsUs;
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
        if (id !== undefined) this.matching.cancelCross(id);
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
    (this.matching.booksOf(instrument) ?? this.matching.plainOf(instrument)).requestCrossPrice(id, instrument, tsUs);
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
    const { lastReport, lastMarket, fence, executions, nowUs } = this;
    return {
      numbers: { lastReport, lastMarket, fence, executions, nowUs },
      taken: this.taken.save(),
      filled: this.filled.save(),
      orders: this.orders.save(),
      fills: [...this.fills],
      crosses: [...this.crosses],
      ledger: this.ledger.save(),
      matching: this.matching.save(),
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
    this.matching.load(state.matching);
  }

  /** Where an order rests; one that nobody knows is refused by either. */
  private venueOf(id: Id): ReturnType<Matching['plainOf']> {
    const order = this.orders.byId(id);
    return order === undefined ? this.matching.bars : this.matching.plainOf(order.instrument);
  }

  private market(input: MarketFrame): Verdict {
    if (input.sequence <= this.lastMarket) return ACK;
    this.lastMarket = input.sequence;
    this.cause = input.sequence;
    this.nowUs = Math.max(this.nowUs, timeOf(input));
    this.matching.tell(input, this.reports);
    this.publish();
    this.cause = 0;
    return ACK;
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
      const books = this.matching.booksOf(order.terms.instrument);
      if (books !== undefined) {
        books.submit(id, order.terms, order.tsUs);
        return ACK;
      }
      this.matching.plainOf(order.terms.instrument).submit(id, order.terms, order.tsUs, this.reports);
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
    const books = order === undefined ? undefined : this.matching.booksOf(order.instrument);
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
    const books = order === undefined ? undefined : this.matching.booksOf(order.instrument);
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
      const books = this.matching.booksOf(order.instrument);
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
    return this.matching.booksOf(order.instrument)?.has(id) === false;
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
        if (this.matching.booksOf(order.instrument) !== undefined) return NOT_BY_HAND;
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
    if (this.matching.booksOf(order.instrument) !== undefined) return NOT_BY_HAND;
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
    const isLate = report.tsUs < this.nowUs && this.matching.booksOf(instrument) !== undefined;
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

/** When what a frame tells has happened. */
function timeOf(input: MarketFrame): Us {
  if ('tsUs' in input) return input.tsUs;
  return input.kind === 'open' ? input.bar.openUs : input.bar.tsUs;
}
