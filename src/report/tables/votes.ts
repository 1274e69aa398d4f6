import { idText } from '../../core/base/ids.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { decimal, flag, number, type ResultTable, text, time } from './result-table.ts';
import { quantityText, type Units } from './units.ts';

/** One row an agent and decision. A share is a part of a decided size and need not be whole lots. */
export function votesTable(
  { recording: { votes, decisions }, instruments }: BacktestResult,
  units: Units,
): ResultTable {
  const decisionRow = new Map<number, number>();
  for (let row = 0; row < decisions.count; row++) decisionRow.set(decisions.id[row], row);
  const of = (row: number): number | undefined => decisionRow.get(votes.decision[row]);
  const known = (row: number): (typeof instruments)[number] | undefined => {
    const decision = of(row);
    return decision === undefined ? undefined : instruments[decisions.instrument[decision]];
  };
  return {
    name: 'votes',
    count: votes.count,
    columns: [
      text('decision', (row) => idText('d', votes.decision[row])),
      time('time', (row) => {
        const decision = of(row);
        return decision === undefined ? Number.NaN : decisions.tsUs[decision];
      }),
      text('instrument', (row) => known(row)?.name ?? null),
      text('agent', (row) => units.owner(votes.agent[row])),
      decimal('target', Math.max(0, ...instruments.map(({ lotSize }) => lotSize.scale)), (row) => {
        const instrument = known(row);
        return instrument === undefined ? null : quantityText(instrument, votes.targetLots[row]);
      }),
      number('confidence', (row) => votes.confidence[row]),
      number('weight', (row) => votes.weight[row]),
      number('share', (row) => votes.shareLots[row] * (known(row)?.lot ?? Number.NaN)),
      flag('counted', (row) => votes.awake[row] === 1),
    ],
  };
}
