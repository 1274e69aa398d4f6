import * as fc from 'fast-check';
import type { Id } from '../../base/ids.ts';
import type { Side } from '../../model/order.ts';
import { type Random, whole } from '../../base/random.ts';
import type { OrderChanges } from '../order-entry.ts';
import type { BookReports } from './book-reports.ts';
import type { BookTerms } from './book-terms.ts';
import type { BookReport, NaiveBook } from './order-book.twin.ts';
import { type BookOptions, OrderBook } from './order-book.ts';

export type Command =
  | { readonly act: 'submit'; readonly id: Id; readonly terms: BookTerms }
  | { readonly act: 'cancel'; readonly id: Id }
  | { readonly act: 'replace'; readonly id: Id; readonly changes: OrderChanges };

export function obey(book: OrderBook | NaiveBook, command: Command): void {
  if (command.act === 'submit') book.submit(command.id, command.terms);
  else if (command.act === 'cancel') book.cancel(command.id);
  else book.replace(command.id, command.changes);
}

/** The rows since the last clear, which it clears. */
export function taken(reports: BookReports): BookReport[] {
  const rows: BookReport[] = [];
  for (let row = 0; row < reports.count; row++) {
    rows.push({
      kind: reports.kind[row],
      orderId: reports.orderId[row],
      priceTicks: reports.priceTicks[row],
      lots: reports.lots[row],
      openLots: reports.openLots[row],
      fillId: reports.fillId[row],
      maker: reports.maker[row],
      reason: reports.reason[row],
    });
  }
  reports.count = 0;
  return rows;
}

/** Any command at all, right or wrong, in a market of ten ticks and three owners. */
const price = fc.integer({ min: 95, max: 105 });
const id = fc.integer({ min: 1, max: 40 });
const lots = fc.integer({ min: 1, max: 20 });

const wrong = fc.constantFrom<Partial<Record<keyof BookTerms, unknown>>>(
  { lots: 0 },
  { lots: -3 },
  { lots: 1.5 },
  { lots: Number.NaN },
  { lots: 2 ** 53 },
  { lots: '7' },
  { limitTicks: 0, type: 'limit' },
  { limitTicks: -100 },
  { limitTicks: 99.5 },
  { stopTicks: 0, type: 'stop' },
  { side: 0 },
  { type: 'trailing' },
  { type: 'pegged' },
  { timeInForce: 'DAY' },
  { owner: -1 },
  { selfTrade: 'never' },
  { displayLots: 0 },
  { reduceOnly: true },
  { group: 1 },
  { parent: 1 },
);

const terms = fc
  .record({
    side: fc.constantFrom(1 as const, -1 as const),
    type: fc.constantFrom('limit', 'limit', 'limit', 'limit', 'market', 'stop', 'stop-limit'),
    lots,
    limitTicks: price,
    hasLimit: fc.boolean(),
    stopTicks: price,
    timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
    postOnly: fc.constantFrom(false, false, false, true),
    displayLots: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 3 }),
    owner: fc.integer({ min: 0, max: 3 }),
    selfTrade: fc.constantFrom(
      undefined,
      'allow',
      'cancel-newest',
      'cancel-oldest',
      'cancel-both',
      'decrement-and-cancel',
    ),
    mistake: fc.option(wrong, { nil: undefined, freq: 20 }),
  })
  .map(({ hasLimit, mistake, ...rest }) => {
    const { type, limitTicks, stopTicks, displayLots, timeInForce, postOnly } = rest;
    const isLimit = type === 'limit' || type === 'stop-limit';
    const mayRest = isLimit && timeInForce === 'GTC';
    return {
      ...rest,
      limitTicks: isLimit || (type === 'market' && hasLimit) ? limitTicks : undefined,
      stopTicks: type === 'stop' || type === 'stop-limit' ? stopTicks : undefined,
      displayLots: mayRest ? displayLots : undefined,
      postOnly: mayRest && postOnly,
      ...mistake,
    } as BookTerms;
  });

const changes = fc.record(
  {
    lots: fc.constantFrom(-1, 1, 2, 3, 5, 8, 13, 21, 1.5),
    limitTicks: fc.oneof({ weight: 9, arbitrary: price }, { weight: 1, arbitrary: fc.constantFrom(0, -1, 99.5) }),
    stopTicks: price,
  },
  { requiredKeys: [] },
);

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ act: fc.constant('submit' as const), id, terms }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('cancel' as const), id }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('replace' as const), id, changes }) },
);

/** A long stream of commands round a price that wanders, of which now and then one is wrong; now and then one is far from the market. */
export class CommandStream {
  private readonly random: Random;
  private middle = 10_000;
  private lastId = 0;

  constructor(random: Random) {
    this.random = random;
  }

  next(): Command {
    const { random } = this;
    this.middle = Math.max(500, this.middle + whole(random, 5) - 2);
    const what = random();
    if (what < 0.3) return { act: 'cancel', id: this.someId() };
    if (what < 0.4) return { act: 'replace', id: this.someId(), changes: this.changes() };
    if (what > 0.999) return { act: 'submit', id: this.someId(), terms: this.terms() };
    this.lastId += 1;
    return { act: 'submit', id: this.lastId, terms: this.terms() };
  }

  private someId(): Id {
    return Math.max(1, this.lastId - whole(this.random, this.random() < 0.6 ? 30 : 1200));
  }

  private changes(): OrderChanges {
    const what = whole(this.random, 4);
    if (what === 0) return { lots: whole(this.random, 40) };
    if (what === 1) return { limitTicks: this.price(0) };
    if (what === 2) return { lots: 1 + whole(this.random, 60), limitTicks: this.price(0) };
    return { stopTicks: this.price(0) };
  }

  private terms(): BookTerms {
    const { random } = this;
    const side = random() < 0.5 ? 1 : -1;
    const what = random();
    const stream = { side, lots: 1 + whole(random, 50), owner: whole(random, 6), selfTrade: this.selfTrade() } as const;
    if (what < 0.08)
      return { ...stream, type: 'market', timeInForce: 'GTC', limitTicks: this.maybe(this.price(-8 * side)) };
    if (what < 0.16) return { ...stream, type: 'limit', timeInForce: 'IOC', limitTicks: this.price(-5 * side) };
    if (what < 0.21) return { ...stream, type: 'limit', timeInForce: 'FOK', limitTicks: this.price(-8 * side) };
    if (what < 0.26) return { ...stream, type: 'stop', timeInForce: 'GTC', stopTicks: this.price(-9 * side) };
    if (what < 0.31) {
      const limitTicks = this.price(-12 * side);
      return { ...stream, type: 'stop-limit', timeInForce: 'GTC', stopTicks: this.price(-9 * side), limitTicks };
    }
    const displayLots = random() < 0.15 ? 1 + whole(random, stream.lots) : undefined;
    const limitTicks = random() < 0.01 ? 1 + whole(random, 1e9) : this.price(5 * side);
    return { ...stream, type: 'limit', timeInForce: 'GTC', limitTicks, displayLots, postOnly: random() < 0.1 };
  }

  /** Below the middle by about so much. */
  private price(below: number): number {
    return Math.max(0, this.middle - below + whole(this.random, 13) - 6);
  }

  private maybe(ticks: number): number | undefined {
    return this.random() < 0.5 ? ticks : undefined;
  }

  private selfTrade(): BookTerms['selfTrade'] {
    const modes = [
      undefined,
      'allow',
      'cancel-newest',
      'cancel-oldest',
      'cancel-both',
      'decrement-and-cancel',
    ] as const;
    return modes[whole(this.random, modes.length)];
  }
}

type More = Partial<BookTerms>;

/** A book, and what it says in words: `filled 1: 10 @ 100 maker`. */
export class BookBench {
  readonly book: OrderBook;

  constructor(options: BookOptions = {}) {
    this.book = new OrderBook(options);
  }

  buy(orderId: Id, size: number, limitTicks?: number, more: More = {}): this {
    return this.submit(orderId, 1, size, limitTicks, more);
  }

  sell(orderId: Id, size: number, limitTicks?: number, more: More = {}): this {
    return this.submit(orderId, -1, size, limitTicks, more);
  }

  cancel(orderId: Id): this {
    this.book.cancel(orderId);
    return this;
  }

  replace(orderId: Id, what: OrderChanges): this {
    this.book.replace(orderId, what);
    return this;
  }

  /** Drops what was said so far. */
  quiet(): this {
    this.book.reports.count = 0;
    return this;
  }

  said(): string[] {
    return taken(this.book.reports).map(({ kind, orderId, lots: size, priceTicks, maker, reason }) =>
      [
        `${kind} ${orderId}${size > 0 || reason !== '' ? ':' : ''}`,
        size > 0 ? `${size}` : '',
        priceTicks > 0 ? `@ ${priceTicks}` : '',
        maker === 1 ? 'maker' : '',
        reason,
      ]
        .filter((word) => word !== '')
        .join(' '),
    );
  }

  private submit(orderId: Id, side: Side, size: number, limitTicks: number | undefined, more: More): this {
    const type = limitTicks === undefined ? 'market' : 'limit';
    this.book.submit(orderId, { side, lots: size, type, limitTicks, timeInForce: 'GTC', ...more });
    return this;
  }
}
