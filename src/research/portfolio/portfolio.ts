import { activeReturn } from '../../core/results/active-return.ts';
import type { Evaluation } from '../../core/results/evaluation.ts';
import { OrderFills } from '../../core/results/order-fills.ts';
import { profitParts } from '../../core/results/profit-parts.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import type { LoadedData } from '../../catalogue/load.ts';
import type { RunFile } from '../../config/run-file.ts';
import { attributionOf } from './attribution.ts';
import { capacityIn } from './capacity.ts';
import { costsOf } from './costs.ts';
import { holdingsNote, sessionsOf } from './sessions.ts';

/**
 * A finished run with its evaluation: where it came from, what trading cost, and how much money it bears, all from what is on
 * record and the bars it ran over.
 */
export function evaluatePortfolio(result: BacktestResult, file: RunFile, data: readonly LoadedData[]): BacktestResult {
  const { recording, instruments, moneyScales, books } = result;
  const fills = new OrderFills(recording, moneyScales);
  const parts = profitParts(books, recording, instruments);
  const { costs, orders } = costsOf(result, file, data, fills);
  const portfolio: Evaluation = {
    attribution: attributionOf(result, parts),
    active: activeOf(result, file),
    costs,
    capacity: capacityIn(result, file, data, fills),
  };
  return { ...result, summary: { ...result.summary, portfolio }, detail: { parts, orders } };
}

function activeOf(result: BacktestResult, file: RunFile): Evaluation['active'] {
  const { instruments, holdings } = result;
  const benchmark =
    instruments.length === 1 ? instruments[0].name : 'equal parts of all instruments, made equal again at each close';
  const note = holdingsNote(result);
  if (note !== null) return { benchmark, result: null, note };
  const groups = new Map(file.data.map(({ instrument, group }) => [instrument, group ?? instrument]));
  const active = activeReturn(
    holdings,
    sessionsOf(result),
    instruments.map(({ name }) => groups.get(name) ?? name),
  );
  return {
    benchmark,
    result: active ?? null,
    note: active === undefined ? 'all was lost: nothing links to that' : null,
  };
}
