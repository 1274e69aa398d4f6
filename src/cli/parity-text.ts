import { formatTime } from '../core/base/time.ts';
import type { Gaps } from '../replay/gaps.ts';
import type { Parity } from '../replay/parity.ts';
import { count, money } from './numbers.ts';
import { table } from './table.ts';

export function parityText(found: Parity): string {
  const { identical, inputs, compared, unrecorded, differing, first, states } = found;
  const rows = Object.entries(found.messages).map(([subject, times]) => [`  ${subject}`, count(times)]);
  const lines = [
    identical
      ? `Identical: ${count(compared)} inputs and all that they caused.`
      : `Not identical: ${count(differing)} of ${count(compared)} records differ.`,
  ];
  if (first !== undefined) {
    lines.push(
      `The first is input ${first.sequence}, ${first.subject || 'beyond the journal'}, ${first.field}:`,
      `  recorded  ${JSON.stringify(first.recorded)}`,
      `  replayed  ${JSON.stringify(first.replayed)}`,
    );
  }
  for (const { sequence, recorded, replayed } of states)
    if (recorded !== replayed) lines.push(`The snapshot after input ${sequence} holds another state than the replay.`);
  if (unrecorded > 0)
    lines.push(
      `The last ${count(unrecorded)} of ${count(inputs)} inputs have no audit record yet; the next start writes them.`,
    );
  const same = states.filter(({ recorded, replayed }) => recorded === replayed).length;
  lines.push(
    `${count(same)} of ${count(states.length)} snapshots hold the state of the replay; state ${found.stateHash.slice(0, 16)}.`,
  );
  return `${lines.join('\n')}\n${table(rows, ['left', 'right'])}`;
}

export function gapsText(gaps: Gaps): string {
  const { session, replay, difference, causes, unattributed, largest } = gaps;
  const rows = [
    ['cause', 'gaps', 'following', 'money'],
    ...causes.map(({ cause, first, following, money: amount }) => [
      cause,
      count(first),
      count(following),
      money(amount),
    ]),
    ['unattributed', '', '', money(unattributed)],
    ['together', '', '', money(difference)],
  ];
  const sides = table(
    [
      ['', 'P&L', 'decisions', 'orders', 'fills', 'refusals'],
      ...[['session', session] as const, ['backtest', replay] as const].map(([name, side]) => [
        name,
        money(side.pnl),
        ...[side.decisions, side.orders, side.fills, side.refusals].map(count),
      ]),
    ],
    ['left', 'right', 'right', 'right', 'right', 'right'],
  );
  const listed = largest
    .slice(0, 10)
    .map((gap) => [
      money(gap.money),
      gap.cause,
      formatTime(gap.tsUs),
      gap.instrument,
      gap.agent,
      gap.session ?? '-',
      gap.replay ?? '-',
      gap.follows ? `follows: ${gap.what}` : gap.what,
    ]);
  const causeTable = table(rows, ['left', 'right', 'right', 'right']);
  return `Against the venue of a backtest\n${sides}\n${causeTable}${listed.length === 0 ? '' : `\n${table(listed, ['right'])}`}`;
}
