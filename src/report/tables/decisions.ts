import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { integer, number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** What the meta-agent decided: the position before, what the vote wanted, what the account's limits left of it. */
export function decisionsTable({ recording: { decisions } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'decisions',
    count: decisions.count,
    columns: [
      text('id', (row) => idText('d', decisions.id[row])),
      time('time', (row) => decisions.tsUs[row]),
      text('instrument', (row) => units.instrument(decisions.instrument[row])),
      text('kind', (row) => decisions.kind[row]),
      units.quantities('present', decisions.instrument, (row) => decisions.presentLots[row]),
      units.quantities('decided', decisions.instrument, (row) => decisions.decidedLots[row]),
      units.quantities('allowed', decisions.instrument, (row) => decisions.allowedLots[row]),
      number('confidence', (row) => decisions.confidence[row]),
      number('dissent', (row) => decisions.dissent[row]),
      integer('participating', (row) => decisions.participating[row]),
    ],
  };
}
