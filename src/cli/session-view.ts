import { z } from 'zod';
import type { ControlClient } from '../api/control-client.ts';
import { Right } from '../api/right.ts';
import { Fault } from '../sdk/index.ts';
import { table } from './table.ts';

const word = z.string().default('');
/** 64-bit numbers come as texts. */
const whole = z.union([z.string(), z.number()]).transform(String).default('0');
const number = z.union([z.number(), z.string()]).default(0);

/** `StatusResponse` of control.proto as JSON; what is empty is left out there, and is filled in here. */
const sessionView = z.object({
  tsUs: whole,
  session: word,
  state: word,
  method: word,
  account: z
    .object({
      currency: word,
      equity: word,
      cash: word,
      realisedPnl: word,
      unrealisedPnl: word,
      fees: word,
      exposure: word,
    })
    .partial()
    .default({}),
  agents: z
    .array(z.object({ id: word, strategy: word, version: word, state: word, weight: number, pnl: word }))
    .default([]),
  positions: z
    .array(z.object({ instrument: word, quantity: word, averagePrice: word, lastPrice: word, unrealisedPnl: word }))
    .default([]),
  limits: z.array(z.object({ rule: word, scope: word, limit: word, used: word })).default([]),
  health: z.array(z.object({ name: word, healthy: z.boolean().default(false), text: word })).default([]),
  kills: z.array(z.object({ scope: word, id: word, reason: word, tsUs: whole })).default([]),
  audit: z.object({ records: whole, root: word, checkpointTsUs: whole }).optional(),
  activity: z
    .object({
      events: whole,
      intents: whole,
      decisions: whole,
      orders: whole,
      fills: whole,
      refusals: whole,
      ordersPerSecond: number,
    })
    .optional(),
  hops: z.array(z.object({ name: word, p50Us: number, p99Us: number })).default([]),
});
export type SessionView = z.output<typeof sessionView>;

export async function askStatus(client: ControlClient): Promise<SessionView> {
  const parsed = sessionView.safeParse(await client.call('Status', Right.read, {}));
  if (!parsed.success) throw new Fault('world', 'the session tells its state in a way that is not read here');
  return parsed.data;
}

export function limitRows({ limits }: SessionView): string[][] {
  return [
    ['limit', 'of', 'allowed', 'used'],
    ...limits.map(({ rule, scope, limit, used }) => [rule, scope, limit, used]),
  ];
}

export function statusText(view: SessionView): string {
  const { session, state, method, account, agents, positions, kills, health, audit } = view;
  const parts = [
    table([
      ['session', session],
      ['state', state],
      ['method', method],
      ['equity', `${account.equity ?? ''} ${account.currency ?? ''}`],
      ['profit', `${account.realisedPnl ?? ''} realised, ${account.unrealisedPnl ?? ''} open`],
      ...(audit === undefined ? [] : [['audit', `${audit.records} records, root ${audit.root}`]]),
    ]),
  ];
  if (agents.length > 0)
    parts.push(
      table(
        [
          ['agent', 'state', 'weight', 'profit'],
          ...agents.map(({ id, state: own, weight, pnl }) => [id, own, Number(weight).toFixed(3), pnl]),
        ],
        ['left', 'left', 'right', 'right'],
      ),
    );
  if (positions.length > 0)
    parts.push(
      table(
        [
          ['position', 'quantity', 'average', 'last', 'profit'],
          ...positions.map((p) => [p.instrument, p.quantity, p.averagePrice, p.lastPrice, p.unrealisedPnl]),
        ],
        ['left', 'right', 'right', 'right', 'right'],
      ),
    );
  if (view.limits.length > 0) parts.push(table(limitRows(view), ['left', 'left', 'right', 'right']));
  for (const { scope, id, reason } of kills) parts.push(`killed: ${scope}${id === '' ? '' : ` ${id}`} (${reason})\n`);
  for (const { name, healthy, text } of health) if (!healthy) parts.push(`not healthy: ${name}: ${text}\n`);
  return parts.join('\n');
}
