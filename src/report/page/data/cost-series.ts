import { HOLDING_FIGURES, type HoldingFigure } from '../../../core/ledger/money.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { FIGURE_OF } from '../../costs.ts';
import { bucketEnds, differences, short } from './compact.ts';

/** What may be paid; dividends are what comes in. */
type Paid = 'fees' | 'slippage' | Exclude<HoldingFigure, 'dividends'>;

/** What was paid so far, at each fill and charge; null where currencies are mixed and do not add up. Of holding only what the run asked for. */
export interface CostSeries extends Readonly<Partial<Record<Paid, readonly (number | null)[]>>> {
  readonly t: readonly number[];
}

interface Payment {
  readonly tsUs: number;
  readonly paid: Partial<Record<Paid, number>>;
}

const POINTS_MAX = 1_500;

export function costSeries(result: BacktestResult): CostSeries | null {
  const { instruments, recording, summary } = result;
  const { fills, charges } = recording;
  const currencies = new Set([
    ...instruments.map(({ currency }) => currency),
    ...charges.currency.slice(0, charges.count),
  ]);
  const payments = [...ofFills(result), ...ofCharges(result)].sort((a, b) => a.tsUs - b.tsUs);
  if (currencies.size !== 1 || payments.length === 0 || fills.count === 0) return null;
  const asked = HOLDING_FIGURES.filter((figure) => figure !== 'dividends').filter(
    (figure) => summary.account.holding?.[figure] !== undefined,
  );
  const ends = bucketEnds(payments.length, POINTS_MAX).filter(
    (end, i, all) =>
      i === all.length - 1 || Math.floor(payments[all[i + 1]].tsUs / 1e6) > Math.floor(payments[end].tsUs / 1e6),
  );
  const series = (what: Paid): (number | null)[] => {
    let sum = 0;
    const sums = payments.map(({ paid }) => (sum += paid[what] ?? 0));
    return ends.map((end) => short(sums[end]));
  };
  return {
    t: differences(ends.map((end) => Math.floor(payments[end].tsUs / 1e6))),
    fees: series('fees'),
    slippage: series('slippage'),
    ...Object.fromEntries(asked.map((figure) => [figure, series(figure)])),
  };
}

function ofFills({ recording: { fills }, moneyScales }: BacktestResult): Payment[] {
  return Array.from({ length: fills.count }, (_, row) => {
    const unit = 10 ** moneyScales[fills.instrument[row]];
    return {
      tsUs: fills.tsUs[row],
      paid: { fees: Number(fills.fee[row]) / unit, slippage: Number(fills.slippage[row]) / unit },
    };
  });
}

function ofCharges({ recording: { charges } }: BacktestResult): Payment[] {
  return Array.from({ length: charges.count }, (_, row) => {
    const figure = FIGURE_OF.get(charges.kind[row]);
    const cash = Number(charges.cash[row]) / 10 ** charges.scale[row];
    return { tsUs: charges.tsUs[row], paid: figure === undefined || figure === 'dividends' ? {} : { [figure]: -cash } };
  });
}
