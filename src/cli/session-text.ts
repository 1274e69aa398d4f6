import type { Fault } from '../sdk/index.ts';
import type { SessionSummary } from '../hosts/live/summary.ts';
import { nearPath } from './near-path.ts';
import { count } from './numbers.ts';
import type { Shell } from './shell.ts';
import { table } from './table.ts';

interface Told {
  readonly name: string;
  readonly dir: string;
  readonly tearSheet?: string | undefined;
  readonly damage?: Fault | undefined;
}

/** What a person wants to know of a session. */
export function sessionText(summary: SessionSummary, { name, dir, tearSheet, damage }: Told, shell: Shell): string {
  const { lost, doubled, restarts } = summary;
  const head = (text: string) => shell.paint('bold', text);
  const unknown = damage === undefined ? 'no venue of its own' : 'cannot be compared: the record does not add up';
  const sound = lost === null ? unknown : `${count(lost)} lost, ${count(doubled ?? 0)} doubled`;
  const told = (lost ?? 0) + (doubled ?? 0) > 0 ? shell.paint('red', sound) : sound;
  const hops = Object.entries(summary.hops).map(([hop, { p50Us, p99Us }]) => [hop, ms(p50Us), ms(p99Us)]);
  const blocks = [
    `${head(name)}  ${shell.paint('dim', nearPath(dir))}\n`,
    table(
      [
        [
          '  events',
          count(summary.events),
          '  intents',
          count(summary.intents),
          '  decisions',
          count(summary.decisions),
        ],
        ['  orders', count(summary.orders), '  fills', count(summary.fills), '  refusals', count(summary.refusals)],
      ],
      ['left', 'right', 'left', 'right', 'left', 'right'],
    ),
    table([
      ['  against the venue', told],
      ['  audit', `${count(summary.auditRecords)} records, head ${summary.auditHead.slice(0, 16)}`],
      ['  state', summary.stateHash.slice(0, 16)],
      ['  restarts', count(restarts)],
    ]),
  ];
  if (hops.length > 0)
    blocks.push(
      `${head('Latency')}\n${table([['  hop', 'p50', 'p99'], ...hops.map(([hop, ...times]) => [`  ${hop}`, ...times])], ['left', 'right', 'right'])}`,
    );
  if (tearSheet !== undefined) blocks.push(`Tear sheet  ${shell.paint('cyan', nearPath(tearSheet))}\n`);
  return blocks.join('\n');
}

function ms(us: number): string {
  return `${(us / 1_000).toFixed(us < 10_000 ? 2 : 1)} ms`;
}
