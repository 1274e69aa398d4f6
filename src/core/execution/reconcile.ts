import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Side } from '../model/order.ts';

/** An order that one side holds to be open. Sizes in lots. */
export interface OpenOrder {
  /** Ours, as read from the client order id; undefined: somebody else's. */
  readonly orderId: Id | undefined;
  /** The broker's name for it; '' where we have not heard one. */
  readonly venueOrderId: string;
  readonly instrument: number;
  readonly side: Side;
  readonly lots: number;
  readonly filledLots: number;
  /** NaN where it has none. */
  readonly limitTicks: number;
  /** When its owner last heard of it or acted on it. */
  readonly updatedUs: Us;
}

export interface KnownFill {
  /** The venue's own, the same on both sides. */
  readonly executionId: string;
  readonly orderId: Id | undefined;
  readonly instrument: number;
  readonly side: Side;
  readonly lots: number;
  readonly priceTicks: number;
  /** What it did to the cash of its currency, fees included, in ledger units. */
  readonly currency: string;
  readonly cash: bigint;
  readonly tsUs: Us;
}

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

/** A difference by name, and what resolves it. `ours` and `theirs` as they stood, before any other resolution. */
export type Difference =
  /** they filled, we never heard: apply it under its execution id */
  | { readonly kind: 'fill-missing'; readonly resolution: 'apply-fill'; readonly fill: KnownFill }
  /** filled by an order that is not ours: book it to `house` */
  | { readonly kind: 'fill-foreign'; readonly resolution: 'adopt-fill'; readonly fill: KnownFill }
  /** we heard of a fill that they do not have: take it back */
  | { readonly kind: 'fill-unknown'; readonly resolution: 'bust-fill'; readonly fill: KnownFill }
  /** the same fill with another size or price: take ours back, apply theirs */
  | {
      readonly kind: 'fill-differs';
      readonly resolution: 'replace-fill';
      readonly ours: KnownFill;
      readonly theirs: KnownFill;
    }
  /** open here, not there: its outcome is unknown until a query answers */
  | { readonly kind: 'order-missing'; readonly resolution: 'mark-unknown'; readonly order: OpenOrder }
  /** open there under an id of ours, not open here: cancel it there */
  | { readonly kind: 'order-unknown'; readonly resolution: 'cancel-order'; readonly order: OpenOrder }
  /** open there, not ours: a person looks */
  | { readonly kind: 'order-foreign'; readonly resolution: 'none'; readonly order: OpenOrder }
  /** size or limit differ: theirs is what can fill */
  | {
      readonly kind: 'order-differs';
      readonly resolution: 'adopt-terms';
      readonly ours: OpenOrder;
      readonly theirs: OpenOrder;
    }
  /** instrument or side differ, or a filled size that the fills do not explain: ask about the order */
  | {
      readonly kind: 'order-disputed';
      readonly resolution: 'query-order';
      readonly ours: OpenOrder;
      readonly theirs: OpenOrder;
    }
  /** what is left between the positions once the fills are in: a reconciliation posting to `house` of `lots` */
  | {
      readonly kind: 'position-differs';
      readonly resolution: 'adopt-position';
      readonly instrument: number;
      readonly lots: number;
    }
  /** the same for cash */
  | {
      readonly kind: 'cash-differs';
      readonly resolution: 'adopt-cash';
      readonly currency: string;
      readonly amount: bigint;
    };

export interface Reconciliation {
  /** In the order in which they are to be resolved: fills, orders, positions, cash. */
  readonly differences: readonly Difference[];
  /** Instruments with news younger than the grace: their positions were not judged, and no cash was. Sorted. */
  readonly unsettled: readonly number[];
}

/** What no new risk may be taken on until the difference is resolved. */
export type HaltScope = { readonly scope: 'instrument'; readonly instrument: number } | { readonly scope: 'account' };

export function haltOf(difference: Difference): HaltScope {
  return difference.kind === 'cash-differs'
    ? { scope: 'account' }
    : { scope: 'instrument', instrument: instrumentOf(difference) };
}

const RANK: Readonly<Record<Difference['kind'], number>> = {
  'fill-unknown': 0,
  'fill-differs': 1,
  'fill-missing': 2,
  'fill-foreign': 3,
  'order-disputed': 4,
  'order-differs': 5,
  'order-missing': 6,
  'order-unknown': 7,
  'order-foreign': 8,
  'position-differs': 9,
  'cash-differs': 10,
};

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

function instrumentOf(difference: Difference): number {
  switch (difference.kind) {
    case 'fill-missing':
    case 'fill-foreign':
    case 'fill-unknown':
      return difference.fill.instrument;
    case 'fill-differs':
    case 'order-differs':
    case 'order-disputed':
      return difference.theirs.instrument;
    case 'order-missing':
    case 'order-unknown':
    case 'order-foreign':
      return difference.order.instrument;
    case 'position-differs':
      return difference.instrument;
    case 'cash-differs':
      return -1;
  }
}

/** The place among differences of one kind and instrument: older fills first. */
function keyOf(difference: Difference): readonly [tsUs: Us, id: number, name: string] {
  switch (difference.kind) {
    case 'fill-missing':
    case 'fill-foreign':
    case 'fill-unknown':
      return [difference.fill.tsUs, difference.fill.orderId ?? -1, difference.fill.executionId];
    case 'fill-differs':
      return [difference.theirs.tsUs, difference.theirs.orderId ?? -1, difference.theirs.executionId];
    case 'order-differs':
    case 'order-disputed':
      return [0, difference.theirs.orderId ?? -1, difference.theirs.venueOrderId];
    case 'order-missing':
    case 'order-unknown':
    case 'order-foreign':
      return [0, difference.order.orderId ?? -1, difference.order.venueOrderId];
    case 'position-differs':
      return [0, 0, ''];
    case 'cash-differs':
      return [0, 0, difference.currency];
  }
}

function byPlace(a: Difference, b: Difference): number {
  const [aUs, aId, aName] = keyOf(a);
  const [bUs, bId, bName] = keyOf(b);
  return (
    RANK[a.kind] - RANK[b.kind] ||
    instrumentOf(a) - instrumentOf(b) ||
    aUs - bUs ||
    aId - bId ||
    (aName < bName ? -1 : aName > bName ? 1 : 0)
  );
}
