import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { renderReason } from '../render-reason.ts';
import { integer, number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** What agents asked for, and why. No target: the agent abstained. */
export function intentsTable({ recording: { intents } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'intents',
    count: intents.count,
    columns: [
      text('id', (row) => idText('i', intents.id[row])),
      time('time', (row) => intents.tsUs[row]),
      text('agent', (row) => units.owner(intents.agent[row])),
      text('instrument', (row) => units.instrument(intents.instrument[row])),
      units.quantities('target', intents.instrument, (row) => intents.targetLots[row]),
      number('confidence', (row) => intents.confidence[row]),
      integer('horizonBars', (row) => intents.horizonBars[row]),
      text('source', (row) => intents.source[row]),
      text('reason', (row) => renderReason(intents.reason[row], intents.values[row])),
    ],
  };
}
