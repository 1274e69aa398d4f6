import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Id } from '../../base/ids.ts';
import { type Command, command, obey, taken as rowsOf } from './book-bench.twin.ts';
import type { BookOrderState } from './book-state.ts';
import type { BookTerms } from './book-terms.ts';
import { OrderBook } from './order-book.ts';
import type { BookReport } from './order-book.twin.ts';

const commands = fc.array(command, { minLength: 5, maxLength: 80 });

/** Runs the commands and looks at the book and at what it said after each. */
function watch(look: (book: OrderBook, said: BookReport[], each: Command) => void): void {
  fc.assert(
    fc.property(commands, (stream) => {
      const book = new OrderBook();
      for (const each of stream) {
        obey(book, each);
        look(book, rowsOf(book.reports), each);
      }
    }),
    { numRuns: 200 },
  );
}

function ordersOf(book: OrderBook): BookOrderState[] {
  const { bids, asks, buyStops, sellStops } = book.save();
  return [...bids, ...asks, ...buyStops, ...sellStops];
}

it('is never crossed', () => {
  watch(({ bids, asks }) => expect(bids.bestTicks >= asks.bestTicks).toBe(false));
});

it('loses no lot and makes none', () => {
  fc.assert(
    fc.property(commands, (stream) => {
      const book = new OrderBook();
      const open = new Map<Id, number>();
      for (const each of stream) {
        obey(book, each);
        const said = rowsOf(book.reports);
        for (const [i, report] of said.entries()) settle(open, report, said[i - 1]);
        const rests = ordersOf(book).map(({ id, shownLots, hiddenLots }) => [id, shownLots + hiddenLots] as const);
        expect(new Map(rests)).toEqual(new Map([...open].filter(([, lots]) => lots > 0)));
        const sides = [book.bids, book.asks, book.buyStops, book.sellStops];
        expect(sides.reduce((sum, { lots }) => sum + lots, 0)).toBe(rests.reduce((sum, [, lots]) => sum + lots, 0));
      }
    }),
    { numRuns: 200 },
  );
});

/** Both sides of a trade get the same; an order has open what it had, less that. */
function settle(open: Map<Id, number>, report: BookReport, before: BookReport | undefined): void {
  const { kind, orderId, lots, openLots, fillId, maker } = report;
  if (kind === 'accepted' || kind === 'replaced') open.set(orderId, openLots);
  if (kind === 'cancelled') {
    expect(open.get(orderId)).toBe(lots);
    open.delete(orderId);
  }
  if (kind !== 'filled') return;
  expect(openLots).toBe((open.get(orderId) ?? 0) - lots);
  open.set(orderId, openLots);
  if (maker === 0) expect(before).toMatchObject({ kind, fillId, lots, priceTicks: report.priceTicks, maker: 1 });
}

it('keeps the older order in front at a price', () => {
  watch((book) => {
    const { bids, asks } = book.save();
    for (const queue of [bids, asks]) {
      const plain = queue.filter(({ displayLots }) => displayLots === null);
      for (const [i, order] of plain.entries()) {
        const next = plain[i + 1];
        if (next?.limitTicks === order.limitTicks) expect(order.placing).toBeLessThan(next.placing);
      }
    }
  });
});

it('fills first what has the best price', () => {
  const sides = new Map<Id, number>();
  watch((_, said, each) => {
    if (each.act === 'submit' && said[0].kind === 'accepted') sides.set(each.id, each.terms.side);
    const taken = said.filter(({ kind, maker }) => kind === 'filled' && maker === 0);
    for (const [i, { orderId, priceTicks }] of taken.entries()) {
      const next = taken[i + 1];
      if (next?.orderId !== orderId) continue;
      const side = sides.get(orderId)!;
      expect(side * next.priceTicks).toBeGreaterThanOrEqual(side * priceTicks);
    }
  });
});

it('never shows more of an iceberg than it may', () => {
  watch((book) => {
    const { bids, asks } = book.save();
    for (const { displayLots, shownLots, hiddenLots } of [...bids, ...asks]) {
      expect(shownLots).toBeLessThanOrEqual(displayLots ?? shownLots);
      expect(shownLots > 0 && (displayLots !== null || hiddenLots === 0)).toBe(true);
    }
  });
});

/** What has filled of an order in one command, and whether as the incoming one. */
function filled(said: readonly BookReport[], id: Id): { lots: number; took: boolean } {
  const fills = said.filter(({ kind, orderId }) => kind === 'filled' && orderId === id);
  return { lots: fills.reduce((sum, { lots }) => sum + lots, 0), took: fills.some(({ maker }) => maker === 0) };
}

it('never lets a post-only order take', () => {
  const postOnly = new Set<Id>();
  watch((_, said, each) => {
    if (each.act === 'submit' && said[0].kind === 'accepted') mark(postOnly, each.id, each.terms.postOnly === true);
    for (const id of postOnly) expect(filled(said, id).took).toBe(false);
  });
});

function mark(ids: Set<Id>, id: Id, is: boolean): void {
  if (is) ids.add(id);
  else ids.delete(id);
}

it('fills all of a fill-or-kill order or nothing', () => {
  const whole = new Map<Id, BookTerms>();
  watch((_, said, each) => {
    if (each.act === 'submit' && said[0].kind === 'accepted') {
      whole.delete(each.id);
      if (each.terms.timeInForce === 'FOK') whole.set(each.id, each.terms);
    }
    for (const { kind, orderId, lots } of said) {
      const terms = whole.get(orderId);
      if (terms === undefined) continue;
      if (kind === 'replaced') whole.set(orderId, { ...terms, lots });
      else if (kind === 'filled') expect(filled(said, orderId).lots).toBe(whole.get(orderId)!.lots);
    }
  });
});

it('goes on after a restart as if there had been none', () => {
  fc.assert(
    fc.property(commands, fc.nat(60), (stream, at) => {
      const book = new OrderBook();
      for (const each of stream.slice(0, at)) obey(book, each);
      const other = new OrderBook();
      other.load(JSON.parse(JSON.stringify(book.save())));
      expect(other.stateHash()).toBe(book.stateHash());
      rowsOf(book.reports);
      for (const each of stream.slice(at)) {
        obey(book, each);
        obey(other, each);
      }
      expect(rowsOf(other.reports)).toEqual(rowsOf(book.reports));
      expect(other.stateHash()).toBe(book.stateHash());
    }),
    { numRuns: 200 },
  );
});

it('gives every node and level back', () => {
  fc.assert(
    fc.property(commands, (stream) => {
      const book = new OrderBook();
      for (const each of stream) {
        obey(book, each);
        expect(book.pool.count).toBe(book.size);
      }
      for (const { id } of ordersOf(book)) book.cancel(id);
      const sides = [book.bids, book.asks, book.buyStops, book.sellStops];
      expect([book.size, book.pool.count, ...sides.map(({ levels }) => levels.count)]).toEqual([0, 0, 0, 0, 0, 0]);
      expect(sides.map(({ lots, bestTicks }) => [lots, bestTicks])).toEqual(sides.map(() => [0, Number.NaN]));
    }),
    { numRuns: 200 },
  );
});
