import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** What each owner got of each fill, or of a cross between two of them (no order then). */
export function allocationsTable({ recording: { allocations } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'allocations',
    count: allocations.count,
    columns: [
      time('time', (row) => allocations.tsUs[row]),
      text('order', (row) => (allocations.order[row] === 0 ? null : idText('o', allocations.order[row]))),
      text('owner', (row) => units.owner(allocations.owner[row])),
      text('instrument', (row) => units.instrument(allocations.instrument[row])),
      units.quantities('signedQuantity', allocations.instrument, (row) => allocations.signedLots[row]),
      units.prices('price', allocations.instrument, allocations.priceTicks),
      units.money('fee', allocations.instrument, allocations.fee),
      units.money('slippage', allocations.instrument, allocations.slippage),
      text('currency', (row) => units.currency(allocations.instrument[row])),
      units.quantities('position', allocations.instrument, (row) => allocations.positionLots[row]),
      text('reason', (row) => allocations.reason[row]),
    ],
  };
}
