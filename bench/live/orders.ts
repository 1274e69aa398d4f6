import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { inputRow } from '../../src/contracts/input.ts';
import { InputEvent, InputOrigin } from '../../src/contracts/input-event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { INPUT_RECORD } from '../../src/runtime/intake.ts';
import { FlipFeed } from './flip-feed.ts';
import { print } from './line.ts';
import { temporary, TraderRig } from './trader-rig.ts';

/** One instrument, a tick every millisecond, an order for each: from a cold start, and again with code that is compiled. */
export async function tickLatency(): Promise<void> {
  const cold = await trade(1, 10_000, 1_000);
  const { rig, seconds, feed } = await trade(1, 10_000, 1_000);
  const fields = { ticks: feed.instants, perSecond: Math.round(feed.instants / seconds) };
  const toOrder = { ...fields, ...rig.toOrder.told(), coldP99Ms: cold.rig.toOrder.told().p99Ms };
  const toSocket = { ...fields, ...rig.toSocket.told(), coldP99Ms: cold.rig.toSocket.told().p99Ms };
  print('tick-to-order', toOrder, 'p99 < 1 ms at 1,000 ticks/s, before the sync');
  print('tick-to-socket', toSocket, 'p99 < 15 ms at 1,000 orders/s, after the sync');
}

/**
 * A hundred instruments, as fast as it goes: about 100,000 orders, or 15 s,
 * after some seconds that do not count. Then what parts of it give alone: the same without the
 * audit log, and nothing but an order's inputs through the journal.
 */
export async function orderRate(): Promise<void> {
  const bare = await bareCommits();
  // A session runs for days: what is measured is compiled code, and the same of it for all that is compared.
  await trade(100, 2_000, Number.POSITIVE_INFINITY, 5);
  const whole = await trade(100, 2_000, Number.POSITIVE_INFINITY, 15);
  const wanted = '>= 50,000 orders/s, each with its cause synced before it left';
  print('durable-orders', { ...ratesOf(whole), groupCommitPerSecond: bare }, wanted);
  const unaudited = await trade(100, 2_000, Number.POSITIVE_INFINITY, 8, false);
  print('durable-orders-unaudited', ratesOf(unaudited), 'a part: no order leaves unaudited');
  print('durable-record', await recordRate(), 'a part: four inputs in the journal for each order, in nobody’s engine');
}

function ratesOf({ rig, seconds, cpuUs, ownUs }: Awaited<ReturnType<typeof trade>>): object {
  const orders = rig.trader.gateway.counts.sent;
  return {
    orders,
    perSecond: Math.round(orders / seconds),
    inputsPerSecond: Math.round(rig.journal.lastSequence / seconds),
    /** Of all threads; it does not move with what else the machine does as the rate does. */
    cpuUsPerOrder: Math.round(cpuUs / orders),
    /** Of the trader's own thread, which is what no order can go beside. */
    mainUsPerOrder: Math.round(ownUs / orders),
  };
}

/** What an order brings into the journal: a bar, an instant (all of it for each), and the two reports. */
const INPUTS: readonly Partial<InputEvent>[] = [
  { kind: 'bar' },
  { kind: 'instant' },
  { kind: 'report' },
  { kind: 'report' },
];
const ON_THE_WAY = 1_024;

/** Encoded, chained and synced in groups, with about a thousand orders on their way. */
async function recordRate(): Promise<object> {
  const journal = await Journal.open(join(temporary(), 'journal'), { verify: 'tail' });
  const event = new InputEvent();
  const origin = Object.assign(new InputOrigin(), { source: 'feed' });
  const startMs = performance.now();
  let orders = 0;
  while (performance.now() - startMs < 5_000) {
    for (const input of INPUTS) {
      Object.assign(event, input);
      event.sequence = origin.sequence = journal.lastSequence + 1;
      journal.append(INPUT_RECORD, 0, inputRow(event, origin));
    }
    orders += 1;
    const oldest = journal.lastSequence - ON_THE_WAY * INPUTS.length;
    if (journal.syncedSequence < oldest) await journal.synced(oldest);
  }
  await journal.synced(journal.lastSequence);
  const seconds = (performance.now() - startMs) / 1_000;
  await journal.close();
  return { orders, perSecond: Math.round(orders / seconds), inputsPerSecond: Math.round((4 * orders) / seconds) };
}

async function trade(
  instruments: number,
  instants: number,
  perSecond: number,
  longestSeconds?: number,
  audited = true,
) {
  const feeds: FlipFeed[] = [];
  const rig = await TraderRig.open(
    temporary(),
    instruments,
    ({ clock }) => {
      const feed = new FlipFeed(clock, instruments, instants, perSecond, longestSeconds);
      feeds.push(feed);
      return feed;
    },
    { trading: 'flip', audited, withVenue: true },
  );
  rig.handedUs = () => feeds[0].handedUs;
  await rig.trader.start(1_600_000_000_000_000);
  const startUs = rig.clock.steadyUs();
  const before = process.cpuUsage();
  const ownBefore = process.threadCpuUsage();
  await rig.trader.run();
  const { user, system } = process.cpuUsage(before);
  const own = process.threadCpuUsage(ownBefore);
  const seconds = (rig.clock.steadyUs() - startUs) / 1e6;
  await rig.close();
  return { rig, seconds, feed: feeds[0], cpuUs: user + system, ownUs: own.user + own.system };
}

/** Records of 300 bytes, a thousand on their way, one sync after the other: what this disk gives, without any of ours. */
async function bareCommits(): Promise<number> {
  const file = openSync(join(temporary(), 'bare'), 'a');
  const group = Buffer.alloc(300 * 1_024, 7);
  const startMs = performance.now();
  let records = 0;
  while (performance.now() - startMs < 2_000) {
    writeSync(file, group);
    await new Promise<void>((resolve, reject) => {
      fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
    });
    records += 1_024;
  }
  closeSync(file);
  return Math.round(records / ((performance.now() - startMs) / 1_000));
}
