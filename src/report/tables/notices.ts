import type { BacktestResult } from '../../backtest/result.ts';
import { renderReason } from '../render-reason.ts';
import { type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** What agents logged, warnings, halts and their ends. */
export function noticesTable({ recording: { notices } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'notices',
    count: notices.count,
    columns: [
      time('time', (row) => notices.tsUs[row]),
      text('kind', (row) => notices.kind[row]),
      text('agent', (row) => units.owner(notices.agent[row])),
      text('text', (row) => renderReason(notices.text[row], notices.values[row])),
    ],
  };
}
