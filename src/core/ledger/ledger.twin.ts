import type { Decimal } from '../base/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import type { LedgerSpec } from './ledger.ts';

/** numerator / denominator, denominator > 0, not reduced: the sums of a test stay short. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

const ZERO: Rational = { n: 0n, d: 1n };

export const rational = (n: bigint, d = 1n): Rational => {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = a === 0n ? 1n : a;
  return { n: n / divisor, d: d / divisor };
};
export const plus = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational => plus(a, times(b, rational(-1n)));
export const absolute = (a: Rational): Rational => (a.n < 0n ? rational(-a.n, a.d) : a);
export const same = (a: Rational, b: Rational): boolean => a.n * b.d === b.n * a.d;
export const less = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d;
export const toFloat = (a: Rational): number => Number((a.n * 10n ** 30n) / a.d) / 1e30;
const ofDecimal = (value: Decimal): Rational => rational(value.units, 10n ** BigInt(value.scale));

/** One owner's book, kept the slow way: each lot is an entry of its own with the price that it was opened at. */
export class BookTwin {
  /** +1 or -1 per open lot, oldest first; all of one sign. */
  readonly open: { sign: bigint; cost: Rational }[] = [];
  realised = ZERO;
  /** Σ -(lots * price) */
  flow = ZERO;
  /** How often average cost had to be divided. */
  divisions = 0;
  private wasSplit = false;
  private readonly fifo: boolean;

  constructor(fifo: boolean) {
    this.fifo = fifo;
  }

  get lots(): bigint {
    return this.open.reduce((sum, lot) => sum + lot.sign, 0n);
  }

  get cost(): Rational {
    return this.open.reduce((sum, lot) => plus(sum, times(lot.cost, rational(lot.sign))), ZERO);
  }

  trade(signedLots: number, valuePerLot: Rational): void {
    const sign = signedLots > 0 ? 1n : -1n;
    this.flow = minus(this.flow, times(valuePerLot, rational(BigInt(signedLots))));
    let closes = false;
    for (let i = 0; i < Math.abs(signedLots); i++) {
      if (this.open.length === 0 || this.open[0].sign === sign) {
        this.open.push({ sign, cost: valuePerLot });
        if (!this.fifo) this.level();
        continue;
      }
      const [closed] = this.open.splice(0, 1);
      this.realised = plus(this.realised, times(minus(valuePerLot, closed.cost), rational(closed.sign)));
      closes = true;
    }
    // After a split a lot may have cost a fraction of a unit: each one that goes was divided.
    if (closes) this.divisions += this.wasSplit ? Math.abs(signedLots) : 1;
  }

  /** Each lot is cut into `numerator` parts, and `denominator` parts are a lot again; `cash` was paid for what is over. */
  split(after: bigint, numerator: number, denominator: number, cash: Rational): void {
    if (this.open.length === 0) return;
    this.wasSplit = true;
    this.divisions += this.open.length + 1;
    const sign = this.open[0].sign;
    const parts = this.open.flatMap(({ cost }) =>
      Array.from({ length: numerator }, () => times(cost, rational(1n, BigInt(numerator)))),
    );
    const kept = Number(after * sign) * denominator;
    const missing = kept - parts.length;
    for (let k = 0; k < missing; k++) parts.push(times(cash, rational(-sign, BigInt(missing))));
    const gone = parts.splice(0, parts.length - kept);
    const removed = gone.reduce(plus, ZERO);
    this.flow = plus(this.flow, cash);
    if (gone.length > 0) this.realised = plus(this.realised, minus(cash, times(removed, rational(sign))));
    this.open.length = 0;
    for (let k = 0; k < parts.length; k += denominator) {
      this.open.push({ sign, cost: parts.slice(k, k + denominator).reduce(plus, ZERO) });
    }
    if (!this.fifo) this.level();
  }

  /** Average cost: every open lot costs the same. */
  private level(): void {
    if (this.open.length === 0) return;
    const total = this.open.reduce((sum, lot) => plus(sum, lot.cost), ZERO);
    const mean = times(total, rational(1n, BigInt(this.open.length)));
    for (const lot of this.open) lot.cost = mean;
  }
}

/** The ledger once more in exact fractions, without columns, scales, increments or anything kept twice. */
export class LedgerTwin {
  readonly books: BookTwin[][];
  readonly cash: Rational[][];
  readonly marks: (Rational | undefined)[];
  readonly rates: Rational[];
  private readonly spec: LedgerSpec;

  constructor(spec: LedgerSpec) {
    this.spec = spec;
    const columns = [...spec.owners, 'account'];
    this.books = columns.map(() => spec.instruments.map(() => new BookTwin(spec.costMethod === 'fifo')));
    this.cash = columns.map(() => spec.currencies.map(() => ZERO));
    this.marks = spec.instruments.map(() => undefined);
    this.rates = spec.currencies.map(() => rational(1n));
  }

  get account(): number {
    return this.spec.owners.length;
  }

  valuePerLot(instrument: Instrument, ticks: number): Rational {
    const price = times(ofDecimal(instrument.tickSize), rational(BigInt(2 * ticks), 2n));
    return times(times(price, ofDecimal(instrument.lotSize)), ofDecimal(instrument.multiplier));
  }

  trade(column: number, index: number, signedLots: number, ticks: number, paid: boolean): void {
    const instrument = this.spec.instruments[index];
    const value = this.valuePerLot(instrument, ticks);
    this.books[column][index].trade(signedLots, value);
    this.marks[index] ??= rational(BigInt(2 * ticks), 2n);
    if (paid) this.pay(column, this.currencyOf(index), times(value, rational(BigInt(-signedLots))));
  }

  pay(column: number, currency: number, amount: Rational): void {
    this.cash[column][currency] = plus(this.cash[column][currency], amount);
  }

  currencyOf(instrument: number): number {
    return this.spec.currencies.indexOf(this.spec.instruments[instrument].currency);
  }

  /** The position at its mark, in the instrument's currency. */
  worth(column: number, index: number): Rational {
    const mark = this.marks[index];
    if (mark === undefined) return ZERO;
    const perTick = this.valuePerLot(this.spec.instruments[index], 1);
    return times(times(perTick, mark), rational(this.books[column][index].lots));
  }

  /** Σ worth over the instruments in the account's currency, each as `shape` has it. */
  exposure(column: number, shape: (worth: Rational) => Rational): Rational {
    return this.spec.instruments.reduce(
      (sum, _instrument, i) => plus(sum, times(shape(this.worth(column, i)), this.rates[this.currencyOf(i)])),
      ZERO,
    );
  }

  equity(column: number): Rational {
    const cash = this.cash[column].reduce((sum, amount, c) => plus(sum, times(amount, this.rates[c])), ZERO);
    return plus(
      cash,
      this.exposure(column, (worth) => worth),
    );
  }
}
