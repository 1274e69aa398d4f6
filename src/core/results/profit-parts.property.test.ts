import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRow } from '../base/columns.ts';
import { decimalOf } from '../base/decimal.ts';
import { Ledger } from '../ledger/ledger.ts';
import { makeInstrument } from '../model/instrument.ts';
import { booksOf } from './books.ts';
import { profitParts } from './profit-parts.ts';
import { Recording } from './recording.ts';

const INSTRUMENTS = [
  makeInstrument({ name: 'BTC', currency: 'EUR', tickSize: decimalOf(0.05), lotSize: decimalOf(0.001) }, 0),
  makeInstrument(
    { name: 'ES', currency: 'USD', tickSize: decimalOf(0.25), lotSize: decimalOf(1), multiplier: decimalOf(50) },
    1,
  ),
  makeInstrument({ name: 'SPY', currency: 'USD', tickSize: decimalOf(0.01), lotSize: decimalOf(1) }, 2),
];
const OWNERS = ['ann', 'bob', 'house'];

const owner = fc.integer({ min: 0, max: 2 });
const instrument = fc.integer({ min: 0, max: 2 });
const lots = fc.integer({ min: -30, max: 30 }).filter((size) => size !== 0);
const posting = fc.oneof(
  fc.record({ kind: fc.constant('fill' as const), owner, instrument, lots, ticks: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({
    kind: fc.constant('cross' as const),
    owner,
    instrument,
    lots,
    ticks: fc.integer({ min: 1, max: 4_000 }),
  }),
  fc.record({ kind: fc.constant('mark' as const), owner, instrument, lots, ticks: fc.integer({ min: 1, max: 8_000 }) }),
  fc.record({
    kind: fc.constantFrom(
      'dividend' as const,
      'funding' as const,
      'borrow' as const,
      'interest' as const,
      'split' as const,
    ),
    owner,
    instrument,
    lots,
    ticks: fc.integer({ min: 1, max: 9 }),
  }),
);
type Posting = typeof posting extends fc.Arbitrary<infer T> ? T : never;

/** To the ledger, and on record as an engine has it. */
function post(ledger: Ledger, recording: Recording, each: Posting): void {
  const { owner: who, instrument: what, lots: size, ticks } = each;
  const charge = (kind: string, at: number, currency: string, cash: readonly bigint[]): void => {
    const { charges } = recording;
    OWNERS.forEach((_, column) => {
      const row = addRow(charges);
      charges.kind[row] = kind;
      charges.owner[row] = column;
      charges.instrument[row] = at;
      charges.currency[row] = currency;
      charges.cash[row] = cash[column];
      charges.scale[row] = ledger.scaleOf(currency);
    });
  };
  const { currency } = INSTRUMENTS[what];
  const marked = !Number.isNaN(ledger.markTicks(what));
  switch (each.kind) {
    case 'fill': {
      const { allocations } = recording;
      const row = addRow(allocations);
      allocations.owner[row] = who;
      allocations.instrument[row] = what;
      allocations.fee[row] = BigInt(ticks * 7 - 2_000);
      allocations.slippage[row] = BigInt(ticks * 3);
      ledger.fill(who, what, size, ticks, allocations.fee[row], allocations.slippage[row]);
      return;
    }
    case 'cross':
      ledger.cross(who, (who + 1) % 3, what, size, ticks / 2);
      return;
    case 'mark':
      ledger.mark(what, ticks / 2);
      return;
    case 'dividend':
      charge('dividend', what, currency, ledger.dividend(what, { units: BigInt(ticks), scale: 2 }));
      return;
    case 'funding':
      if (marked) charge('funding', what, currency, ledger.fund(what, { units: BigInt(size), scale: 4 }));
      return;
    case 'borrow':
      charge('borrow', what, currency, ledger.borrow(what, { numerator: BigInt(ticks), denominator: 36_500n }));
      return;
    case 'interest':
      charge('interest', -1, 'USD', ledger.interest('USD', { numerator: BigInt(ticks), denominator: 36_500n }));
      return;
    case 'split':
      if (marked) charge('fraction', what, currency, ledger.split(what, { numerator: ticks, denominator: 3 }));
  }
}

describe.each(['average', 'fifo'] as const)('the parts of the profit under %s cost', (costMethod) => {
  it('add up to what the account made, to the last unit, with nothing left over', () => {
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 40 }), (postings) => {
        const owners = { currencies: ['USD', 'EUR'], accountCurrency: 'USD', owners: OWNERS };
        const ledger = new Ledger({ ...owners, instruments: INSTRUMENTS, costMethod });
        ledger.setRate('EUR', 1.1);
        ledger.deposit(0, 'USD', 1_000_000n);
        const recording = new Recording();
        for (const each of postings) post(ledger, recording, each);
        const books = booksOf(ledger, INSTRUMENTS, 'USD');
        const parts = profitParts(books, recording, INSTRUMENTS);
        for (const { other, ...part } of parts) {
          expect(other).toBe(0n);
          const costs = part.fees + part.slippage + part.borrow + part.interest + part.funding;
          expect(part.profit).toBe(part.realised + part.open + part.dividends - costs);
        }
        for (const { owner: who, currency, profit } of books.purses) {
          const own = parts.filter((part) => part.currency === currency && (who < 0 || part.owner === who));
          expect(own.reduce((sum, part) => sum + part.profit, 0n)).toBe(profit);
        }
        const account = books.purses.find((purse) => purse.owner < 0 && purse.currency === 'USD');
        expect(account?.profit).toBe(ledger.exactEquity(ledger.account, 'USD') - 1_000_000n);
      }),
      { numRuns: 80 },
    );
  });
});

it('costs of rows that were not kept stand under what is not explained', () => {
  const ledger = new Ledger({
    ...{ currencies: ['USD'], accountCurrency: 'USD', owners: ['ann', 'house'], costMethod: 'average' },
    instruments: [INSTRUMENTS[1]].map((known) => ({ ...known, index: 0 })),
  });
  ledger.fill(0, 0, 1, 4_000, 1_234n, 0n);
  const instruments = [{ ...INSTRUMENTS[1], index: 0 }];
  const parts = profitParts(booksOf(ledger, instruments, 'USD'), new Recording(), instruments);
  expect(parts.map(({ other, profit }) => [other, profit])).toEqual([[-1_234n, -1_234n]]);
});
