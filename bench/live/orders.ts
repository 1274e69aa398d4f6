import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { FlipFeed } from './flip-feed.ts';
import { print } from './line.ts';
import { temporary, TraderRig } from './trader-rig.ts';

/** One instrument, a tick every millisecond, an order for each. */
export async function tickLatency(): Promise<void> {
  const { rig, seconds, feed } = await trade(1, 10_000, 1_000);
  const fields = { ticks: feed.instants, perSecond: Math.round(feed.instants / seconds) };
  print('tick-to-order', { ...fields, ...rig.toOrder.told() }, 'p99 < 1 ms at 1,000 ticks/s, before the sync');
  print('tick-to-socket', { ...fields, ...rig.toSocket.told() }, 'p99 < 15 ms at 1,000 orders/s, after the sync');
}

/** A hundred instruments, as fast as it goes: about 100,000 orders, or 15 s. */
export async function orderRate(): Promise<void> {
  const bare = await bareCommits();
  const { rig, seconds, cpuUs, ownUs } = await trade(100, 2_000, Number.POSITIVE_INFINITY, 15);
  const orders = rig.trader.gateway.counts.sent;
  print(
    'durable-orders',
    {
      orders,
      perSecond: Math.round(orders / seconds),
      inputsPerSecond: Math.round(rig.journal.lastSequence / seconds),
      groupCommitPerSecond: bare,
      /** Of all threads; it does not move with what else the machine does as the rate does. */
      cpuUsPerOrder: Math.round(cpuUs / orders),
      /** Of the trader's own thread, which is what no order can go beside. */
      mainUsPerOrder: Math.round(ownUs / orders),
    },
    '>= 50,000 orders/s, each with its cause synced before it left',
  );
}

async function trade(instruments: number, instants: number, perSecond: number, longestSeconds?: number) {
  const feeds: FlipFeed[] = [];
  const rig = await TraderRig.open(
    temporary(),
    instruments,
    ({ clock }) => {
      const feed = new FlipFeed(clock, instruments, instants, perSecond, longestSeconds);
      feeds.push(feed);
      return feed;
    },
    { trading: 'flip', audited: true, withVenue: true },
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
