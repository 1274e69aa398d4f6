import type { BacktestResult } from '../../backtest/result.ts';
import { number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** One row an agent and closed session: its profit so far after all costs, in the account's currency, and its weight. */
export function agentsTable({ recording: { agentSessions } }: BacktestResult, units: Units): ResultTable {
  return {
    name: 'agents',
    count: agentSessions.count,
    columns: [
      time('time', (row) => agentSessions.closeUs[row]),
      text('agent', (row) => units.owner(agentSessions.agent[row])),
      number('profit', (row) => agentSessions.profit[row]),
      number('weight', (row) => agentSessions.weight[row]),
    ],
  };
}
