import { quantityOf } from '../../../core/model/instrument.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { short, Texts } from './compact.ts';

export interface TradeRows {
  readonly texts: readonly string[];
  /** agent, instrument, side, quantity, entry and exit (seconds), entry and exit price, profit, costs, bars, MAE, MFE, exit reason (text) */
  readonly rows: readonly (readonly (number | null)[])[];
  readonly count: number;
}

const ROWS_MAX = 4_000;

/** The latest trades; those still open are the last. */
export function tradeRows({ trades, instruments }: BacktestResult): TradeRows {
  const texts = new Texts();
  const rows: (number | null)[][] = [];
  for (let row = Math.max(0, trades.count - ROWS_MAX); row < trades.count; row++) {
    rows.push([
      trades.agent[row],
      trades.instrument[row],
      trades.side[row],
      short(quantityOf(instruments[trades.instrument[row]], trades.lots[row]), 9),
      seconds(trades.entryUs[row]),
      seconds(trades.exitUs[row]),
      short(trades.entryPrice[row], 8),
      short(trades.exitPrice[row], 8),
      short(trades.profit[row], 7),
      short(trades.fees[row], 6),
      trades.bars[row],
      short(trades.adverse[row], 4),
      short(trades.favourable[row], 4),
      texts.place(trades.exitReason[row]),
    ]);
  }
  return { texts: texts.list, rows, count: trades.count };
}

function seconds(us: number): number | null {
  return Number.isFinite(us) ? Math.floor(us / 1e6) : null;
}
