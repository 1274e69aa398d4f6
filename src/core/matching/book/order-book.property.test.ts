import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { namedRandom } from '../../base/random.ts';
import { command, CommandStream, obey, taken } from './book-bench.twin.ts';
import { stateHash } from './book-state.ts';
import { OrderBook } from './order-book.ts';
import { type BookReport, NaiveBook } from './order-book.twin.ts';

const commands = fc.array(command, { minLength: 5, maxLength: 60 });
const SMALL = { ordersMax: 24, icebergParts: 12 };

it('says and remembers what the naive book does', () => {
  fc.assert(
    fc.property(commands, (stream) => {
      const book = new OrderBook(SMALL);
      const twin = new NaiveBook(SMALL);
      for (const each of stream) {
        obey(book, each);
        obey(twin, each);
        expect(taken(book.reports)).toEqual(twin.said.splice(0));
        expect(book.save()).toEqual(twin.save());
      }
    }),
    { numRuns: 400 },
  );
});

it('gives the same reports and state hash as the naive book over 100,000 commands', () => {
  const seed = Number(process.env.BOOK_SEED ?? 20_261_121);
  const stream = new CommandStream(namedRandom(seed, 'book/commands'));
  const book = new OrderBook();
  const twin = new NaiveBook();
  const kinds = new Map<string, number>();
  for (let i = 1; i <= 100_000; i++) {
    const each = stream.next();
    obey(book, each);
    obey(twin, each);
    const said = taken(book.reports);
    for (const { kind, reason } of said) kinds.set(`${kind} ${reason}`, (kinds.get(`${kind} ${reason}`) ?? 0) + 1);
    if (!isSame(said, twin.said)) expect(said, `BOOK_SEED=${seed}, command ${i}`).toEqual(twin.said);
    twin.said.length = 0;
    if (i % 1000 === 0) expect(book.stateHash(), `BOOK_SEED=${seed}, command ${i}`).toBe(stateHash(twin.save()));
  }
  for (const kind of [
    'filled ',
    'triggered ',
    'replaced ',
    'cancelled fok',
    'cancelled self-trade',
    'cancelled post-only',
  ])
    expect(kinds.get(kind), kind).toBeGreaterThan(500);
});

function isSame(some: readonly BookReport[], others: readonly BookReport[]): boolean {
  return some.length === others.length && JSON.stringify(some) === JSON.stringify(others);
}
