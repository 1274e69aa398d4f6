import type { BacktestResult } from '../../../backtest/result.ts';
import { bucketEnds, differences, short } from './compact.ts';

/** Fees and slippage paid so far, at each fill; null where currencies are mixed and do not add up. */
export interface CostSeries {
  readonly t: readonly number[];
  readonly fees: readonly (number | null)[];
  readonly slippage: readonly (number | null)[];
}

const POINTS_MAX = 1_500;

export function costSeries({ recording: { fills }, instruments, moneyScales }: BacktestResult): CostSeries | null {
  const currency = new Set(instruments.map((instrument) => instrument.currency));
  if (currency.size !== 1 || fills.count === 0) return null;
  const fees = new Float64Array(fills.count);
  const slippage = new Float64Array(fills.count);
  for (let row = 0; row < fills.count; row++) {
    const unit = 10 ** moneyScales[fills.instrument[row]];
    fees[row] = (row === 0 ? 0 : fees[row - 1]) + Number(fills.fee[row]) / unit;
    slippage[row] = (row === 0 ? 0 : slippage[row - 1]) + Number(fills.slippage[row]) / unit;
  }
  const ends = bucketEnds(fills.count, POINTS_MAX).filter(
    (end, i, all) =>
      i === all.length - 1 || Math.floor(fills.tsUs[all[i + 1]] / 1e6) > Math.floor(fills.tsUs[end] / 1e6),
  );
  return {
    t: differences(ends.map((end) => Math.floor(fills.tsUs[end] / 1e6))),
    fees: ends.map((end) => short(fees[end])),
    slippage: ends.map((end) => short(slippage[end])),
  };
}
