import { Fault } from '../../base/fault.ts';
import { hash32 } from '../../base/random.ts';
import type { Id } from '../../base/ids.ts';
import { OrderType, Side, TimeInForce } from '../../model/order.ts';
import type { BookSide } from './book-side.ts';
import { type BookTerms, bookTermsProblem, LIFETIMES, SELF_TRADES, type SelfTrade, TYPES } from './book-terms.ts';
import { NONE, type OrderPool } from './order-pool.ts';

/** An order that rests or waits; null where it has no such term. */
export interface BookOrderState {
  readonly id: Id;
  readonly owner: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly selfTrade: SelfTrade;
  readonly postOnly: boolean;
  readonly limitTicks: number | null;
  readonly stopTicks: number | null;
  readonly displayLots: number | null;
  readonly lots: number;
  readonly shownLots: number;
  readonly hiddenLots: number;
  readonly placing: number;
}

/** All that a book remembers, as JSON, in an order that follows from its state alone: queues from the front, the best level first. */
export interface BookState {
  readonly lastTicks: number | null;
  readonly fillId: number;
  readonly placing: number;
  readonly bids: readonly BookOrderState[];
  readonly asks: readonly BookOrderState[];
  readonly buyStops: readonly BookOrderState[];
  readonly sellStops: readonly BookOrderState[];
}

const QUEUES = ['bids', 'asks', 'buyStops', 'sellStops'] as const;

/** What of a book is saved. */
export interface SavedBook extends Readonly<Record<(typeof QUEUES)[number], BookSide>> {
  lastTicks: number;
  fillId: number;
  placing: number;
  readonly pool: OrderPool;
  has(id: Id): boolean;
  restore(id: Id, terms: BookTerms, shownLots: number, hiddenLots: number, placing: number): void;
}

export function saveBook({ pool, lastTicks, fillId, placing, bids, asks, buyStops, sellStops }: SavedBook): BookState {
  return {
    lastTicks: known(lastTicks),
    fillId,
    placing,
    bids: saveSide(bids, pool),
    asks: saveSide(asks, pool),
    buyStops: saveSide(buyStops, pool),
    sellStops: saveSide(sellStops, pool),
  };
}

export function loadBook(book: SavedBook, state: BookState, icebergParts: number): void {
  for (const name of ['fillId', 'placing'] as const) {
    if (!(Number.isSafeInteger(state[name]) && state[name] >= 0)) throw wrong(name, state[name], 'a count');
  }
  const { lastTicks } = state;
  if (lastTicks !== null && !(Number.isSafeInteger(lastTicks) && lastTicks > 0))
    throw wrong('lastTicks', lastTicks, 'a price, or null');
  book.lastTicks = lastTicks ?? Number.NaN;
  book.fillId = state.fillId;
  book.placing = state.placing;
  for (const queue of QUEUES) {
    if (!Array.isArray(state[queue])) throw wrong(queue, state[queue], 'a list of orders');
    for (const order of state[queue]) loadOrder(book, order, queue, icebergParts);
  }
  const bid = book.bids.bestTicks;
  if (bid >= book.asks.bestTicks) throw wrong('bids', bid, `a best bid below the best ask, ${book.asks.bestTicks}`);
  if (book.buyStops.bestTicks <= book.lastTicks || book.sellStops.bestTicks >= book.lastTicks)
    throw wrong('lastTicks', lastTicks, 'a price that no waiting stop has been reached by');
}

/** 64 bits in hex of the state as JSON: two passes of a 32-bit hash from different seeds. Tells twins apart, not forgers. */
export function stateHash(state: BookState): string {
  const text = JSON.stringify(state);
  return [hash32(text, 1), hash32(text, 2)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function saveSide({ levels }: BookSide, pool: OrderPool): BookOrderState[] {
  const orders: BookOrderState[] = [];
  let level = levels.first;
  for (let l = 0; l < levels.count; l++, level = levels.after(level)) {
    for (let node = levels.head[level]; node !== NONE; node = pool.next[node]) orders.push(saveOrder(pool, node));
  }
  return orders;
}

function saveOrder(pool: OrderPool, node: number): BookOrderState {
  const display = pool.display[node];
  return {
    id: pool.id[node],
    owner: pool.owner[node],
    side: pool.side[node] as Side,
    type: TYPES[pool.type[node]],
    timeInForce: LIFETIMES[pool.lifetime[node]],
    selfTrade: SELF_TRADES[pool.selfTrade[node]],
    postOnly: pool.isPostOnly[node] === 1,
    limitTicks: known(pool.limit[node]),
    stopTicks: known(pool.stop[node]),
    displayLots: Number.isFinite(display) ? display : null,
    lots: pool.lots[node],
    shownLots: pool.shown[node],
    hiddenLots: pool.hidden[node],
    placing: pool.placing[node],
  };
}

function loadOrder(book: SavedBook, state: BookOrderState, queue: (typeof QUEUES)[number], icebergParts: number): void {
  const { id, shownLots, hiddenLots, placing } = state;
  const terms: BookTerms = {
    ...state,
    limitTicks: state.limitTicks ?? undefined,
    stopTicks: state.stopTicks ?? undefined,
    displayLots: undefined,
  };
  const displayLots = state.displayLots ?? undefined;
  if (
    !isWhole(id, 1) ||
    book.has(id) ||
    bookTermsProblem(terms, icebergParts) !== undefined ||
    queueOf(terms) !== queue ||
    !showsWhatItMay(state) ||
    !isWhole(shownLots, 1) ||
    !isWhole(hiddenLots, 0) ||
    shownLots + hiddenLots > terms.lots ||
    !(isWhole(placing, 1) && placing <= book.placing)
  ) {
    throw wrong(`an order of ${queue}`, JSON.stringify(state), 'one with an id of its own that can stand there');
  }
  book.restore(id, { ...terms, displayLots }, shownLots, hiddenLots, placing);
}

/** A waiting stop has nothing hidden yet: it shows nothing at all. */
function showsWhatItMay({ type, timeInForce, displayLots, shownLots, hiddenLots }: BookOrderState): boolean {
  if (displayLots === null) return hiddenLots === 0;
  if (!isWhole(displayLots, 1) || type === OrderType.stop || timeInForce !== TimeInForce.gtc) return false;
  return type === OrderType.stopLimit ? hiddenLots === 0 : shownLots <= displayLots;
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function queueOf({ type, side }: BookTerms): (typeof QUEUES)[number] | undefined {
  switch (type) {
    case OrderType.limit:
      return side === Side.buy ? 'bids' : 'asks';
    case OrderType.stop:
    case OrderType.stopLimit:
      return side === Side.buy ? 'buyStops' : 'sellStops';
    default:
      return undefined;
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function wrong(what: string, value: unknown, expected: string): Fault {
  return new Fault('integrity', `saved order book: ${what} is ${String(value)}; expected ${expected}`);
}
