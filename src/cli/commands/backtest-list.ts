import { conclaveHome } from '../../config/conclave-home.ts';
import { listTrials } from '../../research/trial-registry.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { count, percent, ratio } from '../numbers.ts';
import { numberOption } from '../option-values.ts';
import { table } from '../table.ts';

const LIMIT = 20;
const LIMIT_MAX = 10_000;

export const backtestList: Command = {
  path: ['backtest', 'list'],
  about: 'List the backtests and points of searches that were run, the newest first',
  examples: ['conclave backtest list', 'conclave backtest list --limit 100 --json'],
  options: [{ flags: '--limit <n>', about: `how many (default ${LIMIT})` }],
  async run(call) {
    const limit = numberOption(call, 'limit', { whole: true, min: 1, max: LIMIT_MAX }) ?? LIMIT;
    const home = conclaveHome();
    const list = listTrials(home, limit);
    if ('why' in list) throw new Fault('world', `the trials under ${home} cannot be read: ${list.why}`);
    const { trials, more, damaged } = list;
    const runs = trials.map((trial) => ({
      started: trial.started,
      kind: trial.kind,
      name: trial.name,
      instruments: trial.instruments,
      sessions: trial.sessions,
      totalReturn: trial.totalReturn,
      sharpe: trial.sharpe === null ? null : trial.sharpe * Math.sqrt(trial.sessionsPerYear),
      version: trial.version,
      configHash: trial.configHash,
      dataHash: trial.dataHash,
      resultHash: trial.resultHash,
    }));
    if (call.json) printJson(call.shell, { runs, more, damaged });
    else {
      const rows = runs.map((run) => [
        `${run.started.slice(0, 10)} ${run.started.slice(11, 19)}`,
        run.kind,
        run.name,
        run.instruments,
        count(run.sessions),
        percent(run.totalReturn),
        ratio(run.sharpe),
        run.resultHash.slice(0, 12),
      ]);
      const head = ['started (UTC)', 'kind', 'name', 'instruments', 'sessions', 'return', 'Sharpe', 'result'];
      const align = ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'left'] as const;
      call.shell.out(rows.length === 0 ? 'No backtest has been recorded yet.\n' : table([head, ...rows], align));
      if (more) call.shell.err(`There are more: --limit ${limit * 10}\n`);
      if (damaged > 0)
        call.shell.err(`${count(damaged)} ${damaged === 1 ? 'record is' : 'records are'} damaged and not listed\n`);
    }
    return 0;
  },
};
