import { formatDecimal } from '../../core/base/decimal.ts';
import type { Instrument } from '../../core/model/instrument.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Column, decimal } from './result-table.ts';

/** Turns a run's places, ticks, lots and money units into names and exact decimals. */
export class Units {
  private readonly result: BacktestResult;
  private readonly priceScale: number;
  private readonly quantityScale: number;
  private readonly moneyScale: number;

  constructor(result: BacktestResult) {
    this.result = result;
    // A middle of bid and ask may lie on half a tick: one digit more than the tick has.
    this.priceScale = Math.max(0, ...result.instruments.map(({ tickSize }) => tickSize.scale)) + 1;
    this.quantityScale = Math.max(0, ...result.instruments.map(({ lotSize }) => lotSize.scale));
    this.moneyScale = Math.max(0, ...result.moneyScales);
  }

  instrument(place: number): string {
    return this.result.instruments[place].name;
  }

  currency(place: number): string {
    return this.result.instruments[place].currency;
  }

  /** -1 is the netted account: null. The place after the last agent is the house. */
  owner(place: number): string | null {
    return place < 0 ? null : (this.result.agents[place] ?? 'house');
  }

  /** A column of prices given in ticks. */
  prices(name: string, instrument: ArrayLike<number>, ticks: ArrayLike<number>): Column {
    const { instruments } = this.result;
    return decimal(name, this.priceScale, (row) => priceText(instruments[instrument[row]], ticks[row]));
  }

  /** A column of quantities given in lots. */
  quantities(name: string, instrument: ArrayLike<number>, lots: (row: number) => number): Column {
    const { instruments } = this.result;
    return decimal(name, this.quantityScale, (row) => quantityText(instruments[instrument[row]], lots(row)));
  }

  /** A column of money in the instrument's currency, given in units of its ledger scale. */
  money(name: string, instrument: ArrayLike<number>, units: readonly bigint[]): Column {
    const { moneyScales } = this.result;
    return decimal(name, this.moneyScale, (row) => formatDecimal(units[row], moneyScales[instrument[row]]));
  }
}

/** Half ticks too. null where there is no price. */
export function priceText({ tickSize }: Instrument, ticks: number): string | null {
  if (!Number.isFinite(ticks)) return null;
  if (Number.isInteger(ticks)) return formatDecimal(BigInt(ticks) * tickSize.units, tickSize.scale);
  return formatDecimal(BigInt(Math.round(ticks * 2)) * tickSize.units * 5n, tickSize.scale + 1);
}

export function quantityText({ lotSize }: Instrument, lots: number): string | null {
  return Number.isFinite(lots) ? formatDecimal(BigInt(Math.round(lots)) * lotSize.units, lotSize.scale) : null;
}
