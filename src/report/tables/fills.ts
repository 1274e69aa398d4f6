import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** One row a fill of the account. Fee and slippage in the instrument's currency. */
export function fillsTable({ recording: { fills } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'fills',
    count: fills.count,
    columns: [
      text('id', (row) => idText('f', fills.id[row])),
      time('time', (row) => fills.tsUs[row]),
      text('order', (row) => idText('o', fills.order[row])),
      text('instrument', (row) => units.instrument(fills.instrument[row])),
      text('side', (row) => (fills.signedLots[row] > 0 ? 'buy' : 'sell')),
      units.quantities('quantity', fills.instrument, (row) => Math.abs(fills.signedLots[row])),
      units.prices('price', fills.instrument, fills.priceTicks),
      units.money('fee', fills.instrument, fills.fee),
      units.money('slippage', fills.instrument, fills.slippage),
      text('currency', (row) => units.currency(fills.instrument[row])),
      text('liquidity', (row) => (fills.maker[row] === 1 ? 'maker' : 'taker')),
    ],
  };
}
