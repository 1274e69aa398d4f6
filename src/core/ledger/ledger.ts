import { assert } from '../base/assert.ts';
import { type Decimal, decimalOf, multiply, powerOfTen } from '../base/decimal.ts';
import { Fault } from '../base/fault.ts';
import type { Instrument } from '../model/instrument.ts';
import { splitLots, splitMark, type SplitRatio } from '../model/split.ts';
import { currenciesOf, unitsPerHalfTick } from './currency.ts';
import { type Units, unitsOf } from './amount.ts';
import { apportion, apportionDown } from './apportion.ts';
import { type CostMethod, Holding, type HoldingState } from './holding.ts';
import { type Figure, FIGURES, type HoldingFigure, Money, type PurseState } from './money.ts';
import { Valuation } from './valuation.ts';

export interface LedgerSpec {
  readonly currencies: readonly string[];
  readonly accountCurrency: string;
  readonly instruments: readonly Instrument[];
  /** The agents, and `house` for what nobody owns. */
  readonly owners: readonly string[];
  readonly costMethod: CostMethod;
}

/** Of a worth: an annual rate over some days has no finite decimal. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** As JSON: money as whole units in text, a mark or rate that is not known as null. */
export interface LedgerState {
  readonly scales: readonly number[];
  readonly marks: readonly (number | null)[];
  readonly rates: readonly (number | null)[];
  readonly columns: readonly {
    readonly purses: readonly PurseState[];
    readonly holdings: readonly HoldingState[];
    readonly cashValue: number | null;
    readonly net: number | null;
    readonly gross: number | null;
  }[];
}

/**
 * Who owns what: positions, cash, profit and costs of each owner and of the account, from postings only. Seven kinds of
 * posting move money and lots (`deposit`, `fill`, `cross`, `fee` and the financing of `borrow`, `interest` and `funding`,
 * `dividend`, `split`, `reconcile`); marks and rates only value them.
 *
 * Amounts are bigints in units of 10^-scale of their currency, exact. Values (equity, exposure) are floats in the
 * account's currency. The account is an owner of its own, of index `account`: its figures come from its own postings, and
 * `assertBalanced` compares them with the sum over the owners. What takes an owner takes `account` as well.
 *
 * Per owner and currency, to the unit: cash + Σ cost = contributed + Σ realised - fees - slippage - borrow - interest - funding
 * + dividends.
 */
export class Ledger {
  /** The account's own index, one past the owners. */
  readonly account: number;
  readonly owners: readonly string[];
  private readonly instruments: readonly Instrument[];
  private readonly columns: number;
  /** by instrument */
  private readonly currencyOf: Int32Array;
  private readonly halfTickUnits: readonly bigint[];
  /** The same as floats: exact where a product with them is a safe integer. */
  private readonly halfTickFloats: Float64Array;
  /** by instrument and then by column */
  private readonly holdings: readonly Holding[];
  private readonly averages: Float64Array;
  private readonly money: Money;
  private readonly valuation: Valuation;

  constructor(spec: LedgerSpec) {
    this.owners = spec.owners;
    this.account = spec.owners.length;
    this.columns = spec.owners.length + 1;
    this.instruments = spec.instruments;
    spec.instruments.forEach((instrument, index) => {
      assert(instrument.index === index, 'instruments must stand at their index');
    });
    const currencies = currenciesOf(spec.currencies, spec.instruments);
    this.money = new Money(currencies, spec.accountCurrency, this.columns);
    this.currencyOf = Int32Array.from(spec.instruments, (instrument) => this.money.indexOf(instrument.currency));
    this.halfTickUnits = spec.instruments.map((instrument, index) =>
      unitsPerHalfTick(instrument, currencies[this.currencyOf[index]]),
    );
    this.halfTickFloats = Float64Array.from(this.halfTickUnits, Number);
    const cells = spec.instruments.length * this.columns;
    this.holdings = Array.from({ length: cells }, () => new Holding(spec.costMethod));
    this.averages = new Float64Array(cells).fill(Number.NaN);
    this.valuation = new Valuation(spec.instruments, this.columns);
    this.showRate(this.money.indexOf(spec.accountCurrency));
  }

  scaleOf(currency: string): number {
    return this.money.currencies[this.money.indexOf(currency)].scale;
  }

  /** Money from outside; a negative amount is a withdrawal. */
  deposit(owner: number, currency: string, amount: bigint): void {
    this.assertOwner(owner);
    const index = this.money.indexOf(currency);
    this.money.deposit(owner, index, amount, amount);
    this.money.deposit(this.account, index, amount, amount);
  }

  /**
   * Lots bought (`signedLots` > 0) or sold at a price that the owner pays or gets. Fee and slippage are in units of the
   * instrument's currency; both are costs when positive and are booked as money, beside the price; a negative fee is a rebate.
   */
  fill(owner: number, instrument: number, signedLots: number, priceTicks: number, fee: bigint, slippage: bigint): void {
    this.assertOwner(owner);
    const paid = unitsOf(fee);
    const slipped = unitsOf(slippage);
    this.trade(owner, instrument, signedLots, priceTicks, paid, slipped);
    this.trade(this.account, instrument, signedLots, priceTicks, paid, slipped);
  }

  /**
   * An internal transfer at a price, free of cost: the giver hands `signedLots` to the receiver (> 0: the giver sells, the
   * receiver buys), realising its profit there. Half ticks are allowed. The account does not move.
   */
  cross(giver: number, receiver: number, instrument: number, signedLots: number, priceTicks: number): void {
    this.assertOwner(giver);
    this.assertOwner(receiver);
    assert(giver !== receiver, 'a cross wants two owners');
    this.trade(giver, instrument, -signedLots, priceTicks, 0, 0);
    this.trade(receiver, instrument, signedLots, priceTicks, 0, 0);
  }

  /** A cost that belongs to no fill; negative gives back. */
  fee(owner: number, currency: string, amount: bigint): void {
    this.assertOwner(owner);
    const index = this.money.indexOf(currency);
    const units = unitsOf(amount);
    this.money.pay(owner, index, 0, 0, units, 0);
    this.money.pay(this.account, index, 0, 0, units, 0);
  }

  /**
   * What the broker has and we had not: lots appear (or go, `signedLots` < 0) at a price without being paid for, and cash
   * in the instrument's currency changes by `cashAmount`. The worth of both counts as contributed, not as profit. Also
   * how starting positions come in. `signedLots` may be 0.
   */
  reconcile(owner: number, instrument: number, signedLots: number, priceTicks: number, cashAmount: bigint): void {
    this.assertOwner(owner);
    this.adopt(owner, instrument, signedLots, priceTicks, cashAmount);
    this.adopt(this.account, instrument, signedLots, priceTicks, cashAmount);
  }

  /**
   * Each lot becomes numerator / denominator lots. The account and its owners keep whole lots, toward zero; where the owners'
   * do not add up to the account's, a lot more or less goes to who is furthest from its exact share. What each lost or won of
   * a lot is settled in cash at the mark, in sum what the account is paid for its fraction, rounded down. The mark goes with
   * it, to the nearest half tick. By owner and then for the account: the cash that came.
   */
  split(instrument: number, ratio: SplitRatio): readonly bigint[] {
    const { numerator, denominator } = ratio;
    const [up, down] = [BigInt(numerator), BigInt(denominator)];
    const present = this.lotsOf(instrument);
    const after = apportion(
      present.map((lots) => lots * up),
      down,
      BigInt(splitLots(this.accountPosition(instrument), ratio)),
      'zero',
    );
    const gone = present.map((lots, owner) => lots * up - after[owner] * down);
    const held = present.some((lots) => lots !== 0n);
    const perLot = held ? this.worthOf(instrument, 1, this.markTicks(instrument)) : 0n;
    const cash = apportionDown(
      gone.map((parts) => parts * perLot),
      up,
    );
    const mark = splitMark(this.markTicks(instrument), ratio);
    if (!Number.isNaN(mark)) this.valuation.remark(instrument, mark);
    const all = withSum(cash);
    withSum(after).forEach((lots, column) => {
      this.holdings[instrument * this.columns + column].split(Number(lots), numerator, denominator, all[column]);
      this.money.pay(column, this.currencyOf[instrument], -1, all[column], 0, 0);
      this.show(column, instrument, mark);
    });
    this.refresh();
    return all;
  }

  /** `perUnit` of the instrument's currency for each unit held, rounded down for the account and shared to the last unit. */
  dividend(instrument: number, perUnit: Decimal): readonly bigint[] {
    const { lotSize, multiplier } = this.instruments[instrument];
    const perLot = multiply(multiply(perUnit, lotSize), multiplier);
    const scale = BigInt(this.money.currencies[this.currencyOf[instrument]].scale);
    const lots = this.lotsOf(instrument);
    return this.receive(
      this.currencyOf[instrument],
      'dividends',
      lots.map((held) => held * perLot.units * 10n ** scale),
      powerOfTen(perLot.scale),
    );
  }

  /** `rate` of what is held, at the mark: longs pay it and shorts get it, or the other way where it is negative. */
  fund(instrument: number, rate: Decimal): readonly bigint[] {
    const lots = this.lotsOf(instrument);
    const perLot = lots.some((held) => held !== 0n) ? this.worthOf(instrument, 1, this.markTicks(instrument)) : 0n;
    return this.receive(
      this.currencyOf[instrument],
      'funding',
      lots.map((held) => -held * perLot * rate.units),
      powerOfTen(rate.scale),
    );
  }

  /** `fraction` of what the account is short of, at the mark, paid by those who are short in the measure in which they are. */
  borrow(instrument: number, { numerator, denominator }: Fraction): readonly bigint[] {
    const short = -this.accountPosition(instrument);
    const shorts = this.lotsOf(instrument).map((lots) => (lots < 0n ? -lots : 0n));
    const all = shorts.reduce((sum, lots) => sum + lots, 0n);
    if (short <= 0) return this.nothing;
    const fee = this.worthOf(instrument, short, this.markTicks(instrument)) * numerator;
    return this.receive(
      this.currencyOf[instrument],
      'borrow',
      shorts.map((lots) => -lots * fee),
      all * denominator,
    );
  }

  /** `fraction` of what the account owes, all currencies at today's rates, paid in `currency` by those who owe in the measure in which they do. */
  interest(currency: string, { numerator, denominator }: Fraction): readonly bigint[] {
    // What is not known in the account's currency yet cannot be charged for.
    if (this.money.cashValues.some(Number.isNaN)) return this.nothing;
    const owed = this.owed();
    const sum = owed.reduce((all, cash) => all + cash, 0n);
    if (sum >= 0n) return this.nothing;
    const debts = owed.map((cash) => (cash < 0n ? -cash : 0n));
    const debt = debts.reduce((all, cash) => all + cash, 0n);
    const index = this.money.indexOf(currency);
    const scale = powerOfTen(this.money.currencies[index].scale);
    return this.receive(
      index,
      'interest',
      debts.map((cash) => cash * sum * numerator * scale),
      debt * denominator * powerOfTen(this.owedScale()),
    );
  }

  /** Nothing came, to nobody. */
  private get nothing(): readonly bigint[] {
    return Array.from({ length: this.columns }, () => 0n);
  }

  private lotsOf(instrument: number): bigint[] {
    return Array.from({ length: this.account }, (_, owner) => BigInt(this.position(owner, instrument)));
  }

  /** Cash of each owner in the account's currency, in units of 10^-`owedScale`: exact, rates taken as they were written. */
  private owed(): bigint[] {
    const scale = this.owedScale();
    return Array.from({ length: this.account }, (_, owner) =>
      this.money.currencies.reduce((sum, currency, index) => {
        const cash = this.money.of(owner, index, 'cash');
        if (cash === 0n) return sum;
        const rate = decimalOf(this.money.rates[index]);
        return sum + cash * rate.units * powerOfTen(scale - currency.scale - rate.scale);
      }, 0n),
    );
  }

  private owedScale(): number {
    return this.money.currencies.reduce((most, { scale }, index) => {
      const rate = this.money.rates[index];
      return Math.max(most, scale + (Number.isNaN(rate) ? 0 : decimalOf(rate).scale));
    }, 0);
  }

  /** Cash of so many numerators / denominator units to each owner, rounded down in sum. */
  private receive(
    currency: number,
    figure: HoldingFigure,
    numerators: readonly bigint[],
    denominator: bigint,
  ): readonly bigint[] {
    const cash = withSum(apportionDown(numerators, denominator));
    cash.forEach((units, column) => {
      if (units !== 0n) this.money.receive(column, currency, figure, units);
    });
    return cash;
  }

  /** What so many lots are worth at a price, in units of the instrument's currency: what a purchase takes from cash. */
  worthOf(instrument: number, signedLots: number, priceTicks: number): bigint {
    return BigInt(signedLots) * BigInt(2 * priceTicks) * this.halfTickUnits[instrument];
  }

  /** Hot: per bar. The last price, in ticks or half ticks. */
  mark(instrument: number, priceTicks: number): void {
    this.valuation.mark(instrument, priceTicks);
  }

  /** NaN before the first mark. */
  markTicks(instrument: number): number {
    return this.valuation.marks[instrument];
  }

  /** Units of the account's currency per unit of `currency`, from now on; values all anew. Until it is known, what is held in it is worth NaN. */
  setRate(currency: string, rateToAccount: number): void {
    const index = this.money.indexOf(currency);
    if (this.money.rates[index] === rateToAccount) return;
    this.money.setRate(index, rateToAccount);
    this.showRate(index);
    this.refresh();
  }

  /** NaN until known. */
  rateOf(currency: string): number {
    return this.money.rates[this.money.indexOf(currency)];
  }

  /** Lots, signed. */
  position(owner: number, instrument: number): number {
    return this.valuation.position(owner, instrument);
  }

  accountPosition(instrument: number): number {
    return this.valuation.position(this.account, instrument);
  }

  /** Ticks, a float; NaN when flat. */
  averagePriceTicks(owner: number, instrument: number): number {
    return this.averages[instrument * this.columns + owner];
  }

  cash(owner: number, currency: string): bigint {
    return this.money.of(owner, this.money.indexOf(currency), 'cash');
  }

  accountCash(currency: string): bigint {
    return this.cash(this.account, currency);
  }

  /** Deposits less withdrawals, and the worth of what was reconciled, at the time. */
  contributed(owner: number, currency: string): bigint {
    return this.money.of(owner, this.money.indexOf(currency), 'contributed');
  }

  fees(owner: number, currency: string): bigint {
    return this.money.of(owner, this.money.indexOf(currency), 'fees');
  }

  /** What holding cost, or of dividends brought, in units of the currency. */
  held(owner: number, currency: string, figure: HoldingFigure): bigint {
    return this.money.of(owner, this.money.indexOf(currency), figure);
  }

  slippage(owner: number, currency: string): bigint {
    return this.money.of(owner, this.money.indexOf(currency), 'slippage');
  }

  /** Profit of what was closed, before fees and slippage, in units of the instrument's currency. */
  realised(owner: number, instrument: number): bigint {
    return this.holdings[instrument * this.columns + owner].realised;
  }

  /** What the open position was bought for (negative: a short was sold for), in units of the instrument's currency. */
  cost(owner: number, instrument: number): bigint {
    return this.holdings[instrument * this.columns + owner].cost;
  }

  /** Profit of what is open, at the mark, as money in the instrument's currency. */
  unrealised(owner: number, instrument: number): number {
    const profit = this.worth(owner, instrument) - this.cost(owner, instrument);
    return Number(profit) / this.money.currencies[this.currencyOf[instrument]].unitsPerOne;
  }

  /** Cash and positions at the marks, in the account's currency. */
  equity(owner: number): number {
    return this.money.cashValues[owner] + this.valuation.net[owner];
  }

  accountEquity(): number {
    return this.equity(this.account);
  }

  /** Cash and positions of one currency at the marks, in units of it: exact, for what is printed or compared. Not for each bar. */
  exactEquity(owner: number, currency: string): bigint {
    const index = this.money.indexOf(currency);
    let sum = this.money.of(owner, index, 'cash');
    for (let i = 0; i < this.instruments.length; i++) {
      if (this.currencyOf[i] === index) sum += this.worth(owner, i);
    }
    return sum;
  }

  /** All cash, in the account's currency. */
  cashValue(owner: number): number {
    return this.money.cashValues[owner];
  }

  accountCashValue(): number {
    return this.cashValue(this.account);
  }

  /** Cash that is not the other side of a short: `cashValue` less what buying back the shorts would take. */
  freeCashValue(owner: number): number {
    const cash = this.cashValue(owner);
    // gross - net is twice the worth of the shorts
    return cash - (this.valuation.gross[owner] - this.valuation.net[owner]) / 2;
  }

  /** Equity less what was contributed, at today's rates: realised and open profit after all costs. */
  profit(owner: number): number {
    return this.equity(owner) - this.money.value(owner, 'contributed');
  }

  feesValue(owner: number): number {
    return this.money.value(owner, 'fees');
  }

  heldValue(owner: number, figure: HoldingFigure): number {
    return this.money.value(owner, figure);
  }

  slippageValue(owner: number): number {
    return this.money.value(owner, 'slippage');
  }

  /** Somebody holds something, be it that positions cancel out. */
  get holdsAny(): boolean {
    return this.valuation.held > 0;
  }

  /** Σ |position| at the marks, in the account's currency; of the account when no owner is named. */
  grossExposure(owner: number = this.account): number {
    return this.valuation.gross[owner];
  }

  /** Σ position at the marks, in the account's currency; of the account when no owner is named. */
  netExposure(owner: number = this.account): number {
    return this.valuation.net[owner];
  }

  /** Makes all values anew from positions, cash, marks and rates: call it at each day's end, so that float drift cannot add up. */
  refresh(): void {
    this.valuation.refresh();
    for (let column = 0; column < this.columns; column++) this.money.revalue(column);
  }

  /** The owners' sums must be the account's, to the last unit. O(owners * (instruments + currencies)). */
  assertBalanced(): void {
    for (const [index, instrument] of this.instruments.entries()) {
      let sum = 0n;
      for (let owner = 0; owner < this.account; owner++) sum += BigInt(this.position(owner, index));
      this.compare(`position in ${instrument.name}`, sum, BigInt(this.accountPosition(index)));
    }
    for (const [index, currency] of this.money.currencies.entries()) {
      for (const figure of FIGURES) this.compareFigure(figure, index, currency.name);
    }
  }

  save(): LedgerState {
    const columns = Array.from({ length: this.columns }, (_, column) => ({
      purses: this.money.save(column),
      holdings: this.instruments.map((_instrument, index) => this.holdings[index * this.columns + column].save()),
      cashValue: orNull(this.money.cashValues[column]),
      net: orNull(this.valuation.net[column]),
      gross: orNull(this.valuation.gross[column]),
    }));
    return {
      scales: this.money.currencies.map((currency) => currency.scale),
      marks: Array.from(this.valuation.marks, orNull),
      rates: Array.from(this.money.rates, orNull),
      columns,
    };
  }

  /** Into a fresh ledger of the same spec. The floats come back bit by bit, so that what follows is what would have followed. */
  load(state: LedgerState): void {
    const fits =
      state.columns.length === this.columns &&
      state.marks.length === this.instruments.length &&
      state.scales.length === this.money.currencies.length &&
      state.scales.every((scale, index) => scale === this.money.currencies[index].scale);
    if (!fits) throw new Fault('integrity', 'the saved ledger is of other owners, instruments or currencies');
    state.rates.forEach((rate, index) => {
      this.money.rates[index] = rate ?? Number.NaN;
      this.showRate(index);
    });
    state.columns.forEach((column, index) => {
      this.money.load(index, column.purses);
      column.holdings.forEach((holding, instrument) => {
        this.holdings[instrument * this.columns + index].load(holding);
        this.show(index, instrument, state.marks[instrument] ?? Number.NaN);
      });
    });
    state.marks.forEach((mark, index) => (this.valuation.marks[index] = mark ?? Number.NaN));
    state.columns.forEach((column, index) => {
      this.money.cashValues[index] = column.cashValue ?? Number.NaN;
      this.valuation.net[index] = column.net ?? Number.NaN;
      this.valuation.gross[index] = column.gross ?? Number.NaN;
    });
    this.assertBalanced();
  }

  private trade(
    column: number,
    instrument: number,
    signedLots: number,
    priceTicks: number,
    fee: Units,
    slippage: Units,
  ): void {
    assert(signedLots !== 0, 'a trade wants lots');
    const valuePerLot = this.move(column, instrument, signedLots, priceTicks);
    this.money.pay(column, this.currencyOf[instrument], signedLots, valuePerLot, fee, slippage);
  }

  private adopt(column: number, instrument: number, signedLots: number, priceTicks: number, cash: bigint): void {
    let worth = cash;
    if (signedLots !== 0) worth += BigInt(signedLots) * BigInt(this.move(column, instrument, signedLots, priceTicks));
    this.money.deposit(column, this.currencyOf[instrument], cash, worth);
  }

  /** Lots in or out at a price; says what a lot is worth at it, in units. */
  private move(column: number, instrument: number, signedLots: number, priceTicks: number): Units {
    const halfTicks = 2 * priceTicks;
    assert(Number.isSafeInteger(signedLots), 'a posting wants a whole number of lots');
    assert(Number.isSafeInteger(halfTicks), 'a posting wants a price in half ticks');
    const value = halfTicks * this.halfTickFloats[instrument];
    const valuePerLot = Number.isSafeInteger(value) ? value : BigInt(halfTicks) * this.halfTickUnits[instrument];
    this.holdings[instrument * this.columns + column].trade(signedLots, valuePerLot);
    this.show(column, instrument, priceTicks);
    return valuePerLot;
  }

  /** Brings what is read often in line with the holding. */
  private show(column: number, instrument: number, priceTicks: number): void {
    const cell = instrument * this.columns + column;
    const holding = this.holdings[cell];
    const { lots } = holding;
    this.averages[cell] = holding.costOver(2 * lots * this.halfTickFloats[instrument]);
    this.valuation.setPosition(column, instrument, lots, priceTicks);
  }

  /** The position at its mark, in units of the instrument's currency. */
  private worth(owner: number, instrument: number): bigint {
    const lots = this.position(owner, instrument);
    if (lots === 0) return 0n;
    return BigInt(lots) * BigInt(2 * this.markTicks(instrument)) * this.halfTickUnits[instrument];
  }

  /** Hands the rate of a currency to what is valued in it. */
  private showRate(currency: number): void {
    for (let instrument = 0; instrument < this.instruments.length; instrument++) {
      if (this.currencyOf[instrument] === currency) this.valuation.setRate(instrument, this.money.rates[currency]);
    }
  }

  private assertOwner(owner: number): void {
    assert(owner >= 0 && owner < this.account, 'a posting wants one of the owners; the account follows by itself');
  }

  private compareFigure(figure: Figure, currency: number, name: string): void {
    let sum = 0n;
    for (let owner = 0; owner < this.account; owner++) sum += this.money.of(owner, currency, figure);
    this.compare(`${figure} in ${name}`, sum, this.money.of(this.account, currency, figure));
  }

  private compare(what: string, sum: bigint, account: bigint): void {
    if (sum === account) return;
    throw new Fault('integrity', `ledger: ${what}: the owners sum to ${sum}, the account has ${account}`);
  }
}

/** The owners' amounts, and the account's behind them. */
function withSum(amounts: readonly bigint[]): bigint[] {
  return [...amounts, amounts.reduce((sum, amount) => sum + amount, 0n)];
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
