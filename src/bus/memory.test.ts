import { describe, expect, it } from 'vitest';
import { settled, VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { busContract, message } from './bus.contract.ts';
import type { Delivery } from './bus.ts';
import { MemoryBus } from './memory.ts';

busContract('MemoryBus', async () => {
  const clock = new VirtualClock();
  const bus = new MemoryBus(clock);
  return { bus, pass: (ms) => clock.advance(ms), close: () => Promise.resolve() };
});

describe('MemoryBus', () => {
  it('lets a publisher wait while a subscriber is full, and shows who that is', async () => {
    const bus = new MemoryBus(new VirtualClock());
    const taken: Delivery[] = [];
    const subscription = bus.subscribe('a', (delivery) => void taken.push(delivery), { maxPending: 2 });
    await bus.publish(message('a', 1));
    await bus.publish(message('a', 2));
    let third = false;
    void bus.publish(message('a', 3)).then(() => (third = true));
    await settled();
    expect(third).toBe(false);
    expect(subscription.pending).toBe(2);
    expect([...bus.subscribers()]).toEqual([{ name: 'a', open: true, pending: 2 }]);
    expect(bus.counts).toMatchObject({ published: 3, waited: 1, delivered: 2 });
    taken[0].ack();
    await settled();
    expect(third).toBe(true);
    expect(taken.map((delivery) => delivery.message.sequence)).toEqual([1, 2, 3]);
  });

  it('refuses what piles up when publishers do not wait, and goes on with what it took', async () => {
    const bus = new MemoryBus(new VirtualClock());
    const taken: Delivery[] = [];
    bus.subscribe('a', (delivery) => void taken.push(delivery), { maxPending: 1 });
    const faults: string[] = [];
    for (let k = 1; k <= 10_000; k++)
      bus.publish(message('a', k)).catch((fault: { code: string }) => faults.push(fault.code));
    await settled();
    expect(new Set(faults)).toEqual(new Set(['full']));
    const kept = 10_000 - faults.length;
    expect(kept).toBeLessThan(5_000);
    for (let k = 0; k < kept; k++) {
      taken[k].ack();
      await settled();
    }
    expect(taken.map((delivery) => delivery.message.sequence)).toEqual(Array.from({ length: kept }, (_, k) => k + 1));
  });

  it('keeps for an absent durable subscriber what it may hold, and then says so to the publisher', async () => {
    const bus = new MemoryBus(new VirtualClock());
    const got: number[] = [];
    const take = (delivery: Delivery): void => {
      got.push(delivery.message.sequence);
      delivery.ack();
    };
    const options = { durable: 'd', maxPending: 2 };
    await bus.subscribe('a', take, options).close();
    await bus.publish(message('a', 1));
    await bus.publish(message('a', 2));
    await expect(bus.publish(message('a', 3))).rejects.toMatchObject({ code: 'full' });
    bus.subscribe('a', take, options);
    await bus.publish(message('a', 4));
    await settled();
    expect(got).toEqual([1, 2, 4]);
  });

  it('never calls a handler inside the stack of its publisher, and lets others run between', async () => {
    const clock = new VirtualClock();
    const bus = new MemoryBus(clock);
    let calls = 0;
    bus.subscribe('ping', (delivery) => {
      calls += 1;
      delivery.ack();
      if (calls < 100_000) void bus.publish(message('ping', calls + 1));
    });
    void bus.publish(message('ping', 1));
    expect(calls).toBe(0);
    await settled();
    // An endless exchange must not keep the event loop to itself.
    expect(calls).toBeLessThan(100_000);
    await clock.advance(1);
    expect(calls).toBe(100_000);
  });

  it('leaves no timer behind when everything is closed', async () => {
    const clock = new VirtualClock();
    const bus = new MemoryBus(clock);
    bus.subscribe('a', () => {}, { ackWaitMs: 50, attemptsMax: 2 });
    await bus.publish(message('a', 1));
    await settled();
    expect(clock.waiting).toBe(1);
    let drained = false;
    void bus.drain().then(() => (drained = true));
    await clock.advance(200);
    expect(drained).toBe(true);
    expect(clock.waiting).toBe(0);
    expect(bus.counts).toMatchObject({ deadLetters: 1, redelivered: 1 });
  });

  it('drops the dead letters of whoever reads dead letters, and counts them', async () => {
    const bus = new MemoryBus(new VirtualClock());
    bus.subscribe('dlq.>', (delivery) => delivery.refuse('no'));
    bus.subscribe('a', (delivery) => delivery.refuse('no'));
    await bus.publish(message('a', 1));
    await settled();
    expect(bus.counts).toMatchObject({ deadLetters: 2, dropped: 1 });
  });

  it('stops feeding a subscriber whose dead letters nobody takes', async () => {
    const bus = new MemoryBus(new VirtualClock());
    const letters: Delivery[] = [];
    let refused = 0;
    bus.subscribe('dlq.a', (delivery) => void letters.push(delivery), { maxPending: 1 });
    const refuse = (delivery: Delivery): void => {
      refused += 1;
      delivery.refuse('no');
    };
    bus.subscribe('a', refuse, { maxPending: 3 });
    for (let k = 1; k <= 20; k++) void bus.publish(message('a', k));
    await settled();
    expect(refused).toBe(4);
    for (let k = 0; k < 20; k++) {
      letters[k].ack();
      await settled();
    }
    expect(letters.map((delivery) => delivery.message.sequence)).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
  });

  it('counts one failure of an attempt, however often the handler asks for the next', async () => {
    const bus = new MemoryBus(new VirtualClock());
    bus.subscribe(
      'a',
      (delivery) => {
        if (delivery.attempt === 2) return delivery.ack();
        delivery.retry();
        delivery.retry();
        throw new Error('and on top');
      },
      { attemptsMax: 2 },
    );
    await bus.publish(message('a', 1));
    await settled();
    expect(bus.counts).toMatchObject({ delivered: 2, deadLetters: 0 });
  });

  it('does not listen to a handler that was given up', async () => {
    const clock = new VirtualClock();
    const bus = new MemoryBus(clock);
    const runs: { fail: (error: Error) => void; name: string }[] = [];
    bus.subscribe(
      'a',
      ({ message: { body }, attempt }) =>
        new Promise<void>((_, fail) => {
          runs.push({ fail, name: `${body}/${attempt}` });
        }),
      { ackWaitMs: 100, attemptsMax: 2 },
    );
    await bus.publish(message('a', 1));
    await bus.publish(message('a', 2));
    await clock.advance(150);
    expect(runs.map(({ name }) => name)).toEqual(['1/1', '1/2']);
    runs[0].fail(new Error('late'));
    await settled();
    expect(runs).toHaveLength(2);
    expect(bus.counts.deadLetters).toBe(0);
    runs[1].fail(new Error('in time'));
    await settled();
    expect(runs.map(({ name }) => name)).toEqual(['1/1', '1/2', '2/1']);
    expect(bus.counts.deadLetters).toBe(1);
  });

  it('has one responder for a subject', () => {
    const bus = new MemoryBus(new VirtualClock());
    const answer = async () => message('x', 1);
    const first = bus.respond('control.*', answer);
    expect(() => bus.respond('control.kill', answer)).toThrow(expect.objectContaining({ code: 'taken' }));
    bus.respond('audit.>', answer);
    void first.close();
    bus.respond('control.kill', answer);
  });

  it('makes nothing of what is offered to nobody, and counts it as published', async () => {
    const bus = new MemoryBus(new VirtualClock());
    bus.offer('a.b', () => expect.unreachable('nobody reads it'));
    expect([bus.counts.published, bus.family('a').published]).toEqual([1, 1]);
    await bus.drain();
    bus.offer('a.b', () => expect.unreachable('nobody can read it'));
    expect([bus.counts.published, bus.counts.refused]).toEqual([1, 1]);
  });

  it('counts by the first token of the subject, and takes its defaults for what a subscription leaves out', async () => {
    const clock = new VirtualClock();
    const bus = new MemoryBus(clock, { ackWaitMs: 100, attemptsMax: 2, maxPending: 7 });
    bus.subscribe('orders.>', () => {});
    bus.subscribe('risk.violations', () => {}, { attemptsMax: 1 });
    for (const [i, subject] of ['orders.submit', 'risk.violations', 'decisions.meta'].entries())
      await bus.publish(message(subject, i));
    await settled();
    expect([bus.pending('orders'), bus.pending('risk'), bus.pending('decisions')]).toEqual([1, 1, 0]);
    await clock.advance(1_000);
    await settled();
    expect(bus.family('orders')).toEqual({ published: 1, redelivered: 1, deadLetters: 1 });
    expect(bus.family('risk')).toEqual({ published: 1, redelivered: 0, deadLetters: 1 });
    expect(bus.family('decisions')).toEqual({ published: 1, redelivered: 0, deadLetters: 0 });
    expect(bus.family('dlq').published).toBe(2);
  });
});
