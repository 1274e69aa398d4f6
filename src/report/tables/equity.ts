import { underwater } from '../../core/statistics/drawdowns.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { number, type ResultTable, time } from './result-table.ts';

/** One row a closed session, in the account's currency. */
export function equityTable({ daily, recording: { sessions } }: BacktestResult): ResultTable {
  const drawdown = underwater(daily.returns);
  const benchmark = daily.benchmarkReturns;
  return {
    name: 'equity',
    count: daily.closeUs.length,
    columns: [
      time('time', (row) => daily.closeUs[row]),
      number('equity', (row) => daily.equity[row]),
      number('return', (row) => daily.returns[row]),
      number('drawdown', (row) => drawdown[row]),
      number('grossExposure', (row) => (row < sessions.count ? sessions.grossExposure[row] : Number.NaN)),
      number('netExposure', (row) => (row < sessions.count ? sessions.netExposure[row] : Number.NaN)),
      number('benchmarkReturn', (row) => (benchmark === undefined ? Number.NaN : benchmark[row])),
    ],
  };
}
