import { describe, expect, it } from 'vitest';
import { BookBench } from './book-bench.twin.ts';
import type { BookTerms } from './book-terms.ts';

const ours = (selfTrade?: BookTerms['selfTrade']) => ({ owner: 7, selfTrade });

describe('limit orders', () => {
  it('trade at the price of what rests, the best price first, then the older', () => {
    const bench = new BookBench().sell(1, 5, 101).sell(2, 5, 100).sell(3, 5, 100).quiet();
    expect(bench.buy(4, 12, 101).said()).toEqual([
      'accepted 4: 12',
      'filled 2: 5 @ 100 maker',
      'filled 4: 5 @ 100',
      'filled 3: 5 @ 100 maker',
      'filled 4: 5 @ 100',
      'filled 1: 2 @ 101 maker',
      'filled 4: 2 @ 101',
    ]);
    expect(bench.book.asks.shownAt(101)).toBe(3);
  });

  it('rest with what is left', () => {
    const bench = new BookBench().sell(1, 5, 100).buy(2, 8, 100);
    expect([bench.book.bids.bestTicks, bench.book.bids.shownAt(100)]).toEqual([100, 3]);
    expect(bench.book.asks.bestTicks).toBeNaN();
  });
});

describe('orders that do not rest', () => {
  it('cancels what a market order finds nobody for', () => {
    const bench = new BookBench().sell(1, 5, 100).quiet().buy(2, 8);
    expect(bench.said().at(-1)).toBe('cancelled 2: 3 no-liquidity');
  });

  it('stops a market order at its collar', () => {
    const bench = new BookBench().sell(1, 5, 100).sell(2, 5, 103).quiet();
    expect(bench.buy(3, 8, 102, { type: 'market' }).said().at(-1)).toBe('cancelled 3: 3 collar');
  });

  it('cancels what an immediate order leaves', () => {
    const bench = new BookBench().sell(1, 5, 100).quiet().buy(2, 8, 100, { timeInForce: 'IOC' });
    expect(bench.said().at(-1)).toBe('cancelled 2: 3 ioc');
    expect(bench.book.size).toBe(0);
  });

  it('fills all of a fill-or-kill order, or nothing', () => {
    const bench = new BookBench().sell(1, 5, 100).sell(2, 5, 101, { displayLots: 1 }).quiet();
    expect(bench.buy(3, 11, 101, { timeInForce: 'FOK' }).said()).toEqual(['accepted 3: 11', 'cancelled 3: 11 fok']);
    bench.buy(4, 10, 101, { timeInForce: 'FOK' });
    expect(bench.book.size).toBe(0);
  });

  it('does not count what it would have to skip for a fill-or-kill order', () => {
    const bench = new BookBench().sell(1, 5, 100).sell(2, 5, 100, ours()).sell(3, 5, 100).quiet();
    const whole = { ...ours('cancel-oldest'), timeInForce: 'FOK' } as const;
    expect(bench.buy(4, 11, 100, whole).said()).toEqual(['accepted 4: 11', 'cancelled 4: 11 fok']);
    bench.buy(5, 10, 100, whole);
    expect(bench.said()).toContain('cancelled 2: 5 self-trade');
    expect(bench.book.size).toBe(0);
  });
});

it('cancels a post-only order that would trade', () => {
  const bench = new BookBench().sell(1, 5, 100).quiet();
  expect(bench.buy(2, 5, 100, { postOnly: true }).said()).toEqual(['accepted 2: 5', 'cancelled 2: 5 post-only']);
  expect(bench.buy(3, 5, 99, { postOnly: true }).said()).toEqual(['accepted 3: 5']);
});

describe('icebergs', () => {
  it('show a part, and the next one from the back of the queue', () => {
    const bench = new BookBench().sell(1, 10, 100, { displayLots: 4 }).sell(2, 5, 100).quiet();
    expect(bench.book.asks.shownAt(100)).toBe(9);
    expect(bench.buy(3, 10).said()).toEqual([
      'accepted 3: 10',
      'filled 1: 4 @ 100 maker',
      'filled 3: 4 @ 100',
      'filled 2: 5 @ 100 maker',
      'filled 3: 5 @ 100',
      'filled 1: 1 @ 100 maker',
      'filled 3: 1 @ 100',
    ]);
    expect(bench.book.asks.shownAt(100)).toBe(3);
  });

  it('lose what is hidden first when they shrink', () => {
    const bench = new BookBench().sell(1, 10, 100, { displayLots: 4 }).replace(1, { lots: 5 });
    expect(bench.book.asks.shownAt(100)).toBe(4);
    expect(bench.book.asks.lots).toBe(5);
  });
});

describe('stops', () => {
  const market = () => new BookBench().sell(1, 5, 100).sell(2, 5, 102).sell(3, 5, 104);
  const stop = (stopTicks: number) => ({ type: 'stop', stopTicks }) as const;

  it('wait for a trade, and then take what there is', () => {
    const bench = market().buy(4, 5, undefined, stop(100)).quiet();
    expect(bench.buy(5, 1, 100).said()).toEqual(
      [
        'accepted 5: 1',
        'filled 1: 1 @ 100 maker',
        'filled 5: 1 @ 100',
        'triggered 4: @ 100',
        'filled 1: 4 @ 100 maker',
        'filled 4: 4 @ 100',
        'filled 2: 1 @ 102 maker',
        'filled 4: 1 @ 102',
      ].map((line) => line.replace('4: @', '4 @')),
    );
  });

  it('trigger each other, the nearest first, and the older of two at a price', () => {
    const bench = market()
      .buy(6, 5, undefined, stop(102))
      .buy(7, 1, undefined, stop(100))
      .buy(8, 5, undefined, stop(100));
    const triggered = bench
      .quiet()
      .buy(9, 1)
      .said()
      .filter((line) => line.startsWith('triggered'));
    expect(triggered).toEqual(['triggered 7 @ 100', 'triggered 8 @ 100', 'triggered 6 @ 102']);
  });

  it('of both sides the older comes first', () => {
    const bench = market().buy(4, 1, 98).sell(6, 1, undefined, stop(100)).buy(7, 1, undefined, stop(100)).quiet();
    const triggered = bench
      .buy(9, 1)
      .said()
      .filter((line) => line.startsWith('triggered'));
    expect(triggered).toEqual(['triggered 6 @ 100', 'triggered 7 @ 98']);
  });

  it('trigger at once when the last trade has reached them', () => {
    const bench = market().buy(4, 1).quiet();
    expect(bench.buy(5, 1, undefined, stop(99)).said()).toContain('triggered 5 @ 100');
  });

  it('become limit orders where they have a limit', () => {
    const bench = market().buy(4, 8, 102, { type: 'stop-limit', stopTicks: 100 }).buy(5, 5);
    expect([bench.book.bids.bestTicks, bench.book.bids.shownAt(102)]).toEqual([102, 3]);
  });
});

describe('replacing', () => {
  const two = () => new BookBench().sell(1, 5, 100).sell(2, 5, 100);
  const firstAt = (bench: BookBench) => bench.quiet().buy(9, 1, 100).said()[1];

  it('keeps the place of what gets smaller', () => {
    expect(firstAt(two().replace(1, { lots: 3 }))).toBe('filled 1: 1 @ 100 maker');
  });

  it('sends to the back what gets larger, or gets a price', () => {
    expect(firstAt(two().replace(1, { lots: 6 }))).toBe('filled 2: 1 @ 100 maker');
    expect(firstAt(two().replace(1, { limitTicks: 100 }))).toBe('filled 2: 1 @ 100 maker');
  });

  it('trades when the new price meets somebody', () => {
    const bench = two().buy(3, 5, 99).quiet().replace(3, { limitTicks: 100 });
    expect(bench.said()).toEqual(['replaced 3: 5 @ 100', 'filled 1: 5 @ 100 maker', 'filled 3: 5 @ 100']);
  });

  it('counts the whole size, what has filled included', () => {
    const bench = two().buy(3, 2, 100).quiet();
    expect(bench.replace(1, { lots: 2 }).replace(1, { lots: 3 }).said()).toEqual([
      'replace-rejected 1: lots',
      'replaced 1: 3 @ 100',
    ]);
    expect(bench.book.asks.shownAt(100)).toBe(6);
  });

  it.each([
    [{ limitTicks: 0 }, 'limit'],
    [{ limitTicks: 99.5 }, 'limit'],
    [{ stopTicks: 90 }, 'stop'],
    [{ lots: -1 }, 'lots'],
    [{ lots: 1001 }, 'iceberg-parts'],
    [{ lots: Number.MAX_SAFE_INTEGER }, 'iceberg-parts'],
  ])('refuses %o', (changes, reason) => {
    const bench = new BookBench().sell(1, 20, 100, { displayLots: 10 }).quiet().replace(1, changes);
    expect(bench.said()).toEqual([`replace-rejected 1: ${reason}`]);
  });

  it.each([3, 0, -1, 1.5, Number.NaN])('and cancelling order %d, which is not there, is refused', (id) => {
    const bench = new BookBench().sell(1, 5, 100).quiet();
    expect(bench.cancel(id).replace(id, { lots: 1 }).said()).toEqual([
      `cancel-rejected ${id}: unknown-order`,
      `replace-rejected ${id}: unknown-order`,
    ]);
  });
});

describe('self-trade prevention', () => {
  const said = (selfTrade: BookTerms['selfTrade'], size: number) =>
    new BookBench().sell(1, 5, 100, ours()).sell(2, 5, 100).quiet().buy(3, size, 100, ours(selfTrade)).said().slice(1);

  it('ends the incoming order by default', () => {
    expect(said(undefined, 4)).toEqual(['cancelled 3: 4 self-trade']);
  });

  it('or the resting one', () => {
    expect(said('cancel-oldest', 4)).toEqual([
      'cancelled 1: 5 self-trade',
      'filled 2: 4 @ 100 maker',
      'filled 3: 4 @ 100',
    ]);
  });

  it('or both', () => {
    expect(said('cancel-both', 4)).toEqual(['cancelled 1: 5 self-trade', 'cancelled 3: 4 self-trade']);
  });

  it('or takes the smaller size from both', () => {
    expect(said('decrement-and-cancel', 4)).toEqual(['replaced 1: 1 @ 100 self-trade', 'cancelled 3: 4 self-trade']);
    expect(said('decrement-and-cancel', 5)).toEqual(['cancelled 1: 5 self-trade', 'cancelled 3: 5 self-trade']);
    expect(said('decrement-and-cancel', 6)).toEqual([
      'cancelled 1: 5 self-trade',
      'replaced 3: 1 @ 100 self-trade',
      'filled 2: 1 @ 100 maker',
      'filled 3: 1 @ 100',
    ]);
  });

  it('lets them trade where that is allowed, and never stops nobody in particular', () => {
    expect(said('allow', 4)).toContain('filled 1: 4 @ 100 maker');
    expect(new BookBench().sell(1, 5, 100).buy(2, 5, 100).said()).toContain('filled 1: 5 @ 100 maker');
  });
});

describe('refusals', () => {
  it.each([
    ['lots', { lots: 0 }],
    ['lots', { lots: -5 }],
    ['lots', { lots: 1.5 }],
    ['lots', { lots: '5' }],
    ['limit', { limitTicks: 0 }],
    ['limit', { limitTicks: -100 }],
    ['limit', { limitTicks: 99.5 }],
    ['limit', { limitTicks: undefined }],
    ['stop', { type: 'stop' }],
    ['stop', { type: 'stop', stopTicks: 0 }],
    ['side', { side: 0 }],
    ['type', { type: 'trailing', trailTicks: 5 }],
    ['type', { type: 'pegged' }],
    ['type', { type: undefined }],
    ['time-in-force', { timeInForce: 'DAY' }],
    ['time-in-force', { timeInForce: undefined }],
    ['post-only', { timeInForce: 'IOC', postOnly: true }],
    ['owner', { owner: -1 }],
    ['owner', { owner: 0.5 }],
    ['owner', { owner: 2 ** 31 }],
    ['self-trade', { selfTrade: 'never' }],
    ['display', { displayLots: 0 }],
    ['display', { displayLots: 11 }],
    ['display', { displayLots: 5, timeInForce: 'IOC' }],
    ['display', { displayLots: 5, type: 'market' }],
    ['iceberg-parts', { lots: 1001, displayLots: 10 }],
    ['reduce-only', { reduceOnly: true }],
    ['group', { group: 3 }],
    ['parent', { parent: 3 }],
  ])('%s: %o', (reason, wrong) => {
    const bench = new BookBench().buy(1, 10, 100, wrong as Partial<BookTerms>);
    expect(bench.said()).toEqual([`rejected 1: ${reason}`]);
    expect([bench.book.size, bench.book.pool.count]).toEqual([0, 0]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('an id that is none: %d', (id) => {
    expect(new BookBench().buy(id, 10, 100).said()).toEqual([`rejected ${id}: id`]);
  });

  it('an id that is in use', () => {
    expect(new BookBench().buy(1, 10, 100).quiet().buy(1, 10, 100).said()).toEqual(['rejected 1: duplicate-id']);
  });

  it('more orders, or more lots, than the book holds', () => {
    const bench = new BookBench({ ordersMax: 2 }).buy(1, 10, 100).buy(2, 10, 100).quiet();
    expect(bench.buy(3, 10, 100).said()).toEqual(['rejected 3: book-full']);
    const heavy = new BookBench()
      .buy(1, Number.MAX_SAFE_INTEGER - 5, 100)
      .sell(2, 5, 101)
      .quiet();
    expect(heavy.buy(3, 1, 100).replace(2, { lots: 6 }).said()).toEqual([
      'rejected 3: book-full',
      'replace-rejected 2: book-full',
    ]);
  });
});

describe('saved states', () => {
  const state = () => new BookBench().buy(1, 10, 99).sell(2, 10, 101, { displayLots: 4 }).book.save();

  it.each([
    ['a crossed book', () => ({ ...state(), bids: state().bids.map((order) => ({ ...order, limitTicks: 101 })) })],
    ['an order twice', () => ({ ...state(), bids: [...state().bids, ...state().bids] })],
    ['an order on the wrong side', () => ({ ...state(), bids: state().asks })],
    [
      'more shown than may be',
      () => ({ ...state(), asks: state().asks.map((order) => ({ ...order, shownLots: 5, hiddenLots: 5 })) }),
    ],
    [
      'more open than there was',
      () => ({ ...state(), asks: state().asks.map((order) => ({ ...order, hiddenLots: 7 })) }),
    ],
    ['a negative size', () => ({ ...state(), bids: state().bids.map((order) => ({ ...order, lots: -10 })) })],
    ['a placing that never was', () => ({ ...state(), placing: 1 })],
    ['a last price of half a tick', () => ({ ...state(), lastTicks: 0.5 })],
    ['no list of bids', () => ({ ...state(), bids: undefined as never })],
  ])('with %s are a fault', (_, wrong) => {
    expect(() => new BookBench().book.load(wrong())).toThrow(/^saved order book: /);
  });
});
