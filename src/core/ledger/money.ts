import { assert } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { Amount, type Units } from './amount.ts';
import type { Currency } from './currency.ts';

/** What is kept per owner and currency, in units of the currency; each must add up over the owners. */
export const FIGURES = [
  'cash',
  /** what came from outside: deposits less withdrawals, and the worth of what reconciliation brought or took */
  'contributed',
  'fees',
  'slippage',
  /** paid for what is held: for borrowed shares, for borrowed money, and in funding (negative: got) */
  'borrow',
  'interest',
  'funding',
  /** got for what is held; negative: paid on shorts */
  'dividends',
] as const;
export type Figure = (typeof FIGURES)[number];

/** The figures of what holding costs and brings. */
export const HOLDING_FIGURES = ['borrow', 'interest', 'funding', 'dividends'] as const;
export type HoldingFigure = (typeof HOLDING_FIGURES)[number];

export type PurseState = Readonly<Record<Figure, string>>;

/** One owner's money in one currency. */
class Purse implements Readonly<Record<Figure, Amount>> {
  readonly cash = new Amount();
  readonly contributed = new Amount();
  readonly fees = new Amount();
  readonly slippage = new Amount();
  readonly borrow = new Amount();
  readonly interest = new Amount();
  readonly funding = new Amount();
  readonly dividends = new Amount();
}

/** The money of all columns (the owners, and the account) in all currencies, and its worth in the account's currency. */
export class Money {
  readonly currencies: readonly Currency[];
  /** To the account's currency, by currency; NaN until known. */
  readonly rates: Float64Array;
  /** All cash of a column in the account's currency. */
  readonly cashValues: Float64Array;
  private readonly accountCurrency: number;
  /** by column and then by currency */
  private readonly purses: readonly (readonly Purse[])[];

  constructor(currencies: readonly Currency[], accountCurrency: string, columns: number) {
    this.currencies = currencies;
    this.purses = Array.from({ length: columns }, () => currencies.map(() => new Purse()));
    this.cashValues = new Float64Array(columns);
    this.rates = new Float64Array(currencies.length).fill(Number.NaN);
    this.accountCurrency = this.indexOf(accountCurrency);
    this.rates[this.accountCurrency] = 1;
  }

  indexOf(name: string): number {
    for (let index = 0; index < this.currencies.length; index++) {
      if (this.currencies[index].name === name) return index;
    }
    const known = this.currencies.map((currency) => currency.name).join(', ');
    throw new Fault('config', `currency: expected one of the account's (${known}), was ${name}`);
  }

  /** Units of the currency. */
  of(column: number, currency: number, figure: Figure): bigint {
    return this.purses[column][currency][figure].value;
  }

  deposit(column: number, currency: number, cash: bigint, worth: bigint): void {
    const purse = this.purses[column][currency];
    purse.cash.add(cash);
    purse.contributed.add(worth);
    this.revalue(column);
  }

  /** `lots` times `each` leaves for what was bought, fee and slippage beside it. */
  pay(column: number, currency: number, lots: number, each: Units, fee: Units, slippage: Units): void {
    const { cash, fees, slippage: slipped } = this.purses[column][currency];
    cash.addProduct(-lots, each);
    if (fee !== 0) {
      cash.add(-fee);
      fees.add(fee);
    }
    if (slippage !== 0) {
      cash.add(-slippage);
      slipped.add(slippage);
    }
    this.revalue(column);
  }

  /** Cash that came (negative: went) for what is held. */
  receive(column: number, currency: number, figure: HoldingFigure, cash: bigint): void {
    const purse = this.purses[column][currency];
    purse.cash.add(cash);
    purse[figure].add(figure === 'dividends' ? cash : -cash);
    this.revalue(column);
  }

  /** The caller owes a `revalue` of each column before the next reading. */
  setRate(currency: number, rate: number): void {
    assert(rate > 0 && Number.isFinite(rate), 'a rate must be positive');
    assert(currency !== this.accountCurrency || rate === 1, "the account's currency has the rate 1");
    this.rates[currency] = rate;
  }

  revalue(column: number): void {
    const purses = this.purses[column];
    let sum = 0;
    for (let index = 0; index < purses.length; index++) sum += this.worth(purses[index].cash, index);
    this.cashValues[column] = sum;
  }

  /** In the account's currency; NaN while there is some in a currency whose rate is not known. */
  value(column: number, figure: Figure): number {
    const purses = this.purses[column];
    let sum = 0;
    for (let index = 0; index < purses.length; index++) sum += this.worth(purses[index][figure], index);
    return sum;
  }

  /** Nothing is worth nothing, though its rate be unknown. */
  private worth(amount: Amount, currency: number): number {
    const units = amount.toNumber();
    return units === 0 ? 0 : (units / this.currencies[currency].unitsPerOne) * this.rates[currency];
  }

  save(column: number): PurseState[] {
    return this.purses[column].map(
      (purse) => Object.fromEntries(FIGURES.map((figure) => [figure, String(purse[figure].value)])) as PurseState,
    );
  }

  load(column: number, states: readonly PurseState[]): void {
    states.forEach((state, currency) => {
      for (const figure of FIGURES) this.purses[column][currency][figure].value = BigInt(state[figure]);
    });
  }
}
