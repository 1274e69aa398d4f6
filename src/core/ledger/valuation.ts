import { assert } from '../base/assert.ts';
import { powerOfTen } from '../base/decimal.ts';
import { type Instrument, valuePerTickLot } from '../model/instrument.ts';

/**
 * What the positions are worth at the last marks, in the account's currency, per owner: floats, kept up per mark in
 * steps (`net` and `gross` move by position * price change) and made anew from positions and marks by `refresh`.
 * Owners are columns here; the ledger gives the account a column of its own.
 */
export class Valuation {
  readonly net: Float64Array;
  readonly gross: Float64Array;
  readonly marks: Float64Array;
  /** lots, by instrument and then by column */
  private readonly positions: Float64Array;
  /** rates to the account's currency, by instrument */
  private readonly rates: Float64Array;
  /** lots * ticks * numerator / denominator is money in the instrument's currency */
  private readonly numerators: Float64Array;
  private readonly denominators: Float64Array;
  /** numerator / denominator */
  private readonly perTickLot: Float64Array;
  /** The columns that hold an instrument: the first `holderCounts` places of its row, in no order. */
  private readonly holders: Uint32Array;
  private readonly holderCounts: Uint32Array;
  /** Positions other than 0. */
  held = 0;
  /** How many instruments a column holds. */
  private readonly heldCounts: Uint32Array;
  private readonly columns: number;
  private readonly instruments: number;

  constructor(instruments: readonly Instrument[], columns: number) {
    const count = instruments.length;
    this.columns = columns;
    this.instruments = count;
    this.net = new Float64Array(columns);
    this.gross = new Float64Array(columns);
    this.heldCounts = new Uint32Array(columns);
    this.marks = new Float64Array(count).fill(Number.NaN);
    this.rates = new Float64Array(count).fill(Number.NaN);
    this.holderCounts = new Uint32Array(count);
    this.positions = new Float64Array(count * columns);
    this.holders = new Uint32Array(count * columns);
    const values = instruments.map(valuePerTickLot);
    this.numerators = Float64Array.from(values, (value) => Number(value.units));
    this.denominators = Float64Array.from(values, (value) => Number(powerOfTen(value.scale)));
    this.perTickLot = this.numerators.map((numerator, instrument) => numerator / this.denominators[instrument]);
  }

  /** Hot: per bar. Touches the holders of this instrument and nobody else. */
  mark(instrument: number, ticks: number): void {
    assert(Math.floor(2 * ticks) === 2 * ticks, 'a mark must be a number of half ticks');
    const before = this.marks[instrument];
    this.marks[instrument] = ticks;
    const count = this.holderCounts[instrument];
    if (count === 0 || ticks === before) return;
    const perTick = this.perTickLot[instrument] * this.rates[instrument];
    const change = (ticks - before) * perTick;
    const absoluteChange = (Math.abs(ticks) - Math.abs(before)) * perTick;
    const row = instrument * this.columns;
    for (let i = row; i < row + count; i++) {
      const column = this.holders[i];
      const lots = this.positions[row + column];
      this.net[column] += lots * change;
      this.gross[column] += Math.abs(lots) * absoluteChange;
    }
  }

  position(column: number, instrument: number): number {
    return this.positions[instrument * this.columns + column];
  }

  /** A position without a mark is marked at `ticks`, what was last paid, until the market says more. */
  setPosition(column: number, instrument: number, lots: number, ticks: number): void {
    if (Number.isNaN(this.marks[instrument])) this.marks[instrument] = ticks;
    const cell = instrument * this.columns + column;
    const before = this.positions[cell];
    const valueBefore = this.value(instrument, before);
    this.positions[cell] = lots;
    if (before === 0 && lots !== 0) this.addHolder(column, instrument);
    if (before !== 0 && lots === 0) this.dropHolder(column, instrument);
    if (this.heldCounts[column] === 0) {
      this.net[column] = 0;
      this.gross[column] = 0;
      return;
    }
    const value = this.value(instrument, lots);
    this.net[column] += value - valueBefore;
    this.gross[column] += Math.abs(value) - Math.abs(valueBefore);
  }

  /** A mark that jumps without anybody gaining or losing by it. The caller owes a `refresh` before the next reading. */
  remark(instrument: number, ticks: number): void {
    assert(Math.floor(2 * ticks) === 2 * ticks, 'a mark must be a number of half ticks');
    this.marks[instrument] = ticks;
  }

  /** The caller owes a `refresh` before the next reading. */
  setRate(instrument: number, rate: number): void {
    this.rates[instrument] = rate;
  }

  /** Lots at the mark, in the account's currency: 0 for none, NaN while the rate is not known. */
  value(instrument: number, lots: number): number {
    return lots === 0 ? 0 : this.valueInCurrency(instrument, lots) * this.rates[instrument];
  }

  valueInCurrency(instrument: number, lots: number): number {
    if (lots === 0) return 0;
    return (lots * this.marks[instrument] * this.numerators[instrument]) / this.denominators[instrument];
  }

  refresh(): void {
    this.net.fill(0);
    this.gross.fill(0);
    for (let instrument = 0; instrument < this.instruments; instrument++) {
      const row = instrument * this.columns;
      const end = row + this.holderCounts[instrument];
      for (let i = row; i < end; i++) {
        const column = this.holders[i];
        const value = this.value(instrument, this.positions[row + column]);
        this.net[column] += value;
        this.gross[column] += Math.abs(value);
      }
    }
  }

  private addHolder(column: number, instrument: number): void {
    this.holders[instrument * this.columns + this.holderCounts[instrument]] = column;
    this.holderCounts[instrument] += 1;
    this.heldCounts[column] += 1;
    this.held += 1;
  }

  private dropHolder(column: number, instrument: number): void {
    const row = instrument * this.columns;
    const last = row + this.holderCounts[instrument] - 1;
    const place = this.holders.indexOf(column, row);
    assert(place >= row && place <= last, 'an owner that holds an instrument must be among its holders');
    this.holders[place] = this.holders[last];
    this.holderCounts[instrument] -= 1;
    this.heldCounts[column] -= 1;
    this.held -= 1;
  }
}
