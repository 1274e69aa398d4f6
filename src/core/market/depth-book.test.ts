import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DepthEvent } from '../model/depth.ts';
import { QuoteEvent } from '../model/quote.ts';
import { DepthBook } from './depth-book.ts';
import { NaiveDepthBook } from './depth-book.twin.ts';

type Level = readonly [side: 1 | -1, ticks: number, lots: number];

function depth(levels: readonly Level[], more: Partial<DepthEvent> = {}): DepthEvent {
  const event = Object.assign(new DepthEvent(), more);
  for (const [side, ticks, lots] of levels) event.add(side, ticks, lots);
  return event;
}

function quote(bidTicks: number, bidLots: number, askTicks: number, askLots: number, venueUs = Number.NaN): QuoteEvent {
  return Object.assign(new QuoteEvent(), { bidTicks, bidLots, askTicks, askLots, venueUs });
}

/** Best first, as `98x5`. */
function side(book: DepthBook, of: 1 | -1): string {
  return Array.from({ length: book.levels(of) }, (_, i) => `${book.ticksOf(of, i)}x${book.lotsOf(of, i)}`).join(' ');
}

const FIRST: readonly Level[] = [
  [1, 98, 5],
  [1, 97, 3],
  [-1, 100, 4],
  [-1, 102, 6],
];

describe('a book of levels', () => {
  it('keeps what was told, the best first, until it is told that a level is gone', () => {
    const book = new DepthBook();
    book.apply(depth(FIRST, { isSnapshot: true }));
    book.apply(
      depth([
        [1, 98, 0],
        [-1, 101, 2],
        [-1, 102, 7],
        [1, 50, 0],
      ]),
    );
    expect([side(book, 1), side(book, -1)]).toEqual(['97x3', '100x4 101x2 102x7']);
    expect([book.bestTicks(1), book.bestLots(1), book.bestTicks(-1), book.lotsAt(-1, 102)]).toEqual([97, 3, 100, 7]);
    book.apply(depth([[1, 90, 1]], { isSnapshot: true }));
    expect([side(book, 1), side(book, -1)]).toEqual(['90x1', '']);
    expect([book.bestTicks(-1), book.bestLots(-1)]).toEqual([Number.NaN, 0]);
  });

  it('says that it is crossed, also where the sides only meet', () => {
    const book = new DepthBook();
    book.apply(depth(FIRST));
    expect(book.isCrossed).toBe(false);
    book.apply(depth([[1, 100, 1]]));
    expect(book.isCrossed).toBe(true);
    book.apply(depth([[-1, 100, 0]]));
    expect(book.isCrossed).toBe(false);
  });

  it('refuses sizes and prices that are none, counts them, and takes the rest', () => {
    const book = new DepthBook();
    book.apply(
      depth([
        [1, 98, -5],
        [1, Number.NaN, 5],
        [-1, 100, 0.5],
        [-1, 101, Number.POSITIVE_INFINITY],
        [1, 97, 3],
      ]),
    );
    book.applyQuote(quote(98, 5, 98, 1));
    book.applyQuote(quote(98, -5, 100, 1));
    expect([side(book, 1), side(book, -1), book.refused]).toEqual(['97x3', '', 6]);
  });

  it('takes a quote as the top: what is better is gone', () => {
    const book = new DepthBook();
    book.apply(depth(FIRST));
    book.applyQuote(quote(97, 2, 101, 9));
    expect([side(book, 1), side(book, -1)]).toEqual(['97x2', '101x9 102x6']);
    book.applyQuote(quote(0, 0, 101, 9));
    expect([side(book, 1), side(book, -1)]).toEqual(['', '101x9 102x6']);
  });

  it('lets the newer of quote and levels decide at the top, by the time at the venue', () => {
    const book = new DepthBook();
    book.apply(depth(FIRST, { venueUs: 10 }));
    book.applyQuote(quote(97, 2, 101, 9, 20));
    book.apply(
      depth(
        [
          [1, 98, 6],
          [1, 96, 1],
        ],
        { venueUs: 15 },
      ),
    );
    expect(side(book, 1)).toBe('97x2 96x1');
    book.apply(depth([[1, 98, 6]], { venueUs: 20 }));
    book.applyQuote(quote(97, 2, 101, 9, 19));
    expect(side(book, 1)).toBe('98x6 97x2 96x1');
  });

  it('forgets the farthest levels when a side has too many', () => {
    const book = new DepthBook(2);
    book.apply(depth([...FIRST, [1, 99, 1], [1, 60, 1]]));
    expect([side(book, 1), book.forgotten]).toEqual(['99x1 98x5', 2]);
  });
});

const level = fc.tuple(
  fc.constantFrom(1 as const, -1 as const),
  fc.oneof(fc.integer({ min: 90, max: 110 }), fc.integer({ min: -4000, max: 4000 })),
  fc.constantFrom(0, 0, 1, 2, 3, -1, 0.5),
);
const venueUs = fc.constantFrom(1, 2, 3, 4, 5, Number.NaN);
const event = fc.oneof(
  fc.record({
    levels: fc.array(level, { maxLength: 12 }),
    isSnapshot: fc.constantFrom(true, false, false, false),
    venueUs,
  }),
  fc.record({ top: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }), venueUs }),
);

describe('a book against its plainest form', () => {
  it('is the same after whatever events, saved and loaded or not', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.constantFrom(5, 400), (events, levelsMax) => {
        let book = new DepthBook(levelsMax);
        const naive = new NaiveDepthBook(levelsMax);
        for (const each of events) {
          if ('levels' in each) {
            const { levels, isSnapshot, venueUs: atUs } = each;
            const told = depth(levels, { isSnapshot, venueUs: atUs });
            book.apply(told);
            naive.apply(told);
          } else {
            const [bid, bidLots, ask, askLots] = each.top;
            const told = quote(98 + bid, bidLots, 99 + ask, askLots, each.venueUs);
            book.applyQuote(told);
            naive.applyQuote(told);
          }
          const saved = JSON.stringify(book.save());
          if (saved.length % 3 === 0) {
            book = new DepthBook(levelsMax);
            book.load(JSON.parse(saved));
          }
        }
        for (const of of [1, -1] as const) {
          const levels = naive.levels(of);
          expect(side(book, of)).toBe(levels.map(([ticks, lots]) => `${ticks}x${lots}`).join(' '));
          for (const [ticks, lots] of levels) expect(book.lotsAt(of, ticks)).toBe(lots);
          expect(book.lotsAt(of, 12_345)).toBe(0);
        }
        expect(book.refused).toBe(naive.refused);
      }),
      { numRuns: 500 },
    );
  });
});
