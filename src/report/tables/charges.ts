import { formatDecimal } from '../../core/base/decimal.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { decimal, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** Cash that moved for what is held: dividends, funding, borrowing, interest, and what splits left of lots. */
export function chargesTable({ recording: { charges }, instruments }: BacktestResult, units: Units): ResultTable {
  const scale = charges.scale.subarray(0, charges.count).reduce((most, digits) => Math.max(most, digits), 0);
  return {
    name: 'charges',
    count: charges.count,
    columns: [
      time('time', (row) => charges.tsUs[row]),
      text('kind', (row) => charges.kind[row]),
      text('agent', (row) => units.owner(charges.owner[row])),
      text('instrument', (row) => instruments[charges.instrument[row]]?.name ?? null),
      text('currency', (row) => charges.currency[row]),
      decimal('cash', scale, (row) => formatDecimal(charges.cash[row], charges.scale[row])),
    ],
  };
}
