import type { BacktestResult } from '../../backtest/result.ts';
import { flag, integer, number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** An agent's positions from flat to flat, or to a flip. Average prices and profits are floats; the ledger is exact. */
export function tradesTable({ trades }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'trades',
    count: trades.count,
    columns: [
      text('agent', (row) => units.owner(trades.agent[row])),
      text('instrument', (row) => units.instrument(trades.instrument[row])),
      text('side', (row) => (trades.side[row] > 0 ? 'long' : 'short')),
      units.quantities('quantity', trades.instrument, (row) => trades.lots[row]),
      time('entryTime', (row) => trades.entryUs[row]),
      time('exitTime', (row) => trades.exitUs[row]),
      number('entryPrice', (row) => trades.entryPrice[row]),
      number('exitPrice', (row) => trades.exitPrice[row]),
      number('profit', (row) => trades.profit[row]),
      number('costs', (row) => trades.fees[row]),
      text('currency', (row) => units.currency(trades.instrument[row])),
      integer('bars', (row) => trades.bars[row]),
      number('adverseExcursion', (row) => trades.adverse[row]),
      number('favourableExcursion', (row) => trades.favourable[row]),
      flag('open', (row) => trades.open[row] === 1),
      text('exitReason', (row) => trades.exitReason[row]),
    ],
  };
}
