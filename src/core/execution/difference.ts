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

/** The order in which differences are resolved: fills, orders, positions, cash; a total order. */
export function byPlace(a: Difference, b: Difference): number {
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
