import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { byPlace, type Difference, type KnownFill, type OpenOrder } from './difference.ts';

/** What one side holds to be true. Fills are all those from `fillsFromUs` on. */
export interface BrokerView {
  readonly asOfUs: Us;
  readonly orders: readonly OpenOrder[];
  readonly fills: readonly KnownFill[];
  readonly fillsFromUs: Us;
  /** Lots by instrument, signed; an instrument that is not named is flat. */
  readonly positions: ReadonlyMap<number, number>;
  /** Ledger units by currency; one that is not named is 0. */
  readonly cash: ReadonlyMap<string, bigint>;
}

export interface Reconciliation {
  /** In the order in which they are to be resolved: fills, orders, positions, cash. */
  readonly differences: readonly Difference[];
  /** Instruments with news younger than the grace: their positions were not judged, and no cash was. Sorted. */
  readonly unsettled: readonly number[];
}

/**
 * Compares what we hold to be true with what the broker does, at the start and from time to time. `graceUs`: news this
 * young, by the moment of their view, may still be on its way and is not judged; 0 at a start, when nothing is in flight.
 * An order that differs only by fills that are named here is not named again, nor is a position or cash that they explain.
 */
export function reconcile(ours: BrokerView, theirs: BrokerView, graceUs: Us): Reconciliation {
  const comparison = new Comparison(ours, theirs, theirs.asOfUs - graceUs);
  return comparison.run();
}

class Comparison {
  private readonly ours: BrokerView;
  private readonly theirs: BrokerView;
  /** What happened after this moment is not judged. */
  private readonly lastUs: Us;
  private readonly found: Difference[] = [];
  private readonly unsettled = new Set<number>();
  /** What the fills named here will change: lots of orders and positions, cash. */
  private readonly filledLots = new Map<Id, number>();
  private readonly lots = new Map<number, number>();
  private readonly cash = new Map<string, bigint>();

  constructor(ours: BrokerView, theirs: BrokerView, lastUs: Us) {
    this.ours = ours;
    this.theirs = theirs;
    this.lastUs = lastUs;
  }

  run(): Reconciliation {
    this.fills();
    this.orders();
    this.positions();
    this.balances();
    return {
      differences: this.found.sort(byPlace),
      unsettled: [...this.unsettled].sort((a, b) => a - b),
    };
  }

  private fills(): void {
    const mine = new Map(this.ours.fills.map((fill) => [fill.executionId, fill]));
    const known = new Set<string>();
    for (const fill of this.theirs.fills) {
      if (known.has(fill.executionId)) continue;
      known.add(fill.executionId);
      const own = mine.get(fill.executionId);
      if (own === undefined) this.missed(fill);
      else if (!sameFill(own, fill)) {
        this.found.push({ kind: 'fill-differs', resolution: 'replace-fill', ours: own, theirs: fill });
        this.count(own, -1);
        this.count(fill, 1);
      }
    }
    const fromUs = Math.max(this.ours.fillsFromUs, this.theirs.fillsFromUs);
    for (const fill of this.ours.fills) {
      if (known.has(fill.executionId) || fill.tsUs < fromUs) continue;
      if (this.isYoung(fill.instrument, fill.tsUs)) continue;
      this.found.push({ kind: 'fill-unknown', resolution: 'bust-fill', fill });
      this.count(fill, -1);
    }
  }

  private missed(fill: KnownFill): void {
    if (fill.tsUs < this.ours.fillsFromUs || this.isYoung(fill.instrument, fill.tsUs)) return;
    if (fill.orderId === undefined) this.found.push({ kind: 'fill-foreign', resolution: 'adopt-fill', fill });
    else this.found.push({ kind: 'fill-missing', resolution: 'apply-fill', fill });
    this.count(fill, 1);
  }

  /** The fill comes (1) or goes (-1) with its resolution. */
  private count({ orderId, instrument, side, lots, currency, cash }: KnownFill, sign: 1 | -1): void {
    if (orderId !== undefined) this.filledLots.set(orderId, (this.filledLots.get(orderId) ?? 0) + sign * lots);
    this.lots.set(instrument, (this.lots.get(instrument) ?? 0) + sign * side * lots);
    this.cash.set(currency, (this.cash.get(currency) ?? 0n) + BigInt(sign) * cash);
  }

  private orders(): void {
    const mine = new Map(this.ours.orders.map((order) => [order.orderId, order]));
    const open = new Set<Id>();
    for (const order of this.theirs.orders) {
      const { orderId } = order;
      if (orderId === undefined) {
        if (!this.isYoung(order.instrument, order.updatedUs))
          this.found.push({ kind: 'order-foreign', resolution: 'none', order });
        continue;
      }
      open.add(orderId);
      const own = mine.get(orderId);
      if (this.isYoung(order.instrument, Math.max(order.updatedUs, own?.updatedUs ?? 0))) continue;
      if (own === undefined) this.found.push({ kind: 'order-unknown', resolution: 'cancel-order', order });
      else this.compare(own, order);
    }
    for (const order of this.ours.orders) {
      if (order.orderId === undefined || open.has(order.orderId)) continue;
      if (this.isYoung(order.instrument, order.updatedUs)) continue;
      const isCompleted = this.expectedLots(order) >= order.lots;
      if (!isCompleted) this.found.push({ kind: 'order-missing', resolution: 'mark-unknown', order });
    }
  }

  private compare(ours: OpenOrder, theirs: OpenOrder): void {
    const isSame = ours.instrument === theirs.instrument && ours.side === theirs.side;
    if (!isSame || this.expectedLots(ours) !== theirs.filledLots) {
      this.found.push({ kind: 'order-disputed', resolution: 'query-order', ours, theirs });
    } else if (ours.lots !== theirs.lots || !Object.is(ours.limitTicks, theirs.limitTicks)) {
      this.found.push({ kind: 'order-differs', resolution: 'adopt-terms', ours, theirs });
    }
  }

  /** What our order has filled once the fills named here are in. */
  private expectedLots({ orderId, filledLots }: OpenOrder): number {
    return filledLots + (orderId === undefined ? 0 : (this.filledLots.get(orderId) ?? 0));
  }

  private positions(): void {
    const instruments = new Set([...this.ours.positions.keys(), ...this.theirs.positions.keys(), ...this.lots.keys()]);
    for (const instrument of instruments) {
      if (this.unsettled.has(instrument)) continue;
      const expected = (this.ours.positions.get(instrument) ?? 0) + (this.lots.get(instrument) ?? 0);
      const lots = (this.theirs.positions.get(instrument) ?? 0) - expected;
      if (lots !== 0) this.found.push({ kind: 'position-differs', resolution: 'adopt-position', instrument, lots });
    }
  }

  private balances(): void {
    if (this.unsettled.size > 0) return;
    const currencies = new Set([...this.ours.cash.keys(), ...this.theirs.cash.keys(), ...this.cash.keys()]);
    for (const currency of currencies) {
      const expected = (this.ours.cash.get(currency) ?? 0n) + (this.cash.get(currency) ?? 0n);
      const amount = (this.theirs.cash.get(currency) ?? 0n) - expected;
      if (amount !== 0n) this.found.push({ kind: 'cash-differs', resolution: 'adopt-cash', currency, amount });
    }
  }

  private isYoung(instrument: number, tsUs: Us): boolean {
    if (tsUs <= this.lastUs) return false;
    this.unsettled.add(instrument);
    return true;
  }
}

function sameFill(a: KnownFill, b: KnownFill): boolean {
  return (
    a.orderId === b.orderId &&
    a.instrument === b.instrument &&
    a.side === b.side &&
    a.lots === b.lots &&
    a.priceTicks === b.priceTicks &&
    a.currency === b.currency &&
    a.cash === b.cash
  );
}
