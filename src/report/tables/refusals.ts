import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

/** What risk refused or cut: the rule, its limit, the value that broke it, the size asked and the largest allowed. */
export function refusalsTable(result: BacktestResult, units: Units): ResultTable {
  const { refusals } = result.recording;
  const kindOf = causeKinds(result);
  return {
    name: 'refusals',
    count: refusals.count,
    columns: [
      time('time', (row) => refusals.tsUs[row]),
      text('cause', (row) => idText(kindOf(row), refusals.cause[row])),
      text('agent', (row) => units.owner(refusals.agent[row])),
      text('instrument', (row) => units.instrument(refusals.instrument[row])),
      text('rule', (row) => refusals.rule[row]),
      text('severity', (row) => refusals.severity[row]),
      text('scope', (row) => refusals.scope[row]),
      number('limit', (row) => refusals.limit[row]),
      number('value', (row) => refusals.value[row]),
      units.quantities('asked', refusals.instrument, (row) => refusals.askedLots[row]),
      units.quantities('allowed', refusals.instrument, (row) => refusals.maxLots[row]),
    ],
  };
}

/**
 * Ids of different kinds may be the same number. An agent's refusal is of an intent where it speaks in targets, else of its
 * order; the account's is of the decision that carries the same sizes, else of the order that followed it.
 */
function causeKinds({
  recording: { refusals, intents, decisions },
  instruments,
}: BacktestResult): (row: number) => 'i' | 'd' | 'o' {
  const speaksInTargets = new Set<number>();
  for (let row = 0; row < intents.count; row++)
    speaksInTargets.add(intents.agent[row] * instruments.length + intents.instrument[row]);
  const decisionRow = new Map<number, number>();
  for (let row = 0; row < decisions.count; row++) decisionRow.set(decisions.id[row], row);
  return (row) => {
    const agent = refusals.agent[row];
    if (agent >= 0) return speaksInTargets.has(agent * instruments.length + refusals.instrument[row]) ? 'i' : 'o';
    const decision = decisionRow.get(refusals.cause[row]);
    if (decision === undefined || decisions.instrument[decision] !== refusals.instrument[row]) return 'o';
    return decisions.decidedLots[decision] === refusals.askedLots[row] ? 'd' : 'o';
  };
}
