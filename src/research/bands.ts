import type { BacktestResult } from '../backtest/result.ts';
import type { RunExecution } from '../config/run-file.ts';
import { Fault } from '../core/base/fault.ts';
import type { BandCase, Honesty } from '../core/results/honesty.ts';
import { lateBy, optimistic, pessimistic, withCosts } from './assumptions.ts';
import { evaluate, type LoadedRun } from './evaluate.ts';

export const BandsMode = { on: 'on', off: 'off', auto: 'auto' } as const;
export type BandsMode = (typeof BandsMode)[keyof typeof BandsMode];

/** Bars and events times agents of a run that is repeated four times without being asked: a second or so on a laptop. */
const AUTO_MAX = 50_000;

type Band = Honesty['bands'];

/**
 * The run under other assumptions, the rest as it was: a range in place of one number. Four more runs over the same data, which are
 * no trials. Which runs have bands does not depend on how fast the machine is.
 */
export async function bandsOf(
  run: LoadedRun,
  own: BacktestResult,
  { mode, signal }: { readonly mode: BandsMode; readonly signal?: AbortSignal },
): Promise<Band> {
  if (mode === BandsMode.off) return leftOut('left out (--bands off)');
  const { bars, events } = own.summary.counts;
  const work = (bars + events) * run.file.agents.length;
  if (mode === BandsMode.auto && work > AUTO_MAX) {
    return leftOut('left out: four more runs of this length would be felt (--bands on does them)');
  }
  const { execution } = run.file;
  const lateUs = lateBy(run.data.data.map(({ series }) => series));
  const problems: string[] = [];
  const tryCase = async (assumption: string, changed: RunExecution): Promise<BandCase[]> => {
    try {
      const result = await evaluate({ ...run, file: { ...run.file, execution: changed } }, { parameters: {} }, signal);
      return [caseOf(assumption, false, result)];
    } catch (error) {
      if (!(error instanceof Fault) || error.kind === 'interrupted') throw error;
      problems.push(`${assumption}: ${error.message}`);
      return [];
    }
  };
  const costs = [
    ...(await tryCase('no costs', withCosts(execution, 0))),
    caseOf('costs as assumed', true, own),
    ...(await tryCase('twice the costs', withCosts(execution, 2))),
  ];
  const fills = [
    ...(await tryCase('optimistic fills', optimistic(execution))),
    caseOf('fills as assumed', true, own),
    ...(await tryCase('pessimistic fills', pessimistic(execution, lateUs))),
  ];
  return { costs, fills, note: problems.length === 0 ? null : problems.join('; ') };
}

function leftOut(note: string): Band {
  return { costs: [], fills: [], note };
}

function caseOf(assumption: string, asRun: boolean, { summary: { metrics } }: BacktestResult): BandCase {
  const { totalReturn, cagr, sharpe, maxDrawdown } = metrics;
  return { assumption, asRun, totalReturn, cagr, sharpe, maxDrawdown };
}
