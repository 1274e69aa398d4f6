import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import type { BrokerListener, BrokerReport, Outcome } from '../../brokers/broker.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { PROTOCOL_VERSION } from '../../brokers/paper/protocol.ts';
import { type Endpoint, ENDPOINT_FILE } from '../../brokers/paper/socket-link.ts';
import { idOf } from '../../core/base/ids.ts';
import { clientOrderId } from '../../core/orders/order.ts';
import { BarEvent } from '../../core/model/bar.ts';
import { RealClock } from '../../telemetry/clock.ts';
import type { Supervised } from '../supervise.ts';
import { readVenueLedger } from './ledger.ts';
import { plainSpec } from './paper-rig.twin.ts';
import { spawnVenue, venueEndpoint } from './spawn.ts';

const { folder } = temporaryFolder();
const clock = new RealClock();
const START_US = 1_700_000_000_000_000;

class Ear implements BrokerListener {
  readonly reports: BrokerReport[] = [];
  confirmed = 0;
  connections = 0;
  why = '';
  private waits: (() => void)[] = [];
  onReport(report: BrokerReport): void {
    this.reports.push(report);
    this.wake();
  }
  onConnected(): void {
    this.connections += 1;
    this.wake();
  }
  onDisconnected(why: string): void {
    this.why = why;
    this.wake();
  }
  onMarketConfirmed(sequence: number): void {
    this.confirmed = sequence;
    this.wake();
  }
  onGarbage(): void {}
  async until(is: () => boolean): Promise<void> {
    while (!is()) await new Promise<void>((resolve) => this.waits.push(resolve));
  }
  private wake(): void {
    for (const resolve of this.waits.splice(0)) resolve();
  }
}

function trader(dir: string, fence = 0): PaperBroker {
  return new PaperBroker({ clock, role: 'trader', fence, endpoint: venueEndpoint(dir), timeoutMs: 20_000 });
}

function buy(n: number, limitTicks = 100) {
  return {
    clientOrderId: clientOrderId(idOf(n, 0)),
    tsUs: START_US + n,
    terms: { instrument: 0, side: 1, lots: 1, type: 'limit', limitTicks, timeInForce: 'GTC' } as const,
    owners: ['x'],
  };
}

function bar(n: number, low: number): BarEvent {
  const event = new BarEvent();
  event.openUs = START_US + n * 60_000_000;
  event.tsUs = event.openUs + 60_000_000;
  Object.assign(event, { open: 110, high: 110, low, close: 110 });
  Object.assign(event, { bidOpen: 110, bidHigh: 110, bidLow: low, bidClose: 110 });
  Object.assign(event, { askOpen: 110, askHigh: 110, askLow: low, askClose: 110 });
  return event;
}

/** Sends an order until the venue has said what became of it: asking first, as a gateway does. */
async function settle(broker: PaperBroker, ear: Ear, order: ReturnType<typeof buy>): Promise<Outcome> {
  for (;;) {
    const { connections } = ear;
    const outcome = await broker.submit(order);
    if (outcome.outcome === 'ack' || (outcome.outcome === 'reject' && outcome.reason !== 'not-connected'))
      return outcome;
    if (outcome.outcome === 'reject') await ear.until(() => ear.connections > connections);
    const answer = await broker.query(order.clientOrderId);
    if (answer.outcome === 'known' && answer.value.standing !== undefined) return { outcome: 'ack' };
  }
}

describe('A venue that is killed', () => {
  it('again and again while orders come: nothing acknowledged is lost, nothing is doubled, reports have no gap', async () => {
    const dir = join(folder, 'killed');
    let restarted = (): void => {};
    const venue: Supervised = await spawnVenue({
      dir,
      spec: plainSpec,
      clock,
      withParent: true,
      onRestart: () => restarted(),
    });
    const ear = new Ear();
    const broker = trader(dir);
    await broker.connect(ear, 0);
    const acknowledged: string[] = [];
    const kills = [3, 70];
    for (let n = 1; n <= 120; n += 10) {
      const batch = Array.from({ length: 10 }, (_, k) => buy(n + k));
      const settled = Promise.all(
        batch.map(async (order) => {
          const outcome = await settle(broker, ear, order);
          if (outcome.outcome === 'ack') acknowledged.push(order.clientOrderId);
        }),
      );
      if (kills.some((kill) => kill >= n && kill < n + 10)) {
        const back = new Promise<void>((resolve) => (restarted = resolve));
        process.kill(venue.pid, 'SIGKILL');
        await back;
      }
      await settled;
    }
    expect(venue.restarts).toBe(2);
    expect(acknowledged.length).toBe(120);
    const open = await broker.openOrders();
    expect(open.outcome === 'known' && open.value.length).toBe(120);
    expect(ear.reports.map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, k) => k + 1));
    await broker.close();
    await venue.stop();
    const ledger = readVenueLedger(dir);
    expect([...ledger.orders].map(({ clientOrderId: id }) => id).sort()).toEqual(acknowledged.sort());
  });

  it('comes back with orders, fills, positions, cash and the numbers of its reports', async () => {
    const dir = join(folder, 'back');
    let restarted = (): void => {};
    const venue = await spawnVenue({ dir, spec: plainSpec, clock, withParent: true, onRestart: () => restarted() });
    const ear = new Ear();
    const broker = trader(dir);
    await broker.connect(ear, 0);
    await broker.submit(buy(1));
    await broker.submit(buy(2, 50));
    broker.simulated.market({ sequence: 1, kind: 'open', bar: bar(1, 90) });
    broker.simulated.market({ sequence: 2, kind: 'path', bar: bar(1, 90) });
    await ear.until(() => ear.confirmed === 2);
    expect(ear.reports.at(-1)).toMatchObject({ kind: 'filled', marketSequence: 2, priceTicks: 100, executionId: '1' });
    const all = () => Promise.all([broker.positions(), broker.cash(), broker.openOrders(), broker.fillsSince(0)]);
    const before = await all();
    const back = new Promise<void>((resolve) => (restarted = resolve));
    process.kill(venue.pid, 'SIGKILL');
    await back;
    await ear.until(() => ear.connections === 2);
    expect(await all()).toEqual(before);
    const old = await broker.query(buy(1).clientOrderId);
    expect(old.outcome === 'known' && old.value.standing).toMatchObject({ state: 'filled', filledLots: 1 });
    // What it has seen it does not take a second time; what is new it does.
    broker.simulated.market({ sequence: 2, kind: 'path', bar: bar(1, 10) });
    broker.simulated.market({ sequence: 3, kind: 'open', bar: bar(2, 40) });
    broker.simulated.market({ sequence: 4, kind: 'path', bar: bar(2, 40) });
    await ear.until(() => ear.confirmed === 4);
    expect(ear.reports.map(({ number, marketSequence }) => [number, marketSequence])).toEqual([
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 4],
    ]);
    await broker.close();
    await venue.stop();
  });
});

describe('A venue that its trader leaves', () => {
  /** Starts one, gives it an order and leaves it; its process id. */
  async function leftWithAnOrder(dir: string): Promise<number> {
    const venue = await spawnVenue({ dir, spec: plainSpec, clock });
    const broker = trader(dir);
    await broker.connect(new Ear(), 0);
    await broker.submit(buy(1));
    await broker.close();
    venue.leave();
    return venue.pid;
  }

  it('is ended, and another goes on with its orders, when it speaks another version of the protocol', async () => {
    const dir = join(folder, 'older');
    const pid = await leftWithAnOrder(dir);
    const file = join(dir, ENDPOINT_FILE);
    const { version, ...older } = JSON.parse(readFileSync(file, 'utf8')) as Endpoint;
    expect(version).toBe(PROTOCOL_VERSION);
    writeFileSync(file, JSON.stringify(older));
    const second = await spawnVenue({ dir, spec: plainSpec, clock });
    expect(second.pid).not.toBe(pid);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const ear = new Ear();
    const again = trader(dir, 1);
    await again.connect(ear, 0);
    expect(ear.reports.map(({ kind }) => kind)).toEqual(['accepted']);
    await again.close();
    await second.stop();
  });

  it('goes on, and a trader that comes back finds it, and is told what it missed', async () => {
    const dir = join(folder, 'left');
    const pid = await leftWithAnOrder(dir);
    const second = await spawnVenue({ dir, spec: plainSpec, clock });
    expect(second.pid).toBe(pid);
    const ear = new Ear();
    const again = trader(dir, 1);
    await again.connect(ear, 0);
    expect(ear.reports.map(({ kind }) => kind)).toEqual(['accepted']);
    await again.close();
    await second.stop();
  });

  it('listens to the trader with the higher fence, and turns the other one away', async () => {
    const dir = join(folder, 'fence');
    const venue = await spawnVenue({ dir, spec: plainSpec, clock, withParent: true });
    const zombie = new Ear();
    const old = trader(dir, 1);
    await old.connect(zombie, 0);
    const young = trader(dir, 2);
    await young.connect(new Ear(), 0);
    await zombie.until(() => zombie.why !== '');
    expect(zombie.why).toMatch(/another trader took over/);
    expect(await old.submit(buy(1))).toEqual({ outcome: 'reject', reason: 'not-connected', reported: false });
    await expect(trader(dir, 1).connect(new Ear(), 0)).rejects.toThrow(/fence 1 is behind 2/);
    expect((await young.submit(buy(2))).outcome).toBe('ack');
    await young.close();
    await venue.stop();
  });

  it('cancels what rests, where it was told to', async () => {
    const dir = join(folder, 'cancels');
    const spec = { ...plainSpec, cancelOnDisconnect: true };
    const venue = await spawnVenue({ dir, spec, clock, withParent: true });
    const first = trader(dir);
    await first.connect(new Ear(), 0);
    await first.submit(buy(1));
    await first.close();
    const ear = new Ear();
    const second = trader(dir);
    await second.connect(ear, 0);
    await ear.until(() => ear.reports.length === 2);
    expect(ear.reports.map(({ kind }) => kind)).toEqual(['accepted', 'cancelled']);
    await second.close();
    await venue.stop();
  });
});

describe('A folder of a venue', () => {
  it('takes one process, and one kind of venue', async () => {
    const dir = join(folder, 'one');
    const venue = await spawnVenue({ dir, spec: plainSpec, clock, withParent: true });
    const other = { ...plainSpec, account: { currency: 'USD', cash: '5' } };
    await expect(spawnVenue({ dir, spec: other, clock, withParent: true })).rejects.toThrow(/trades other instruments/);
    await venue.stop();
    expect(readdirSync(dir)).toContain('journal');
  });
});

describe('A line that loses, doubles, delays and mixes', () => {
  it('leaves every order once at the venue and every report told once, in order', async () => {
    const dir = join(folder, 'chaos');
    const chaos = { seed: 7, drop: 0.1, duplicate: 0.2, jitterMs: 3, garbage: 0.1, refuse: 0.1 };
    const venue = await spawnVenue({ dir, spec: plainSpec, clock, withParent: true, chaos });
    const ear = new Ear();
    const broker = new PaperBroker({
      clock,
      role: 'trader',
      fence: 0,
      endpoint: venueEndpoint(dir),
      timeoutMs: 60,
      pingMs: 60_000,
    });
    await broker.connect(ear, 0);
    const sent = Array.from({ length: 40 }, (_, n) => buy(n + 1));
    const outcomes = await Promise.all(sent.map((order) => settle(broker, ear, order)));
    const taken = sent.filter((_, n) => outcomes[n].outcome === 'ack').map(({ clientOrderId: id }) => id);
    await ear.until(() => ear.reports.length === taken.length);
    expect(ear.reports.map(({ clientOrderId: id }) => id).sort()).toEqual(taken.sort());
    expect(ear.reports.map(({ number }) => number)).toEqual(taken.map((_, k) => k + 1));
    expect(outcomes.filter(({ outcome }) => outcome === 'reject').length).toBeGreaterThan(0);
    await broker.close();
    await venue.stop();
    const ledger = readVenueLedger(dir);
    expect([...ledger.orders].length).toBe(taken.length);
  });
});
