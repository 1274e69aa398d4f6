import type { BacktestResult } from '../../backtest/result.ts';
import { type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** One row a change: what an owner holds after it, and what the whole account then holds. */
export function positionsTable({ recording: { allocations }, instruments }: BacktestResult, units: Units): ResultTable {
  const accountLots = new Float64Array(allocations.count);
  const held = new Float64Array(instruments.length);
  for (let row = 0; row < allocations.count; row++) {
    held[allocations.instrument[row]] += allocations.signedLots[row];
    accountLots[row] = held[allocations.instrument[row]];
  }
  return {
    name: 'positions',
    count: allocations.count,
    columns: [
      time('time', (row) => allocations.tsUs[row]),
      text('instrument', (row) => units.instrument(allocations.instrument[row])),
      text('owner', (row) => units.owner(allocations.owner[row])),
      units.quantities('quantity', allocations.instrument, (row) => allocations.positionLots[row]),
      units.quantities('accountQuantity', allocations.instrument, (row) => accountLots[row]),
    ],
  };
}
