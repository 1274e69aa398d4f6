import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, parseDecimal } from '../base/decimal.ts';
import { must } from '../base/assert.ts';
import { makeInstrument } from '../model/instrument.ts';
import { Ledger, type LedgerSpec } from './ledger.ts';
import {
  absolute,
  LedgerTwin,
  less,
  minus,
  plus,
  rational,
  type Rational,
  same,
  times,
  toFloat,
} from './ledger.twin.ts';

const decimal = (text: string): Decimal => must(parseDecimal(text), 'a decimal');

const INSTRUMENTS = [
  makeInstrument({ name: 'BTC', currency: 'EUR', tickSize: decimal('0.05'), lotSize: decimal('0.00001') }, 0),
  makeInstrument(
    { name: 'ES', currency: 'USD', tickSize: decimal('0.25'), lotSize: decimal('1'), multiplier: decimal('50') },
    1,
  ),
  makeInstrument({ name: 'SPY', currency: 'USD', tickSize: decimal('0.01'), lotSize: decimal('1') }, 2),
];
const CURRENCIES = ['USD', 'EUR'];
const OWNERS = ['ann', 'bob', 'house'];

const owner = fc.integer({ min: 0, max: OWNERS.length - 1 });
const instrument = fc.integer({ min: 0, max: INSTRUMENTS.length - 1 });
const currency = fc.integer({ min: 0, max: CURRENCIES.length - 1 });
const lots = fc.integer({ min: -12, max: 12 }).filter((size) => size !== 0);
const ticks = fc.integer({ min: 1, max: 4_000 });
const halfTicks = fc.integer({ min: 1, max: 8_000 }).map((half) => half / 2);
const amount = fc.bigInt({ min: -5_000n, max: 100_000n });

const part = fc.integer({ min: 1, max: 4 });

const posting = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('fill'), owner, instrument, lots, ticks, fee: amount, slippage: amount }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('cross'),
      owner,
      step: fc.integer({ min: 1, max: 2 }),
      instrument,
      lots,
      halfTicks,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fee'), owner, currency, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deposit'), owner, currency, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconcile'), owner, instrument, lots, ticks, amount }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('mark'), instrument, halfTicks }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('split'), instrument, up: part, down: part }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('dividend' as const, 'fund' as const, 'borrow' as const, 'interest' as const),
      instrument,
      parts: fc.integer({ min: -400, max: 400 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rate'), rate: fc.integer({ min: 1, max: 300 }) }) },
);
type Posting = typeof posting extends fc.Arbitrary<infer T> ? T : never;

/** The same posting to the ledger and to its twin. */
function post(ledger: Ledger, twin: LedgerTwin, it: Posting): void {
  const both = (at: number): number[] => [at, twin.account];
  const money = (index: number, units: bigint): Rational =>
    rational(units, 10n ** BigInt(ledger.scaleOf(CURRENCIES[index])));
  if ('fee' in it) {
    ledger.fill(it.owner, it.instrument, it.lots, it.ticks, it.fee, it.slippage);
    const c = twin.currencyOf(it.instrument);
    for (const column of both(it.owner)) {
      twin.trade(column, it.instrument, it.lots, it.ticks, true);
      twin.pay(column, c, money(c, -it.fee - it.slippage));
    }
  } else if ('step' in it) {
    const receiver = (it.owner + it.step) % OWNERS.length;
    ledger.cross(it.owner, receiver, it.instrument, it.lots, it.halfTicks);
    twin.trade(it.owner, it.instrument, -it.lots, it.halfTicks, true);
    twin.trade(receiver, it.instrument, it.lots, it.halfTicks, true);
  } else if ('lots' in it) {
    ledger.reconcile(it.owner, it.instrument, it.lots, it.ticks, it.amount);
    const c = twin.currencyOf(it.instrument);
    for (const column of both(it.owner)) {
      twin.trade(column, it.instrument, it.lots, it.ticks, false);
      twin.pay(column, c, money(c, it.amount));
    }
  } else if ('currency' in it) {
    const sign = it.kind === 'fee' ? -1n : 1n;
    if (it.kind === 'fee') ledger.fee(it.owner, CURRENCIES[it.currency], it.amount);
    else ledger.deposit(it.owner, CURRENCIES[it.currency], it.amount);
    for (const column of both(it.owner)) twin.pay(column, it.currency, money(it.currency, sign * it.amount));
  } else if ('up' in it) {
    split(ledger, twin, it.instrument, it.up, it.down);
  } else if ('parts' in it) {
    hold(ledger, twin, it.kind, it.instrument, it.parts);
  } else if ('rate' in it) {
    ledger.setRate('EUR', it.rate / 100);
    twin.rates[1] = rational(BigInt(it.rate), 100n);
  } else {
    ledger.mark(it.instrument, it.halfTicks);
    twin.marks[it.instrument] = rational(BigInt(2 * it.halfTicks), 2n);
  }
}

/** Exact shares and what was booked: nobody is further than a unit off, and the account is rounded down. */
function expectShared(cash: readonly bigint[], exact: readonly Rational[], scale: bigint): void {
  const total = exact.reduce(plus, rational(0n));
  cash.forEach((units, column) => {
    const wanted = column < OWNERS.length ? exact[column] : total;
    const off = minus(times(wanted, rational(scale)), rational(units));
    expect(less(absolute(off), rational(1n))).toBe(true);
    if (column === OWNERS.length) expect(less(off, rational(0n))).toBe(false);
  });
  expect(cash[OWNERS.length]).toBe(cash.slice(0, -1).reduce((sum, units) => sum + units, 0n));
}

function split(ledger: Ledger, twin: LedgerTwin, index: number, numerator: number, denominator: number): void {
  const c = twin.currencyOf(index);
  const scale = 10n ** BigInt(ledger.scaleOf(CURRENCIES[c]));
  const ratio = rational(BigInt(numerator), BigInt(denominator));
  const before = twin.books.map((books) => books[index].lots);
  const mark = twin.marks[index];
  const newLot = times(
    times(twin.valuePerLot(INSTRUMENTS[index], 1), mark ?? rational(0n)),
    rational(BigInt(denominator), BigInt(numerator)),
  );
  const cash = ledger.split(index, { numerator, denominator });
  const gone = before.map((lots, column) =>
    minus(times(rational(lots), ratio), rational(BigInt(ledger.position(column, index)))),
  );
  for (const fraction of gone) expect(less(absolute(fraction), rational(1n))).toBe(true);
  // the account loses what is less than a lot and never gains: toward zero
  expect(less(times(gone[OWNERS.length], rational(before[OWNERS.length])), rational(0n))).toBe(false);
  expectShared(
    cash,
    gone.slice(0, -1).map((fraction) => times(fraction, newLot)),
    scale,
  );
  twin.books.forEach((books, column) => {
    const paid = rational(cash[column], scale);
    books[index].split(BigInt(ledger.position(column, index)), numerator, denominator, paid);
    twin.pay(column, c, paid);
  });
  if (mark === undefined) return;
  const next = rational(BigInt(2 * ledger.markTicks(index)), 2n);
  if (next.n > next.d) {
    const off = absolute(minus(next, times(mark, rational(BigInt(denominator), BigInt(numerator)))));
    expect(less(rational(1n, 4n), off)).toBe(false);
  }
  twin.marks[index] = next;
}

function hold(
  ledger: Ledger,
  twin: LedgerTwin,
  kind: 'dividend' | 'fund' | 'borrow' | 'interest',
  index: number,
  parts: number,
): void {
  const lots = twin.books.map((books) => rational(books[index].lots));
  const worth = twin.books.map((_, column) => twin.worth(column, index));
  const share = rational(BigInt(Math.abs(parts)), 36_500n);
  const c = kind === 'interest' ? 0 : twin.currencyOf(index);
  const owed = twin.cash.map((purses) =>
    purses.reduce((sum, cash, i) => plus(sum, times(cash, twin.rates[i])), rational(0n)),
  );
  /** In proportion to what of `sizes` lies below zero, `total` of it where the account's does. */
  const below = (sizes: readonly Rational[]): Rational[] => {
    const short = sizes.map((size) => (less(size, rational(0n)) ? size : rational(0n)));
    const all = short.slice(0, -1).reduce(plus, rational(0n));
    const total = sizes[OWNERS.length];
    if (!less(total, rational(0n))) return short.map(() => rational(0n));
    return short.map((size) =>
      times(times(size, rational(all.d, 1n)), times(times(total, share), rational(-1n, -all.n))),
    );
  };
  const book = () => {
    const fraction = { numerator: BigInt(Math.abs(parts)), denominator: 36_500n };
    const written = { units: BigInt(parts), scale: 4 };
    switch (kind) {
      case 'dividend':
        return ledger.dividend(index, written);
      case 'fund':
        return ledger.fund(index, written);
      case 'borrow':
        return ledger.borrow(index, fraction);
      case 'interest':
        return ledger.interest('USD', fraction);
    }
  };
  const exact = {
    dividend: () => {
      const { lotSize, multiplier } = INSTRUMENTS[index];
      const perLot = rational(
        BigInt(parts) * lotSize.units * multiplier.units,
        10n ** BigInt(4 + lotSize.scale + multiplier.scale),
      );
      return lots.map((held) => times(held, perLot));
    },
    fund: () => worth.map((value) => times(value, rational(-BigInt(parts), 10_000n))),
    borrow: () => below(worth),
    // What is owed is not known before there is a rate: then nothing is charged.
    interest: () =>
      twin.cash.some((_, column) => Number.isNaN(ledger.cashValue(column)))
        ? owed.map(() => rational(0n))
        : below(owed),
  }[kind]();
  const cash = book();
  const scale = 10n ** BigInt(ledger.scaleOf(CURRENCIES[c]));
  expectShared(cash, exact.slice(0, -1), scale);
  twin.cash.forEach((_, column) => twin.pay(column, c, rational(cash[column], scale)));
}

function expectSame(ledger: Ledger, twin: LedgerTwin, exactRealised: boolean): void {
  ledger.assertBalanced();
  for (let column = 0; column <= OWNERS.length; column++) {
    INSTRUMENTS.forEach((_instrument, index) => expectSameHolding(ledger, twin, column, index, exactRealised));
    CURRENCIES.forEach((name, index) => {
      const scale = 10n ** BigInt(ledger.scaleOf(name));
      expect(same(rational(ledger.cash(column, name), scale), twin.cash[column][index])).toBe(true);
      const worth = INSTRUMENTS.reduce(
        (sum, _i, i) => (twin.currencyOf(i) === index ? plus(sum, twin.worth(column, i)) : sum),
        twin.cash[column][index],
      );
      expect(same(rational(ledger.exactEquity(column, name), scale), worth)).toBe(true);
    });
    const equity = toFloat(twin.equity(column));
    expect(Math.abs(ledger.equity(column) - equity)).toBeLessThan(1e-6);
    expect(Math.abs(ledger.grossExposure(column) - toFloat(twin.exposure(column, absolute)))).toBeLessThan(1e-6);
    expect(Math.abs(ledger.netExposure(column) - toFloat(twin.exposure(column, (worth) => worth)))).toBeLessThan(1e-6);
    expect(Math.abs(ledger.cashValue(column) + ledger.netExposure(column) - equity)).toBeLessThan(1e-6);
  }
}

function expectSameHolding(ledger: Ledger, twin: LedgerTwin, column: number, index: number, exact: boolean): void {
  const book = twin.books[column][index];
  const { currency: name } = INSTRUMENTS[index];
  const scale = 10n ** BigInt(ledger.scaleOf(name));
  const cost = rational(ledger.cost(column, index), scale);
  const realised = rational(ledger.realised(column, index), scale);
  expect(ledger.position(column, index)).toBe(Number(book.lots));
  expect(same(minus(realised, cost), book.flow)).toBe(true);
  const off = minus(book.realised, realised);
  if (exact) expect(off.n).toBe(0n);
  else {
    // each division keeps back less than one unit, and gives it back with the lots that remain
    expect(less(off, rational(0n))).toBe(false);
    expect(less(times(off, rational(scale)), rational(BigInt(book.divisions) + 1n))).toBe(true);
  }
  const average = ledger.averagePriceTicks(column, index);
  const perLot = toFloat(twin.valuePerLot(INSTRUMENTS[index], 1));
  if (book.lots === 0n) expect(average).toBeNaN();
  else expect(average).toBeCloseTo(toFloat(book.cost) / Number(book.lots) / perLot, exact ? 8 : 0);
  const unrealised = toFloat(minus(twin.worth(column, index), cost));
  expect(Math.abs(ledger.unrealised(column, index) - unrealised)).toBeLessThan(1e-8);
}

describe.each(['average', 'fifo'] as const)('the ledger under %s cost', (costMethod) => {
  const spec: LedgerSpec = {
    currencies: CURRENCIES,
    accountCurrency: 'USD',
    instruments: INSTRUMENTS,
    owners: OWNERS,
    costMethod,
  };

  it('agrees with exact fractions after every posting', () => {
    fc.assert(
      fc.property(fc.array(posting, { minLength: 1, maxLength: 40 }), (postings) => {
        const ledger = new Ledger(spec);
        const twin = new LedgerTwin(spec);
        ledger.setRate('EUR', 1);
        for (const each of postings) {
          post(ledger, twin, each);
          expectSame(ledger, twin, costMethod === 'fifo' && !postings.some((one) => 'up' in one));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('goes on from a saved state as if it had never stopped', () => {
    const list = fc.array(posting, { maxLength: 30 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const straight = new Ledger(spec);
        const twin = new LedgerTwin(spec);
        const other = new LedgerTwin(spec);
        const shadow = new Ledger(spec);
        for (const each of before) {
          post(straight, twin, each);
          post(shadow, other, each);
        }
        const resumed = new Ledger(spec);
        resumed.load(JSON.parse(JSON.stringify(straight.save())));
        expect(resumed.save()).toEqual(straight.save());
        for (const each of after) {
          post(straight, twin, each);
          post(resumed, other, each);
          for (let column = 0; column <= OWNERS.length; column++) {
            expect(resumed.equity(column)).toBe(straight.equity(column));
          }
        }
        expect(resumed.save()).toEqual(straight.save());
      }),
      { numRuns: 60 },
    );
  });
});
