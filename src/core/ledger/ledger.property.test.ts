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
  } else if ('rate' in it) {
    ledger.setRate('EUR', it.rate / 100);
    twin.rates[1] = rational(BigInt(it.rate), 100n);
  } else {
    ledger.mark(it.instrument, it.halfTicks);
    twin.marks[it.instrument] = rational(BigInt(2 * it.halfTicks), 2n);
  }
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
          expectSame(ledger, twin, costMethod === 'fifo');
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
        for (const each of before) post(straight, twin, each);
        const resumed = new Ledger(spec);
        resumed.load(JSON.parse(JSON.stringify(straight.save())));
        expect(resumed.save()).toEqual(straight.save());
        for (const each of after) {
          post(straight, twin, each);
          post(resumed, twin, each);
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
