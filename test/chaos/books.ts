import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillIdOf } from '../../src/brokers/broker.ts';
import { verify } from '../../src/audit/verify.ts';
import { parseLiveFile } from '../../src/config/read-run-file.ts';
import { decodeInput } from '../../src/contracts/input.ts';
import { InputEvent, InputOrigin } from '../../src/contracts/input-event.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import type { EngineEvent } from '../../src/core/engine/event.ts';
import { Out } from '../../src/core/model/out.ts';
import { clientOrderId } from '../../src/core/orders/order.ts';
import { makeLivePlan } from '../../src/hosts/live/plan.ts';
import { readVenueLedger } from '../../src/hosts/venue/ledger.ts';
import { Journal } from '../../src/journal/journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import type { Acknowledged } from './rig.ts';

/** What the two sides of a session hold to be true, each made anew from its own record. */
export interface Books {
  /** What does not fit; empty when everything is right. */
  readonly problems: readonly string[];
  readonly inputs: number;
  readonly orders: number;
  readonly fills: number;
  /** Reports of the venue that the trader has not heard. */
  readonly unheard: number;
}

/** The trader's side, by replaying its journal through a fresh engine. */
interface Replayed {
  readonly engine: Engine;
  /** By client order id, the lots of what was ever put out. */
  readonly orders: ReadonlyMap<string, number>;
  /** Execution ids of the fills that were taken in, in order. */
  readonly fills: readonly string[];
  readonly heard: number;
  /** `why` of each command, by its sequence. */
  readonly commands: ReadonlyMap<number, string>;
}

/**
 * Compares trader and venue of a session that is at rest. The venue's own record is the oracle for what was lost and what was
 * doubled; the rest must add up to it.
 */
export async function readBooks(dir: string, config: string, acknowledged: readonly Acknowledged[]): Promise<Books> {
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  const ledger = readVenueLedger(join(dir, 'venue'));
  const ours = await replayed(dir, config);
  const { account } = ours.engine;

  const fillsThere = ledger.reports.filter(({ kind }) => kind === 'filled').map(fillOf);
  expect(new Set(ours.fills).size === ours.fills.length, 'a fill was taken in twice');
  expect(same(ours.fills, fillsThere.slice(0, ours.fills.length)), 'the fills taken in are not those of the venue');
  const accepted = ledger.reports.filter(({ kind }) => kind === 'accepted').map((report) => report.clientOrderId);
  expect(new Set(accepted).size === accepted.length, 'the venue accepted an order twice');
  const there = new Map(ledger.orders.map((order) => [order.clientOrderId, order]));
  expect(there.size === ledger.orders.length, 'the venue has an order twice');
  for (const { clientOrderId: id, lots, filledLots } of ledger.orders) {
    expect(ours.orders.has(id), `the venue has ${id}, which was never put out on record`);
    expect(filledLots <= lots, `${id} is filled beyond its size`);
  }
  for (const id of ours.orders.keys()) {
    const order = [...account.orders.live()].find((each) => clientOrderId(each.id) === id);
    expect(order === undefined || there.has(id), `${id} is ${order?.state} here and unknown at the venue`);
  }

  const unheard = ledger.reports.length - ours.heard;
  if (unheard === 0) {
    const positions = new Map(ledger.positions.map(({ instrument, lots }) => [instrument, lots]));
    for (const { index, name } of account.instruments) {
      const [mine, theirs] = [account.ledger.accountPosition(index), positions.get(index) ?? 0];
      expect(mine === theirs, `${name}: ${mine} lots here, ${theirs} at the venue`);
    }
    for (const { currency, amount, scale } of ledger.cash) {
      const mine = account.ledger.accountCash(currency);
      expect(scale === account.ledger.scaleOf(currency), `${currency} has another scale at the venue`);
      expect(mine === amount, `${currency}: ${mine} here, ${amount} at the venue`);
    }
  }
  for (const { sequence, why } of acknowledged)
    expect(ours.commands.get(sequence) === why, `acknowledged and not on record: input ${sequence}, ${why}`);

  for (const folder of [join(dir, 'journal'), join(dir, 'venue', 'journal')])
    expect(verifyJournal(folder).damage === undefined, `${folder} does not verify`);
  const verdict = verify(join(dir, 'audit'));
  expect(verdict.ok, verdict.message);
  expect(verdict.signed === ours.engine.sequence, `${verdict.signed} of ${ours.engine.sequence} inputs are audited`);
  return { problems, inputs: ours.engine.sequence, orders: ledger.orders.length, fills: fillsThere.length, unheard };
}

async function replayed(dir: string, config: string): Promise<Replayed> {
  const { spec } = await makeLivePlan(parseLiveFile(readFileSync(config, 'utf8'), config, dir, { env: {} }));
  const engine = new Engine(spec);
  const [event, origin, out] = [new InputEvent(), new InputOrigin(), new Out()];
  const orders = new Map<string, number>();
  const fills: string[] = [];
  const commands = new Map<number, string>();
  let heard = 0;
  const journal = await Journal.open(join(dir, 'journal'));
  for (const { payload, sequence } of journal.read()) {
    const damage = decodeInput(payload, event, origin);
    if (damage !== undefined) throw new Error(`input ${sequence}: ${damage.path} ${damage.reason}`);
    engine.process(event as EngineEvent, out);
    for (let row = 0; row < out.orders.count; row++)
      orders.set(clientOrderId(out.orders.id[row]), out.orders.lots[row]);
    if (origin.source === 'venue') heard = origin.sequence;
    if (event.kind === 'control') commands.set(sequence, event.why);
    const { report } = event;
    if (event.kind === 'report' && report.kind === 'filled')
      fills.push(`${clientOrderId(report.orderId)} ${report.fillId} ${report.lots} ${report.priceTicks}`);
    out.clear();
  }
  await journal.close();
  return { engine, orders, fills, heard, commands };
}

function fillOf(report: {
  readonly clientOrderId: string;
  readonly executionId: string;
  readonly lots: number;
  readonly priceTicks: number;
}): string {
  return `${report.clientOrderId} ${fillIdOf(report.executionId)} ${report.lots} ${report.priceTicks}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
