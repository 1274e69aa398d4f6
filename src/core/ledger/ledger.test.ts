import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import { makeInstrument } from '../model/instrument.ts';
import { Ledger, type LedgerState } from './ledger.ts';

const decimal = (text: string) => must(parseDecimal(text), text);
const FTSE = 0;
const SPY = 1;
const INSTRUMENTS = [
  makeInstrument(
    { name: 'FTSE', currency: 'GBP', tickSize: decimal('0.5'), lotSize: decimal('1'), multiplier: decimal('10') },
    FTSE,
  ),
  makeInstrument({ name: 'SPY', currency: 'USD', tickSize: decimal('0.01'), lotSize: decimal('1') }, SPY),
];
const ANN = 0;
const BOB = 1;
const HOUSE = 2;
const USD = 1_000_000n;

const make = (): Ledger =>
  new Ledger({
    currencies: ['USD', 'GBP'],
    accountCurrency: 'USD',
    instruments: INSTRUMENTS,
    owners: ['ann', 'bob', 'house'],
    costMethod: 'average',
  });

describe('a deposit', () => {
  it('is cash and contributed, and no profit', () => {
    const ledger = make();
    ledger.deposit(ANN, 'USD', 60_000n * USD);
    ledger.deposit(HOUSE, 'USD', 40_000n * USD);
    ledger.deposit(ANN, 'USD', -10_000n * USD);
    expect(ledger.accountCash('USD')).toBe(90_000n * USD);
    expect(ledger.contributed(ANN, 'USD')).toBe(50_000n * USD);
    expect([ledger.equity(ANN), ledger.equity(BOB), ledger.accountEquity()]).toEqual([50_000, 0, 90_000]);
    expect(ledger.profit(ledger.account)).toBe(0);
  });

  it('of an unknown currency is refused by name', () => {
    expect(() => make().deposit(ANN, 'EUR', 1n)).toThrow("expected one of the account's (USD, GBP), was EUR");
    expect(() => make().deposit(ANN, 'EUR', 1n)).toThrow(expect.objectContaining({ kind: 'config' }));
  });

  it('goes to an owner, never to the account itself', () => {
    const ledger = make();
    expect(() => ledger.deposit(ledger.account, 'USD', 1n)).toThrow('one of the owners');
    expect(() => ledger.deposit(-1, 'USD', 1n)).toThrow('one of the owners');
  });
});

describe('every posting', () => {
  it('goes to an owner, and none to the account beside them', () => {
    const ledger = make();
    for (const owner of [ledger.account, -1]) {
      expect(() => ledger.fill(owner, SPY, 1, 100, 0n, 0n)).toThrow('one of the owners');
      expect(() => ledger.fee(owner, 'USD', 1n)).toThrow('one of the owners');
      expect(() => ledger.reconcile(owner, SPY, 1, 100, 0n)).toThrow('one of the owners');
    }
    expect([ledger.accountCash('USD'), ledger.accountPosition(SPY)]).toEqual([0n, 0]);
  });

  it('wants its instrument where the list has it', () => {
    const spec = { currencies: ['USD', 'GBP'], accountCurrency: 'USD', owners: ['ann'], costMethod: 'fifo' } as const;
    expect(() => new Ledger({ ...spec, instruments: INSTRUMENTS.toReversed() })).toThrow('stand at their index');
  });
});

describe('a fill', () => {
  it('books price, fee and slippage as money, each where it belongs', () => {
    const ledger = make();
    ledger.deposit(ANN, 'USD', 10_000n * USD);
    ledger.fill(ANN, SPY, 10, 40_000, 2n * USD, 1n * USD);
    expect(ledger.cash(ANN, 'USD')).toBe(5_997n * USD);
    expect(ledger.fees(ANN, 'USD')).toBe(2n * USD);
    expect(ledger.slippage(ledger.account, 'USD')).toBe(1n * USD);
    expect(ledger.averagePriceTicks(ANN, SPY)).toBe(40_000);
    expect(ledger.equity(ANN)).toBe(9_997);
    ledger.mark(SPY, 40_100);
    expect(ledger.unrealised(ANN, SPY)).toBe(10);
    expect(ledger.equity(ANN)).toBe(10_007);
    ledger.fill(ANN, SPY, -10, 40_200, 0n, 0n);
    expect(ledger.realised(ANN, SPY)).toBe(20n * USD);
    expect(ledger.profit(ANN)).toBe(17);
    expect(ledger.feesValue(ANN)).toBe(2);
    expect(ledger.slippageValue(ANN)).toBe(1);
    expect(ledger.averagePriceTicks(ANN, SPY)).toBeNaN();
  });

  it('with a rebate brings cash', () => {
    const ledger = make();
    ledger.fill(BOB, SPY, -1, 100, -3n, 0n);
    expect(ledger.cash(BOB, 'USD')).toBe(1n * USD + 3n);
    expect(ledger.fees(BOB, 'USD')).toBe(-3n);
  });

  it('of a lot worth more units than a float can count is booked to the last one', () => {
    const ledger = make();
    ledger.fill(ANN, FTSE, 3, 2_000_000_001, 0n, 0n); // 5 GBP a tick
    expect(ledger.cash(ANN, 'GBP')).toBe(-30_000_000_015n * 1_000_000n);
    expect(ledger.cost(ANN, FTSE)).toBe(30_000_000_015n * 1_000_000n);
  });

  it('wants whole lots, not none, and a price on half ticks', () => {
    const ledger = make();
    expect(() => ledger.fill(ANN, SPY, 0, 100, 0n, 0n)).toThrow('wants lots');
    expect(() => ledger.fill(ANN, SPY, 1.5, 100, 0n, 0n)).toThrow('whole number of lots');
    expect(() => ledger.fill(ANN, SPY, 1, 100.25, 0n, 0n)).toThrow('half ticks');
  });

  it('leaves the mark alone once there is one', () => {
    const ledger = make();
    expect(ledger.markTicks(SPY)).toBeNaN();
    ledger.fill(ANN, SPY, 1, 100, 0n, 0n);
    expect(ledger.markTicks(SPY)).toBe(100);
    ledger.fill(ANN, SPY, 1, 130, 0n, 0n);
    expect(ledger.markTicks(SPY)).toBe(100);
    expect(ledger.equity(ANN)).toBeCloseTo(-0.3, 12);
  });
});

describe('a cross', () => {
  it('realises at the giver, starts the receiver at the price, and moves nothing of the account', () => {
    const ledger = make();
    ledger.fill(ANN, SPY, 10, 10_000, 0n, 0n);
    const before = ledger.accountCash('USD');
    ledger.cross(ANN, BOB, SPY, 4, 10_100.5);
    expect([ledger.position(ANN, SPY), ledger.position(BOB, SPY), ledger.accountPosition(SPY)]).toEqual([6, 4, 10]);
    expect(ledger.realised(ANN, SPY)).toBe(4_020_000n);
    expect(ledger.averagePriceTicks(BOB, SPY)).toBe(10_100.5);
    expect(ledger.averagePriceTicks(ANN, SPY)).toBe(10_000);
    expect(ledger.accountCash('USD')).toBe(before);
    expect(ledger.realised(ledger.account, SPY)).toBe(0n);
    expect(ledger.averagePriceTicks(ledger.account, SPY)).toBe(10_000);
    ledger.assertBalanced();
  });

  it('hands a short over with a negative size', () => {
    const ledger = make();
    ledger.fill(ANN, SPY, -10, 10_000, 0n, 0n);
    ledger.cross(ANN, BOB, SPY, -10, 9_900);
    expect([ledger.position(ANN, SPY), ledger.position(BOB, SPY)]).toEqual([0, -10]);
    expect(ledger.realised(ANN, SPY)).toBe(10n * USD);
  });

  it('wants two owners', () => {
    expect(() => make().cross(ANN, ANN, SPY, 1, 1)).toThrow('two owners');
    expect(() => make().cross(ANN, 3, SPY, 1, 1)).toThrow('one of the owners');
    expect(() => make().cross(3, ANN, SPY, 1, 1)).toThrow('one of the owners');
  });
});

describe('a reconciliation', () => {
  it('brings lots at a price without paying for them', () => {
    const ledger = make();
    ledger.reconcile(HOUSE, SPY, 10, 5_000, -2n * USD);
    expect(ledger.accountCash('USD')).toBe(-2n * USD);
    expect(ledger.contributed(HOUSE, 'USD')).toBe(498n * USD);
    expect(ledger.equity(HOUSE)).toBe(498);
    expect(ledger.profit(HOUSE)).toBe(0);
    ledger.mark(SPY, 5_100);
    expect(ledger.profit(ledger.account)).toBe(10);
  });

  it('may be of cash alone', () => {
    const ledger = make();
    ledger.reconcile(HOUSE, SPY, 0, 0, 5n * USD);
    expect(ledger.accountPosition(SPY)).toBe(0);
    expect(ledger.markTicks(SPY)).toBeNaN();
    expect(ledger.contributed(ledger.account, 'USD')).toBe(5n * USD);
  });
});

describe('a fee', () => {
  it('without a fill leaves cash and is counted', () => {
    const ledger = make();
    ledger.fee(BOB, 'USD', 7n);
    expect([ledger.cash(BOB, 'USD'), ledger.fees(BOB, 'USD'), ledger.fees(ledger.account, 'USD')]).toEqual([
      -7n,
      7n,
      7n,
    ]);
  });
});

describe('what holding brings', () => {
  const held = (): Ledger => {
    const ledger = make();
    ledger.fill(ANN, SPY, 10, 10_000, 0n, 0n);
    ledger.fill(BOB, SPY, -4, 10_000, 0n, 0n);
    return ledger;
  };

  it('as a dividend is counted as got by who is long and as paid by who is short', () => {
    const ledger = held();
    expect(ledger.dividend(SPY, decimal('0.5'))).toEqual([5n * USD, -2n * USD, 0n, 3n * USD]);
    expect([ANN, BOB, ledger.account].map((owner) => ledger.heldValue(owner, 'dividends'))).toEqual([5, -2, 3]);
    expect(ledger.cash(ANN, 'USD')).toBe(-995n * USD);
  });

  it('as funding is counted as paid by who is long and as got by who is short', () => {
    const ledger = held();
    expect(ledger.fund(SPY, decimal('0.01'))).toEqual([-10n * USD, 4n * USD, 0n, -6n * USD]);
    expect([ANN, BOB, ledger.account].map((owner) => ledger.heldValue(owner, 'funding'))).toEqual([10, -4, 6]);
    expect(ledger.cash(ANN, 'USD')).toBe(-1_010n * USD);
  });
});

describe('a fee for borrowed shares', () => {
  it('is of what the account is short, and paid by those who are short: 9 to 3, and nothing by who is long', () => {
    const ledger = make();
    ledger.fill(ANN, SPY, -9, 10_000, 0n, 0n);
    ledger.fill(BOB, SPY, 4, 10_000, 0n, 0n);
    ledger.fill(HOUSE, SPY, -3, 10_000, 0n, 0n);
    const came = ledger.borrow(SPY, { numerator: 1n, denominator: 100n }); // of 800
    expect(came).toEqual([-6n * USD, 0n, -2n * USD, -8n * USD]);
    expect([ANN, BOB, HOUSE].map((owner) => ledger.held(owner, 'USD', 'borrow'))).toEqual([6n * USD, 0n, 2n * USD]);
    expect(ledger.heldValue(ledger.account, 'borrow')).toBe(8);
    expect(ledger.cash(ANN, 'USD')).toBe(894n * USD);
  });
});

describe('values', () => {
  it('in another currency are worth NaN until its rate is known, then follow it', () => {
    const ledger = make();
    ledger.deposit(ANN, 'USD', 100n * USD);
    expect(ledger.equity(ANN)).toBe(100);
    ledger.fill(ANN, FTSE, 2, 14_000, 0n, 0n);
    expect(ledger.equity(ANN)).toBeNaN();
    expect(ledger.equity(BOB)).toBe(0);
    expect([ledger.rateOf('USD'), ledger.rateOf('GBP')]).toEqual([1, Number.NaN]);
    ledger.setRate('GBP', 1.25);
    expect(ledger.rateOf('GBP')).toBe(1.25);
    ledger.mark(FTSE, 14_010);
    expect(ledger.equity(ANN)).toBe(100 + 100 * 1.25);
    expect(ledger.netExposure()).toBe(140_100 * 1.25);
    ledger.setRate('GBP', 1.5);
    expect(ledger.equity(ANN)).toBe(100 + 100 * 1.5);
    expect(ledger.exactEquity(ANN, 'GBP')).toBe(100_000_000n);
    expect(ledger.cashValue(ANN)).toBe(100 - 140_000 * 1.5);
    expect(ledger.accountCashValue()).toBe(ledger.cashValue(ANN));
  });

  it('count shorts into gross exposure and against free cash', () => {
    const ledger = make();
    ledger.deposit(ANN, 'USD', 1_000n * USD);
    ledger.fill(ANN, SPY, -10, 5_000, 0n, 0n);
    ledger.mark(SPY, 6_000);
    expect([ledger.grossExposure(), ledger.netExposure()]).toEqual([600, -600]);
    expect(ledger.cashValue(ANN)).toBe(1_500);
    expect(ledger.freeCashValue(ANN)).toBe(900);
    expect(ledger.accountEquity()).toBe(900);
    ledger.fill(ANN, SPY, 10, 6_000, 0n, 0n);
    expect([ledger.grossExposure(), ledger.netExposure(ANN), ledger.freeCashValue(ANN)]).toEqual([0, 0, 900]);
  });

  it('net out in the account what agents hold against each other', () => {
    const ledger = make();
    ledger.cross(ANN, BOB, SPY, 5, 1_000);
    ledger.mark(SPY, 1_100);
    expect([ledger.equity(ANN), ledger.equity(BOB), ledger.accountEquity()]).toEqual([-5, 5, 0]);
    expect([ledger.grossExposure(BOB), ledger.grossExposure()]).toEqual([55, 0]);
  });

  it('say whether anybody holds anything, be it that positions cancel out', () => {
    const ledger = make();
    expect(ledger.holdsAny).toBe(false);
    ledger.cross(ANN, BOB, SPY, 5, 1_000);
    expect([ledger.accountPosition(SPY), ledger.holdsAny]).toEqual([0, true]);
    ledger.cross(BOB, ANN, SPY, 5, 1_000);
    expect(ledger.holdsAny).toBe(false);
  });

  it('do not drift: after refresh they are those of a fresh sum', () => {
    const ledger = make();
    ledger.deposit(ANN, 'USD', 100_000n * USD);
    ledger.fill(ANN, SPY, 333, 12_345, 0n, 0n);
    for (let i = 0; i < 10_000; i++) ledger.mark(SPY, 12_345 + ((i * 7_919) % 977));
    ledger.mark(SPY, 12_345);
    ledger.refresh();
    expect(ledger.equity(ANN)).toBe(100_000);
    expect(ledger.netExposure()).toBe((333 * 12_345) / 100);
  });

  it('want marks on half ticks', () => {
    const ledger = make();
    expect(() => ledger.mark(SPY, Number.NaN)).toThrow('half ticks');
    expect(() => ledger.mark(SPY, 100.3)).toThrow('half ticks');
  });

  it('want positive rates, and 1 for the currency of the account', () => {
    expect(() => make().setRate('GBP', 0)).toThrow('positive');
    expect(() => make().setRate('GBP', Number.NaN)).toThrow('positive');
    expect(() => make().setRate('USD', 2)).toThrow('the rate 1');
    make().setRate('USD', 1);
  });
});

describe('scale', () => {
  it('can be asked for by currency', () => {
    expect(make().scaleOf('USD')).toBe(6);
  });
});

const saved = (): LedgerState => {
  const ledger = make();
  ledger.deposit(ANN, 'USD', 100n * USD);
  ledger.fill(ANN, SPY, 3, 1_000, 1n, 0n);
  return ledger.save();
};

/** The saved state with another figure for ann. */
const altered = (change: (ann: LedgerState['columns'][number]) => object): LedgerState => {
  const state = saved();
  return { ...state, columns: state.columns.map((each, i) => (i === ANN ? { ...each, ...change(each) } : each)) };
};

describe('a saved ledger', () => {
  it('is plain JSON', () => {
    const state = saved();
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('of other owners or instruments is refused', () => {
    const other = new Ledger({
      currencies: ['USD'],
      accountCurrency: 'USD',
      instruments: [],
      owners: ['ann', 'bob', 'house'],
      costMethod: 'fifo',
    });
    expect(() => other.load(saved())).toThrow('other owners, instruments or currencies');
    const state = saved();
    const others: Partial<LedgerState>[] = [
      { scales: [6, 7] },
      { scales: [6, 6, 6] },
      { marks: [...state.marks, null] },
      { columns: [state.columns[1], ...state.columns] },
    ];
    for (const change of others) {
      expect(() => make().load({ ...state, ...change })).toThrow(
        expect.objectContaining({ kind: 'integrity', message: expect.stringContaining('other owners') }),
      );
    }
  });

  it('whose owners do not add up to the account is refused, and says where', () => {
    const cash = altered((ann) => ({ purses: [{ ...ann.purses[0], cash: '99' }, ann.purses[1]] }));
    expect(() => make().load(cash)).toThrow('cash in USD: the owners sum to 99, the account has 69999999');
    const lots = altered((ann) => ({ holdings: [ann.holdings[0], { ...ann.holdings[1], lots: 4 }] }));
    expect(() => make().load(lots)).toThrow('position in SPY: the owners sum to 4, the account has 3');
    expect(() => make().load(lots)).toThrow(expect.objectContaining({ kind: 'integrity' }));
  });
});
