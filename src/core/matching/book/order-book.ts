import { assert } from '../../base/assert.ts';
import { addRow } from '../../base/columns.ts';
import type { Id } from '../../base/ids.ts';
import { Side } from '../../model/order.ts';
import { ReportKind } from '../../model/report.ts';
import { changesProblem, isPlacedAnew, type OrderChanges } from '../order-entry.ts';
import { type BookReports, bookReports } from './book-reports.ts';
import { BookSide } from './book-side.ts';
import { type BookState, loadBook, saveBook, stateHash } from './book-state.ts';
import {
  type BookTerms,
  bookTermsProblem,
  hasTooManyParts,
  lifetimeCode,
  LifetimeCode,
  pricesProblem,
  SelfTrade,
  selfTradeCode,
  SelfTradeCode,
  typeCode,
  TypeCode,
} from './book-terms.ts';
import { IdIndex } from './id-index.ts';
import { NONE, OrderPool } from './order-pool.ts';

/** Defaults in brackets. */
export interface BookOptions {
  /** More orders than these at a time are refused, `book-full` [1,048,576]. */
  readonly ordersMax?: number;
  /** Room made for so many from the start [1,024]. */
  readonly ordersReserved?: number;
  /** Into how many parts an iceberg may fall [100]. */
  readonly icebergParts?: number;
}

/** The reach of an order without a limit: beyond any price, short of the key of no level. */
const ANY_PRICE = Number.MAX_VALUE;

/**
 * The limit order book of one instrument at a venue: price-time priority, prices in ticks, sizes in lots, whole numbers both.
 * Every command is answered in `reports`, which the caller reads and clears; what is wrong with a command is a reason
 * there, never a throw.
 *
 * An incoming order trades at the prices of those that rest, the best first, the older first. What is left of a limit order rests; of a
 * market order it is cancelled (`no-liquidity`, or `collar` where its collar is what stopped it). A post-only order that
 * would trade is cancelled. An iceberg shows part of itself; when that has traded, it shows the next part from the back of the queue.
 *
 * Stops wait for a trade at their price or beyond it; one whose price the last trade has reached already triggers at once.
 * A command is worked through before any stop looks at its trades. Then the stops that any of them has reached come alive one by one, each
 * worked through before the next: per side the one nearest to the market first, then the older; of the two so found
 * the older. What these trade may reach others, until none is reached.
 */
export class OrderBook {
  readonly reports: BookReports = bookReports();
  readonly pool: OrderPool;
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly buyStops: BookSide;
  readonly sellStops: BookSide;
  /** The price of the last trade; NaN before the first. */
  lastTicks = Number.NaN;
  /** The number of the last trade. */
  fillId = 0;
  /** The number of the last placing. */
  placing = 0;
  private readonly index: IdIndex;
  private readonly ordersMax: number;
  private readonly icebergParts: number;
  /** Of the trades of this command and of the last one before it; signed as the keys of the stops that they reach. */
  private buyReach = Number.NEGATIVE_INFINITY;
  private sellReach = Number.NEGATIVE_INFINITY;

  constructor(options: BookOptions = {}) {
    const { ordersMax = 1_048_576, ordersReserved = 1024, icebergParts = 100 } = options;
    this.ordersMax = ordersMax;
    this.icebergParts = icebergParts;
    this.pool = new OrderPool(Math.min(ordersMax, ordersReserved));
    this.index = new IdIndex(this.pool);
    this.bids = new BookSide(this.pool, -1);
    this.asks = new BookSide(this.pool, 1);
    this.buyStops = new BookSide(this.pool, 1);
    this.sellStops = new BookSide(this.pool, -1);
  }

  /** Orders that rest or wait. */
  get size(): number {
    return this.index.count;
  }

  has(id: Id): boolean {
    return this.index.find(id) !== NONE;
  }

  submit(id: Id, terms: BookTerms): void {
    const reason = this.refusal(id, terms);
    if (reason !== undefined) {
      this.say(ReportKind.rejected, id, 0, 0, 0, reason);
      return;
    }
    const node = this.pool.take();
    this.write(node, id, terms);
    this.say(ReportKind.accepted, id, 0, terms.lots, terms.lots, '');
    this.place(node);
    this.trigger();
  }

  cancel(id: Id): void {
    const node = this.index.find(id);
    if (node === NONE) this.say(ReportKind.cancelRejected, id, 0, 0, 0, 'unknown-order');
    else this.cancelResting(node, 'requested');
  }

  /**
   * A smaller size keeps the order's place. A new price or a larger size is a new placing: the order goes to the back, and first
   * trades if it can. `lots` is the whole size, what has filled included.
   */
  replace(id: Id, changes: OrderChanges): void {
    const node = this.index.find(id);
    const reason = node === NONE ? 'unknown-order' : this.changesRefusal(node, changes);
    if (reason !== undefined) {
      this.say(ReportKind.replaceRejected, id, 0, 0, 0, reason);
      return;
    }
    const { pool } = this;
    const before = pool.lots[node];
    const { lots = before, limitTicks = pool.limit[node], stopTicks = pool.stop[node] } = changes;
    const isNew = isPlacedAnew(changes, before);
    if (isNew) this.lift(node);
    else if (lots < before) this.sideOf(node).shrink(node, before - lots);
    if (isNew) pool.shown[node] += lots - before;
    pool.lots[node] = lots;
    pool.limit[node] = limitTicks;
    pool.stop[node] = stopTicks;
    this.say(ReportKind.replaced, id, limitTicks || 0, lots, this.openLots(node), '');
    if (!isNew) return;
    this.place(node);
    this.trigger();
  }

  /** All that it remembers between two commands, as JSON. Reports are not part of it. */
  save(): BookState {
    return saveBook(this);
  }

  /** Into a book made with the same options, before it has done anything. A state that no book can have is a Fault. */
  load(state: BookState): void {
    loadBook(this, state, this.icebergParts);
    this.resetReach();
  }

  /** Equal for equal states, whichever way they came about. */
  stateHash(): string {
    return stateHash(this.save());
  }

  /** Puts a saved order at the back of its queue: for `load` alone, which has checked it. */
  restore(id: Id, terms: BookTerms, shownLots: number, hiddenLots: number, placing: number): void {
    const { pool } = this;
    const node = pool.take();
    this.write(node, id, terms);
    pool.shown[node] = shownLots;
    pool.hidden[node] = hiddenLots;
    pool.placing[node] = placing;
    this.sideOf(node).append(node, pool.type[node] >= TypeCode.stop ? pool.stop[node] : pool.limit[node]);
    this.index.add(node);
  }

  private refusal(id: Id, terms: BookTerms): string | undefined {
    if (!Number.isSafeInteger(id) || id <= 0) return 'id';
    const problem = bookTermsProblem(terms, this.icebergParts);
    if (problem !== undefined) return problem;
    if (this.index.find(id) !== NONE) return 'duplicate-id';
    return this.size >= this.ordersMax || !this.hasRoomFor(terms.lots) ? 'book-full' : undefined;
  }

  private changesRefusal(node: number, changes: OrderChanges): string | undefined {
    const { pool } = this;
    const before = pool.lots[node];
    const { lots = before, limitTicks, stopTicks } = changes;
    const type = pool.type[node];
    const isStop = type >= TypeCode.stop;
    const hasLimit = type === TypeCode.limit || type === TypeCode.stopLimit;
    const problem =
      changesProblem(changes, before - this.openLots(node), isStop, hasLimit) ?? pricesProblem(limitTicks, stopTicks);
    if (problem !== undefined) return problem;
    if (hasTooManyParts(lots, pool.display[node], this.icebergParts)) return 'iceberg-parts';
    return this.hasRoomFor(lots - before) ? undefined : 'book-full';
  }

  /** Sums of open sizes stay exact. */
  private hasRoomFor(lots: number): boolean {
    return lots <= Number.MAX_SAFE_INTEGER - this.bids.lots - this.asks.lots - this.buyStops.lots - this.sellStops.lots;
  }

  private write(node: number, id: Id, terms: BookTerms): void {
    const { pool } = this;
    const { side, lots, type, timeInForce, limitTicks, stopTicks, displayLots, selfTrade } = terms;
    pool.id[node] = id;
    pool.owner[node] = terms.owner ?? 0;
    pool.side[node] = side;
    pool.type[node] = typeCode(type);
    pool.lifetime[node] = lifetimeCode(timeInForce);
    pool.selfTrade[node] = selfTradeCode(selfTrade ?? SelfTrade.cancelNewest);
    pool.isPostOnly[node] = terms.postOnly === true ? 1 : 0;
    pool.limit[node] = limitTicks === undefined || type === 'stop' ? Number.NaN : limitTicks;
    pool.stop[node] = stopTicks === undefined || pool.type[node] < TypeCode.stop ? Number.NaN : stopTicks;
    pool.lots[node] = lots;
    pool.shown[node] = lots;
    pool.hidden[node] = 0;
    pool.display[node] = displayLots ?? Number.POSITIVE_INFINITY;
  }

  /** An order that is in no queue: a stop waits, any other meets the book. */
  private place(node: number): void {
    const { pool } = this;
    this.placing += 1;
    pool.placing[node] = this.placing;
    if (pool.type[node] < TypeCode.stop) {
      this.enter(node);
      return;
    }
    this.stopsOf(pool.side[node]).append(node, pool.stop[node]);
    this.index.add(node);
  }

  /** Trades what it can, and rests or ends. */
  private enter(node: number): void {
    const { pool } = this;
    const side = pool.side[node];
    const far = side === Side.buy ? this.asks : this.bids;
    const limit = pool.limit[node];
    const reach = limit === limit ? side * limit : ANY_PRICE;
    const lifetime = pool.lifetime[node];
    if (far.bestKey <= reach) {
      if (pool.isPostOnly[node] === 1) return this.cancelIncoming(node, 'post-only');
      if (lifetime === LifetimeCode.fok && !this.fillsInWhole(node, far, reach))
        return this.cancelIncoming(node, 'fok');
      this.take(node, far, reach);
      if (pool.shown[node] === 0) {
        pool.give(node);
        return;
      }
    }
    if (lifetime === LifetimeCode.fok) return this.cancelIncoming(node, 'fok');
    if (pool.type[node] === TypeCode.market)
      return this.cancelIncoming(node, far.levels.count === 0 ? 'no-liquidity' : 'collar');
    if (lifetime === LifetimeCode.ioc) return this.cancelIncoming(node, 'ioc');
    this.rest(node, limit);
  }

  private rest(node: number, limit: number): void {
    const { pool } = this;
    const shown = Math.min(pool.display[node], pool.shown[node]);
    pool.hidden[node] = pool.shown[node] - shown;
    pool.shown[node] = shown;
    this.sideOf(node).append(node, limit);
    this.index.add(node);
    assert(this.asks.bestKey + this.bids.bestKey > 0, 'the best bid is below the best ask');
  }

  /** Trades against the far side until nothing is left, or nothing within reach. What ended by a self-trade has nothing left. */
  private take(node: number, far: BookSide, reach: number): void {
    const { pool, index } = this;
    const { levels } = far;
    const owner = pool.owner[node];
    const mayMeetItself = owner !== 0 && pool.selfTrade[node] !== SelfTradeCode.allow;
    const side = pool.side[node];
    let ticks = 0;
    while (pool.shown[node] > 0) {
      const key = levels.key[levels.first];
      if (key > reach) break;
      const maker = levels.head[levels.first];
      if (mayMeetItself && pool.owner[maker] === owner) {
        this.preventSelfTrade(node, maker, far);
        continue;
      }
      ticks = side * key;
      const lots = Math.min(pool.shown[node], pool.shown[maker]);
      const makerOpen = pool.shown[maker] + pool.hidden[maker] - lots;
      const open = pool.shown[node] - lots;
      pool.shown[node] = open;
      far.fill(maker, lots);
      this.sayFill(pool.id[maker], pool.id[node], ticks, lots, makerOpen, open);
      if (ticks > this.buyReach) this.buyReach = ticks;
      if (-ticks > this.sellReach) this.sellReach = -ticks;
      if (makerOpen > 0) continue;
      index.remove(maker);
      pool.give(maker);
    }
    if (ticks !== 0) this.lastTicks = ticks;
  }

  /** Two orders of one owner have met: the incoming one's mode says who ends. */
  private preventSelfTrade(node: number, maker: number, far: BookSide): void {
    const { pool } = this;
    switch (pool.selfTrade[node]) {
      case SelfTradeCode.cancelOldest:
        this.cancelResting(maker, 'self-trade');
        return;
      case SelfTradeCode.cancelBoth:
        this.cancelResting(maker, 'self-trade');
        break;
      case SelfTradeCode.decrementAndCancel: {
        const makerOpen = this.openLots(maker);
        const open = pool.shown[node];
        if (makerOpen <= open) this.cancelResting(maker, 'self-trade');
        else {
          far.shrink(maker, open);
          this.decremented(maker, open);
        }
        if (makerOpen < open) {
          pool.shown[node] = open - makerOpen;
          this.decremented(node, makerOpen);
          return;
        }
        break;
      }
      default:
        assert(pool.selfTrade[node] === SelfTradeCode.cancelNewest, 'a self-trade mode has a rule');
    }
    this.say(ReportKind.cancelled, pool.id[node], 0, pool.shown[node], 0, 'self-trade');
    pool.shown[node] = 0;
  }

  private decremented(node: number, lots: number): void {
    const { pool } = this;
    pool.lots[node] -= lots;
    const limit = pool.limit[node];
    this.say(ReportKind.replaced, pool.id[node], limit || 0, pool.lots[node], this.openLots(node), 'self-trade');
  }

  /**
   * Whether all of it would trade. Without orders of its own in the way that is a sum over levels; with such, in the mode `cancel-oldest` they
   * do not count, and in the others nothing behind the first of them does, hidden parts of that level included: those come from the back of
   * the queue. It costs a step for each level within reach that it needs, or for each order of these.
   */
  private fillsInWhole(node: number, far: BookSide, reach: number): boolean {
    const { pool } = this;
    const { levels } = far;
    const wanted = pool.shown[node];
    if (far.lots < wanted) return false;
    const owner = pool.owner[node];
    const mode = pool.selfTrade[node];
    const mayMeetItself = owner !== 0 && mode !== SelfTradeCode.allow;
    let lots = 0;
    for (let level = levels.first; levels.key[level] <= reach && lots < wanted; level = levels.after(level)) {
      if (!mayMeetItself) {
        lots += levels.shown[level] + levels.hidden[level];
        continue;
      }
      let hidden = 0;
      for (let maker = levels.head[level]; maker !== NONE && lots < wanted; maker = pool.next[maker]) {
        if (pool.owner[maker] !== owner) {
          lots += pool.shown[maker];
          hidden += pool.hidden[maker];
        } else if (mode !== SelfTradeCode.cancelOldest) return false;
      }
      lots += hidden;
    }
    return lots >= wanted;
  }

  /** Brings stops alive until no trade has reached any more of them. */
  private trigger(): void {
    const { pool, buyStops, sellStops } = this;
    for (;;) {
      const buy = buyStops.bestKey <= this.buyReach ? buyStops.levels.head[buyStops.levels.first] : NONE;
      const sell = sellStops.bestKey <= this.sellReach ? sellStops.levels.head[sellStops.levels.first] : NONE;
      if (buy === NONE && sell === NONE) break;
      const isBuy = sell === NONE || (buy !== NONE && pool.placing[buy] < pool.placing[sell]);
      const node = isBuy ? buy : sell;
      this.lift(node);
      pool.type[node] = pool.type[node] === TypeCode.stop ? TypeCode.market : TypeCode.limit;
      pool.stop[node] = Number.NaN;
      this.say(ReportKind.triggered, pool.id[node], this.lastTicks, 0, pool.shown[node], '');
      this.enter(node);
    }
    this.resetReach();
  }

  private resetReach(): void {
    if (Number.isNaN(this.lastTicks)) return;
    this.buyReach = this.lastTicks;
    this.sellReach = -this.lastTicks;
  }

  /** Out of its queue and out of the index, with all of it open to trade. */
  private lift(node: number): void {
    const { pool } = this;
    this.sideOf(node).remove(node);
    this.index.remove(node);
    pool.shown[node] += pool.hidden[node];
    pool.hidden[node] = 0;
  }

  private cancelResting(node: number, reason: string): void {
    this.lift(node);
    this.cancelIncoming(node, reason);
  }

  /** Ends an order that is in no queue. */
  private cancelIncoming(node: number, reason: string): void {
    const { pool } = this;
    this.say(ReportKind.cancelled, pool.id[node], 0, pool.shown[node], 0, reason);
    pool.give(node);
  }

  private openLots(node: number): number {
    return this.pool.shown[node] + this.pool.hidden[node];
  }

  private sideOf(node: number): BookSide {
    const side = this.pool.side[node];
    if (this.pool.type[node] >= TypeCode.stop) return this.stopsOf(side);
    return side === Side.buy ? this.bids : this.asks;
  }

  private stopsOf(side: number): BookSide {
    return side === Side.buy ? this.buyStops : this.sellStops;
  }

  /** One trade, told to both. */
  private sayFill(makerId: Id, takerId: Id, ticks: number, lots: number, makerOpen: number, takerOpen: number): void {
    this.fillId += 1;
    this.addFill(makerId, ticks, lots, makerOpen, 1);
    this.addFill(takerId, ticks, lots, takerOpen, 0);
  }

  private addFill(id: Id, ticks: number, lots: number, open: number, maker: number): void {
    const { reports } = this;
    const row = addRow(reports);
    reports.kind[row] = ReportKind.filled;
    reports.orderId[row] = id;
    reports.priceTicks[row] = ticks;
    reports.lots[row] = lots;
    reports.openLots[row] = open;
    reports.fillId[row] = this.fillId;
    reports.maker[row] = maker;
    reports.reason[row] = '';
  }

  private say(kind: ReportKind, id: Id, ticks: number, lots: number, open: number, reason: string): void {
    const { reports } = this;
    const row = addRow(reports);
    reports.kind[row] = kind;
    reports.orderId[row] = id;
    reports.priceTicks[row] = ticks;
    reports.lots[row] = lots;
    reports.openLots[row] = open;
    reports.fillId[row] = 0;
    reports.maker[row] = 0;
    reports.reason[row] = reason;
  }
}
