import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { verify } from '../src/audit/verify.ts';
import { decodeInput } from '../src/contracts/input.ts';
import { InputEvent, InputOrigin } from '../src/contracts/input-event.ts';
import { Engine } from '../src/core/engine/engine.ts';
import type { EngineEvent } from '../src/core/engine/event.ts';
import { Out } from '../src/core/model/out.ts';
import { clientOrderId } from '../src/core/orders/order.ts';
import type { Exchange } from '../src/hosts/venue/exchange.ts';
import type { Client } from './client.ts';
import type { SimDisk } from './disk.ts';
import type { SimLatch } from './latch.ts';
import type { SimPlan } from './plan.ts';
import { Recount } from './recount.ts';
import type { Sabotage } from './sabotage.ts';
import type { TraderProcess } from './trader-process.ts';
import type { VenueProcess } from './venue-process.ts';
import type { Violation, Wire } from './wire.ts';
import type { World } from './world.ts';

/** I1 to I13. */
export const INVARIANTS = 13;

/** What a history leaves behind. */
export interface Remains {
  readonly world: World;
  readonly plan: SimPlan;
  readonly trader: TraderProcess | undefined;
  readonly venue: VenueProcess | undefined;
  readonly client: Client;
  readonly latch: SimLatch;
  readonly traderDisk: SimDisk;
  readonly sabotage: Sabotage;
  readonly wire: Wire;
}

/** Everything has ended: what is on both sides, and on the disks, must agree. */
export async function checkEnd(remains: Remains, violations: Violation[]): Promise<void> {
  const { trader, venue, world } = remains;
  const exchange = venue?.service?.exchange;
  if (trader?.journal === undefined || trader.trader === undefined || exchange === undefined) return;
  const say = (rule: string, what: string): void => void violations.push({ rule, what });
  const recount = recountOf(remains, trader, say);
  checkAccepted(remains.client, recount, say);
  for (const id of recount.rejected)
    if (remains.wire.unanswered.has(id))
      say('I1', `${id} was sent, and taken for rejected without a word of the venue`);
  checkBooks(trader.engine, exchange, recount, say);
  checkOrders(trader.engine, exchange, recount, say);
  checkKills(remains, trader.engine, exchange, say);
  checkAudit(remains, trader, say);
  world.note('end', `${trader.engine.sequence} inputs, ${exchange.lastReport} reports, ${stateOf(trader.engine)}`);
}

type Say = (rule: string, what: string) => void;

/** I9: a fresh engine that is given the journal is where the one is that has lived through all of it. */
function recountOf({ plan, sabotage }: Remains, { engine, journal }: TraderProcess, say: Say): Recount {
  const fresh = new Engine(plan.spec);
  sabotage.engine?.(fresh);
  const recount = new Recount(fresh, say);
  const event = new InputEvent();
  const origin = new InputOrigin();
  const out = new Out();
  for (const record of journal!.read()) {
    const damage = decodeInput(record.payload, event, origin);
    if (damage !== undefined) {
      say('I9', `journal record ${record.sequence} cannot be read: ${damage.path} ${damage.reason}`);
      return recount;
    }
    recount.before(event, origin);
    fresh.process(event as EngineEvent, out);
    recount.after(event, origin, out);
    out.clear();
  }
  const [lived, replayed] = [stateOf(engine), stateOf(fresh)];
  if (lived !== replayed) say('I9', `the journal makes another state: ${firstDifference(lived, replayed)}`);
  return recount;
}

/** I1: what was answered with "recorded" is an input, under that number, once. */
function checkAccepted({ accepted }: Client, { requests }: Recount, say: Say): void {
  for (const [id, sequence] of accepted) {
    const found = requests.get(id) ?? [];
    if (found.length !== 1 || found[0] !== sequence)
      say('I1', `${id} was accepted as input ${sequence}, and is on record as ${found.join(' and ') || 'none'}`);
  }
  for (const [id, found] of requests) if (found.length > 1) say('I1', `${id} was taken ${found.length} times`);
}

/** I3, I4: both sides hold the same, and it is the sum of the fills. */
function checkBooks({ account }: Engine, exchange: Exchange, recount: Recount, say: Say): void {
  const theirs = new Map(exchange.positions().map(({ instrument, lots }) => [instrument, lots]));
  for (const { index, name } of account.instruments) {
    const [ours, venue, sum] = [
      account.ledger.accountPosition(index),
      theirs.get(index) ?? 0,
      recount.positions[index],
    ];
    if (ours !== venue || ours !== sum)
      say('I3', `we hold ${ours} of ${name}, the venue says ${venue}, the fills make ${sum}`);
  }
  const ours = account.ledger.accountCash('USD');
  const [cash] = exchange.cash();
  if (ours !== cash.amount) say('I3', `we have ${ours}, the venue says ${cash.amount}`);
  account.ledger.assertBalanced();
}

/** I1, I2: what lives with us lives there and the other way round, filled alike, and nothing is there that we never sent. */
function checkOrders({ account }: Engine, exchange: Exchange, { placed }: Recount, say: Say): void {
  const there = new Set<string>();
  for (const order of exchange.orders.all()) {
    there.add(order.clientOrderId);
    const ours = account.orders.get(order.id);
    if (!placed.has(order.id)) say('I6', `the venue has ${order.clientOrderId}, which nobody decided`);
    if (ours === undefined) continue;
    if (ours.filledLots !== order.filledLots)
      say('I4', `${order.clientOrderId} is filled ${ours.filledLots} with us and ${order.filledLots} there`);
    if (ours.done !== order.isOver)
      say('I1', `${order.clientOrderId} is ${ours.state} with us and ${order.state} there`);
  }
  for (const { id, state } of account.orders.live())
    if (state !== 'unknown' && !there.has(clientOrderId(id)))
      say('I1', `${clientOrderId(id)} is ${state} with us and not there`);
}

/** I7: what is killed stays so, and nothing that could add to it works on. */
function checkKills({ latch }: Remains, { account }: Engine, exchange: Exchange, say: Say): void {
  const known = account.risk.killList();
  for (const { scope, subject } of latch.read().kills)
    if (!known.some((kill) => kill.scope === scope && kill.id === subject))
      say('I7', `the engine does not know that ${scope} ${subject} is killed`);
  for (const { scope, id } of known) {
    for (const order of exchange.orders.live()) {
      const isReached =
        scope === 'account' ||
        (scope === 'instrument' && account.instruments[order.instrument].name === id) ||
        (scope === 'strategy' && order.owners.length === 1 && order.owners[0] === id);
      if (isReached && account.risk.approvedOf(order.id)?.reducing !== true)
        say('I7', `${order.clientOrderId} works on although ${scope} ${id} is killed`);
    }
  }
}

/** I8: the audit log verifies, with the program that shares nothing with who wrote it, and has a record for each input. */
function checkAudit({ traderDisk }: Remains, { audit, engine }: TraderProcess, say: Say): void {
  if (audit?.failure !== undefined) say('I8', `the audit log has failed: ${audit.failure.message}`);
  const folder = mkdtempSync(join(tmpdir(), 'conclave-sim-'));
  try {
    for (const [path, bytes] of traderDisk.files('/trader/audit')) {
      const to = join(folder, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, bytes);
    }
    const { ok, message, records } = verify(join(folder, 'trader/audit'));
    if (!ok) say('I8', message);
    else if (records !== engine.sequence) say('I8', `${records} audit records for ${engine.sequence} inputs`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All that an engine remembers, in one order whatever way it came about. */
function stateOf(engine: Engine): string {
  return JSON.stringify(engine.save());
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `…${a.slice(Math.max(0, at - 60), at + 40)}… became …${b.slice(Math.max(0, at - 60), at + 40)}…`;
}
