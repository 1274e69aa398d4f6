import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { type OrderTerms, OrderType, type Side, TimeInForce } from '../model/order.ts';
import { splitLimit, splitLots, splitTicks, type SplitRatio } from '../model/split.ts';
import type { Signed } from './bar-path.ts';
import { QueuePlace, type QueuePlaceState } from './depth/queue-model.ts';

/** What an order waits for now. A stop that has triggered waits for a market, a stop-limit for its limit. */
export const Mode = {
  market: 0,
  limit: 1,
  /** triggers when the price gets as bad as `stop` */ stop: 2,
  /** triggers when the price gets as good as `stop` */ touch: 3,
} as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

const NONE = -1;

/** An order at the venue, in an object that is used again. Prices are signed by the side (see `Signed`). */
export class RestingOrder {
  id: Id = NONE;
  instrument = 0;
  side: Side = 1;
  mode: Mode = Mode.market;
  /** It leaves the book at the end of the call. */
  ended = false;

  /** limit: the limit. market: the collar, +Infinity without one. */
  limit: Signed = 0;
  /** stop and touch: the trigger; of a trailing stop the present one, +Infinity until it has seen a price. */
  stop: Signed = 0;
  /** The distance of a trailing stop in ticks, 0 for others. */
  trail = 0;
  /** Once triggered it is a limit order. */
  isStopLimit = false;
  /** Its terms may name a limit (or a collar). */
  hasLimit = false;
  isPostOnly = false;
  isReduceOnly = false;
  /** Must fill at its first chance: in whole (FOK) or what there is (IOC). */
  isWhole = false;
  isImmediate = false;

  /** The size by its terms, and what has filled of it. */
  lots = 0;
  filled = 0;
  /** How much of the size its parent allows (all that it has filled; no bound without one), and siblings have used up. */
  granted = 0;
  taken = 0;
  /** What may fill now: min(lots, granted) - filled - taken, at least 0. Kept by `count`. */
  free = 0;
  feePaid = 0n;

  placedUs: Us = 0;
  /** When it has arrived: placed plus latency. */
  liveUs: Us = 0;
  /** It may fill at an open before this moment. */
  openBeforeUs: Us = 0;
  /** It may fill on the path and at the close of a bar that ends at or before this moment. */
  endByUs: Us = 0;
  /** The open of the last bar it works on; NaN before the first. */
  barOpenUs: Us = Number.NaN;

  group: Id = NONE;
  parent: Id = NONE;
  /** Its parent may still fill more. */
  isParentAlive = false;
  /** Its parent has filled nothing yet. */
  isAsleep = false;
  hasChildren = false;
  /** Where it stands at its price, at a venue that keeps queues and once it has stood in one. */
  place: QueuePlace | undefined = undefined;

  /** Everything but times and lifetime. */
  take(id: Id, terms: OrderTerms): void {
    const { side, type } = terms;
    this.id = id;
    this.instrument = terms.instrument;
    this.side = side;
    this.mode = modeOf(type);
    this.ended = false;
    this.hasLimit = type === OrderType.limit || type === OrderType.stopLimit || type === OrderType.market;
    this.limit = this.hasLimit && terms.limitTicks !== undefined ? side * terms.limitTicks : Number.POSITIVE_INFINITY;
    this.stop = terms.stopTicks === undefined ? Number.POSITIVE_INFINITY : side * terms.stopTicks;
    this.trail = type === OrderType.trailing ? (terms.trailTicks ?? 0) : 0;
    this.isStopLimit = type === OrderType.stopLimit;
    this.isPostOnly = terms.postOnly === true;
    this.isReduceOnly = terms.reduceOnly === true;
    this.isWhole = terms.timeInForce === TimeInForce.fok;
    this.isImmediate = this.isWhole || terms.timeInForce === TimeInForce.ioc;
    this.lots = terms.lots;
    this.filled = 0;
    this.feePaid = 0n;
    this.barOpenUs = Number.NaN;
    this.group = terms.group ?? NONE;
    this.parent = terms.parent ?? NONE;
    this.isParentAlive = this.isAsleep = this.parent !== NONE;
    this.granted = this.isAsleep ? 0 : Number.POSITIVE_INFINITY;
    this.taken = 0;
    this.count();
    this.hasChildren = false;
    this.leaveQueue();
  }

  /** It gets in line, behind all that stands there. */
  joinQueue(lots: number): void {
    this.place ??= new QueuePlace();
    this.place.join(lots);
  }

  leaveQueue(): void {
    if (this.place !== undefined) this.place.isIn = false;
  }

  /**
   * Where events are moments: whether a child whose parent has just filled may trade now; if so it counts as met.
   * `isFirst`: it slept until now.
   */
  admitAt(nowUs: Us, isFirst: boolean): boolean {
    if (this.endByUs < nowUs) return false;
    if (!isFirst) return !Number.isNaN(this.barOpenUs);
    if (this.liveUs > nowUs) return false;
    this.barOpenUs = nowUs;
    return true;
  }

  /** Where events are moments: whether it has arrived, may fill, and lives; what has outlived its time was ended before. */
  get isWorking(): boolean {
    return !this.ended && this.free > 0 && !Number.isNaN(this.barOpenUs);
  }

  /** Sets `free`; call it when the size, a fill, a sibling's fill or a grant has changed. */
  count(): void {
    this.free = Math.max(0, Math.min(this.lots, this.granted) - this.filled - this.taken);
  }

  /** Its parent has filled so many more. */
  grant(lots: number): void {
    this.isAsleep = false;
    this.granted += lots;
    this.count();
  }

  /**
   * After a split: what has filled stays what it was, and what is left to it, to its group and by its parent is so many new
   * lots at the new prices. False when nothing is left that could be worked.
   */
  split(ratio: SplitRatio): boolean {
    const open = Math.max(0, this.lots - this.filled);
    const free = Math.max(0, open - this.taken);
    const granted = Math.max(0, this.granted - this.filled - this.taken);
    const left = splitLots(open, ratio);
    const wasSpent = free === 0;
    this.lots = this.filled + left;
    this.taken = left - splitLots(free, ratio);
    if (Number.isFinite(this.granted)) this.granted = this.filled + this.taken + splitLots(granted, ratio);
    this.count();
    let priced = true;
    if (Number.isFinite(this.limit)) {
      this.limit = splitLimit(this.limit, ratio);
      priced &&= this.limit !== 0;
    }
    if (Number.isFinite(this.stop)) {
      this.stop = splitTicks(this.stop, ratio);
      priced &&= this.stop !== 0;
    }
    if (this.trail > 0) this.trail = Math.max(1, splitTicks(this.trail, ratio));
    return priced && left > 0 && (wasSpent || this.lots - this.filled - this.taken > 0);
  }

  /** Nothing is left that it may ever fill. */
  get isSpent(): boolean {
    return this.free === 0 && (!this.isParentAlive || this.lots - this.filled - this.taken <= 0);
  }

  /** A trailing stop keeps its distance from the best price seen; NaN is none. */
  follow(price: Signed): void {
    if (this.trail > 0 && price + this.trail < this.stop) this.stop = price + this.trail;
  }
}

/** As JSON: null stands for no bound, and for no bar yet. */
export type RestingOrderState = ReturnType<typeof saveOrder> & { readonly place?: QueuePlaceState };

export function saveOrder(order: RestingOrder) {
  const { limit, stop, granted, openBeforeUs, endByUs, barOpenUs, feePaid, place, ...rest } = order;
  return {
    ...rest,
    limit: finite(limit),
    stop: finite(stop),
    granted: finite(granted),
    openBeforeUs: finite(openBeforeUs),
    endByUs: finite(endByUs),
    barOpenUs: finite(barOpenUs),
    feePaid: String(feePaid),
    ...(place?.isIn === true ? { place: { ...place } } : {}),
  };
}

/** Into a blank order. */
export function loadOrder(order: RestingOrder, state: RestingOrderState): void {
  const { limit, stop, granted, openBeforeUs, endByUs, barOpenUs, feePaid, place, ...rest } = state;
  Object.assign(order, rest);
  order.leaveQueue();
  if (place !== undefined) {
    order.joinQueue(place.shown);
    Object.assign(order.place!, place);
  }
  order.limit = limit ?? Number.POSITIVE_INFINITY;
  order.stop = stop ?? Number.POSITIVE_INFINITY;
  order.granted = granted ?? Number.POSITIVE_INFINITY;
  order.openBeforeUs = openBeforeUs ?? Number.POSITIVE_INFINITY;
  order.endByUs = endByUs ?? Number.POSITIVE_INFINITY;
  order.barOpenUs = barOpenUs ?? Number.NaN;
  order.feePaid = BigInt(feePaid);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function modeOf(type: OrderType): Mode {
  switch (type) {
    case OrderType.market:
      return Mode.market;
    case OrderType.limit:
      return Mode.limit;
    case OrderType.touch:
      return Mode.touch;
    default:
      return Mode.stop;
  }
}

/** Why these terms cannot be worked at all, as a code; undefined when they can. */
export function termsProblem(terms: Omit<OrderTerms, 'instrument'>): string | undefined {
  const { type } = terms;
  if (!Number.isSafeInteger(terms.lots) || terms.lots <= 0) return 'lots';
  const wantsLimit = type === OrderType.limit || type === OrderType.stopLimit;
  if (wantsLimit && terms.limitTicks === undefined) return 'limit';
  const wantsStop = type === OrderType.stop || type === OrderType.stopLimit || type === OrderType.touch;
  if (wantsStop && terms.stopTicks === undefined) return 'stop';
  if (type === OrderType.trailing && !(terms.trailTicks !== undefined && terms.trailTicks > 0)) return 'trail';
  if (terms.timeInForce === TimeInForce.gtd && terms.expireUs === undefined) return 'expiry';
  const immediate = terms.timeInForce === TimeInForce.ioc || terms.timeInForce === TimeInForce.fok;
  if (terms.postOnly === true && (!wantsLimit || immediate)) return 'post-only';
  return undefined;
}
