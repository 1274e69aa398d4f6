import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bus, type BusMessage, DeadLetterHeader, type Delivery } from './bus.ts';

/** A bus to test. With a server, `pass` really waits; with a virtual clock, it makes time pass. */
export interface BusHarness {
  readonly bus: Bus;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The message with this number; the text is its body. */
export function message(subject: string, sequence: number, source = 'test'): BusMessage {
  return { subject, source, sequence, body: `${sequence}` };
}

/** What every bus promises: the embedded one and the one with a server pass the same tests. */
export function busContract(name: string, make: () => Promise<BusHarness>): void {
  describe(`${name} as a bus`, () => {
    let bus: Bus;
    let harness: BusHarness;
    beforeEach(async () => {
      harness = await make();
      bus = harness.bus;
    });
    afterEach(() => harness.close());

    /** Waits for the thing itself; a bus that never does it runs into the test's time limit. */
    const until = async (met: () => boolean): Promise<void> => {
      while (!met()) await harness.pass(5);
    };
    const inbox = (pattern: string): string[] => {
      const got: string[] = [];
      bus.subscribe(pattern, (delivery) => {
        got.push(delivery.message.body);
        delivery.ack();
      });
      return got;
    };
    const numbers = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
    const publish = async (subject: string, from: number, to: number): Promise<void> => {
      for (let k = from; k <= to; k++) await bus.publish(message(subject, k));
    };

    it('delivers every message of a subject to every subscriber, in order', async () => {
      const [one, other] = [inbox('orders.submit'), inbox('orders.submit')];
      await publish('orders.submit', 1, 2_000);
      await until(() => one.length === 2_000 && other.length === 2_000);
      expect(one).toEqual(numbers(1, 2_000));
      expect(other).toEqual(numbers(1, 2_000));
    });

    it('carries source, number, body and headers unchanged', async () => {
      const got: BusMessage[] = [];
      bus.subscribe('a.b', (delivery) => {
        got.push(delivery.message);
        delivery.ack();
      });
      const sent = {
        subject: 'a.b',
        source: 's/1',
        sequence: 2 ** 40,
        body: '{"x":"é\\n"}',
        headers: { traceparent: '00-1' },
      };
      await bus.publish(sent);
      await until(() => got.length === 1);
      expect(got).toEqual([sent]);
    });

    it('delivers what the pattern says and nothing else', async () => {
      const [star, rest, exact] = [inbox('a.*.c'), inbox('a.b.>'), inbox('a.b')];
      for (const [k, subject] of ['a.b', 'a.b.c', 'a.x.c', 'a.b.c.d', 'a.c', 'x.b.c'].entries())
        await bus.publish(message(subject, k));
      await bus.publish(message('a.z.c', 10));
      await bus.publish(message('a.b.z', 11));
      await bus.publish(message('a.b', 12));
      await until(() => star.at(-1) === '10' && rest.at(-1) === '11' && exact.at(-1) === '12');
      expect(star.toSorted()).toEqual(['1', '10', '2']);
      expect(rest.toSorted()).toEqual(['1', '11', '3']);
      expect(exact).toEqual(['0', '12']);
    });

    it('knows whether anybody subscribes', async () => {
      expect(bus.listens('a.b')).toBe(false);
      const subscription = bus.subscribe('a.*', (delivery) => delivery.ack());
      expect(bus.listens('a.b')).toBe(true);
      expect(bus.listens('b.a')).toBe(false);
      await subscription.close();
      expect(bus.listens('a.b')).toBe(false);
    });

    it('carries what is offered to whoever reads along, in order with what is published, and drops what it cannot take', async () => {
      const got = inbox('a.b');
      bus.offer('a.b', () => message('a.b', 1));
      await bus.publish(message('a.b', 2));
      bus.offer('a.b', () => ({ ...message('a.b', 3), body: 'x'.repeat(1_100_000) }));
      bus.offer('a.b', () => message('a.b', 4));
      await until(() => got.length === 3);
      expect(got).toEqual(['1', '2', '4']);
    });

    it('refuses what is no subject, no pattern or too large', async () => {
      for (const subject of ['', 'a..b', 'a b', 'a.*', '>', '.a'])
        await expect(bus.publish(message(subject, 1))).rejects.toMatchObject({ code: 'subject' });
      for (const pattern of ['', 'a..b', '>.a', 'a.b*', 'a.>b'])
        expect(() => bus.subscribe(pattern, () => {})).toThrow(expect.objectContaining({ code: 'subject' }));
      const fits = { ...message('a', 1), body: 'x'.repeat(1_048_576) };
      await bus.publish(fits);
      await expect(bus.publish({ ...fits, body: `${fits.body}x` })).rejects.toMatchObject({ code: 'too-large' });
      await expect(bus.publish({ ...fits, body: 'é'.repeat(524_289) })).rejects.toMatchObject({ code: 'too-large' });
      const headers = { a: 'x'.repeat(65_536) };
      await expect(bus.publish({ ...message('a', 2), headers })).rejects.toMatchObject({ code: 'too-large' });
    });

    it('calls a handler for one message at a time', async () => {
      const got: string[] = [];
      let [atWork, most] = [0, 0];
      bus.subscribe('a', async (delivery) => {
        most = Math.max(most, (atWork += 1));
        await harness.pass(1);
        got.push(delivery.message.body);
        delivery.ack();
        atWork -= 1;
      });
      await publish('a', 1, 5);
      await until(() => got.length === 5);
      expect(got).toEqual(numbers(1, 5));
      expect(most).toBe(1);
    });

    it('delivers again what was not answered in time, in order with what came behind it', async () => {
      const got: string[] = [];
      const taken: Delivery[] = [];
      bus.subscribe(
        'a',
        (delivery) => {
          got.push(`${delivery.message.body}/${delivery.attempt}`);
          taken.push(delivery);
          if (taken.length > 3) delivery.ack();
        },
        { ackWaitMs: 200 },
      );
      await publish('a', 1, 3);
      await until(() => taken.length >= 6);
      expect(got).toEqual(['1/1', '2/1', '3/1', '1/2', '2/2', '3/2']);
    });

    it('takes acknowledgements after the handler has returned, in any order', async () => {
      const taken: Delivery[] = [];
      const subscription = bus.subscribe('a', (delivery) => void taken.push(delivery), { ackWaitMs: 1_000 });
      await publish('a', 1, 4);
      await until(() => taken.length === 4);
      for (const k of [3, 1, 0, 2]) taken[k].ack();
      await harness.pass(3_000);
      expect(taken).toHaveLength(4);
      expect(subscription.pending).toBe(0);
    });

    it('counts an acknowledgement that comes after the message was delivered again', async () => {
      const taken: Delivery[] = [];
      const subscription = bus.subscribe('a', (delivery) => void taken.push(delivery), {
        ackWaitMs: 200,
        attemptsMax: 9,
      });
      await publish('a', 1, 1);
      await until(() => taken.length === 2);
      taken[0].ack();
      await until(() => subscription.pending === 0);
      const count = taken.length;
      await harness.pass(1_000);
      expect(taken).toHaveLength(count);
    });

    it('takes a handler that throws for one that asks for another attempt, and lets nothing overtake', async () => {
      const got: string[] = [];
      const other = inbox('a');
      bus.subscribe('a', (delivery) => {
        got.push(`${delivery.message.body}/${delivery.attempt}`);
        if (delivery.message.body === '1' && delivery.attempt < 3) throw new Error('not yet');
        delivery.ack();
      });
      await publish('a', 1, 3);
      await until(() => got.length === 5);
      expect(got).toEqual(['1/1', '1/2', '1/3', '2/1', '3/1']);
      await until(() => other.length === 3);
      expect(other).toEqual(['1', '2', '3']);
    });

    it('waits as long as a retry asks for', async () => {
      const got: string[] = [];
      bus.subscribe('a', (delivery) => {
        got.push(delivery.message.body);
        if (delivery.attempt === 1 && delivery.message.body === '1') delivery.retry(60_000);
        else delivery.ack();
      });
      const probe = inbox('probe');
      await publish('a', 1, 2);
      await until(() => got.length === 1);
      await bus.publish(message('probe', 1));
      await until(() => probe.length === 1);
      expect(got).toEqual(['1']);
    });

    it('puts what failed too often among the dead letters, with the reason, and goes on', async () => {
      const letters: BusMessage[] = [];
      bus.subscribe('dlq.>', (delivery) => {
        letters.push(delivery.message);
        delivery.ack();
      });
      const got: string[] = [];
      bus.subscribe(
        'a.b',
        async (delivery) => {
          if (delivery.message.body === '1') throw new Error('bad row');
          got.push(delivery.message.body);
          delivery.ack();
        },
        { attemptsMax: 2 },
      );
      await publish('a.b', 1, 2);
      await until(() => letters.length === 1 && got.length === 1);
      expect(letters[0]).toMatchObject({ subject: 'dlq.a.b', source: 'test', sequence: 1, body: '1' });
      expect(letters[0].headers?.[DeadLetterHeader.reason]).toContain('bad row');
      expect(letters[0].headers?.[DeadLetterHeader.attempts]).toBe('2');
    });

    it('puts what is refused among the dead letters at once, and feeds it to nobody who did not ask', async () => {
      const letters: string[] = [];
      bus.subscribe('dlq.a', (delivery) => {
        letters.push(`${delivery.message.body}: ${delivery.message.headers?.[DeadLetterHeader.reason]}`);
        delivery.ack();
      });
      const seen: string[] = [];
      bus.subscribe('>', (delivery) => {
        seen.push(delivery.message.subject);
        if (delivery.message.body === '1') delivery.refuse('no such instrument');
        else delivery.ack();
      });
      await publish('a', 1, 2);
      await until(() => letters.length === 1 && seen.length >= 2);
      await publish('b', 3, 3);
      await until(() => seen.at(-1) === 'b');
      expect(letters).toEqual(['1: no such instrument']);
      expect(seen).toEqual(['a', 'a', 'b']);
    });

    it('gives up a handler that never comes back', async () => {
      const got: string[] = [];
      bus.subscribe(
        'a',
        (delivery) => {
          got.push(delivery.message.body);
          if (delivery.message.body === '1') return new Promise<void>(() => {});
          delivery.ack();
          return undefined;
        },
        { ackWaitMs: 200, attemptsMax: 2 },
      );
      await publish('a', 1, 2);
      await until(() => got.at(-1) === '2');
      expect(got).toEqual(['1', '1', '2']);
    });

    it('hands a slow consumer no more than it may hold, loses nothing of it, and keeps nobody else waiting', async () => {
      const taken: Delivery[] = [];
      bus.subscribe('a', (delivery) => void taken.push(delivery), { maxPending: 4 });
      const published = Array.from({ length: 20 }, (_, k) => bus.publish(message('a', k + 1)));
      const fast = inbox('b');
      await publish('b', 1, 100);
      await until(() => fast.length === 100 && taken.length === 4);
      expect(taken).toHaveLength(4);
      for (let k = 0; k < 20; k++) {
        await until(() => taken.length > k);
        expect(taken.length).toBeLessThanOrEqual(k + 4);
        taken[k].ack();
      }
      await Promise.all(published);
      expect(taken.map(({ message: { body } }) => body)).toEqual(numbers(1, 20));
    });

    it('goes on where a durable subscriber stood, and says it to one subscriber at a time', async () => {
      const first: string[] = [];
      const options = { durable: 'audit', ackWaitMs: 60_000 };
      const subscription = bus.subscribe(
        'a',
        (delivery) => {
          first.push(delivery.message.body);
          if (Number(delivery.message.body) <= 2) delivery.ack();
        },
        options,
      );
      expect(() => bus.subscribe('a', () => {}, options)).toThrow(expect.objectContaining({ code: 'taken' }));
      await publish('a', 1, 4);
      await until(() => first.length === 4);
      await subscription.close();
      await publish('a', 5, 6);
      expect(first).toEqual(numbers(1, 4));
      const second: string[] = [];
      bus.subscribe(
        'a',
        (delivery) => {
          second.push(delivery.message.body);
          delivery.ack();
        },
        options,
      );
      await publish('a', 7, 7);
      await until(() => second.at(-1) === '7');
      expect(second).toEqual(numbers(3, 7));
    });

    it('delivers nothing to a closed subscription, and forgets a durable one when told', async () => {
      const got: string[] = [];
      const take = (delivery: Delivery): void => {
        got.push(delivery.message.body);
        delivery.ack();
      };
      const subscription = bus.subscribe('a', take, { durable: 'd' });
      await publish('a', 1, 1);
      await until(() => got.length === 1);
      await subscription.forget();
      await publish('a', 2, 2);
      bus.subscribe('a', take, { durable: 'd' });
      await publish('a', 3, 3);
      await until(() => got.at(-1) === '3');
      expect(got).toEqual(['1', '3']);
    });

    it('waits on close for the handler at work', async () => {
      let finish = (): void => {};
      let begun = false;
      const subscription = bus.subscribe('a', async (delivery) => {
        begun = true;
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        delivery.ack();
      });
      await publish('a', 1, 1);
      await until(() => begun);
      let closed = false;
      const closing = subscription.close().then(() => (closed = true));
      await harness.pass(20);
      expect(closed).toBe(false);
      finish();
      await closing;
    });

    it('answers requests, and says when nobody does, not in time, or when the responder failed', async () => {
      await expect(bus.request(message('ask.a', 1), 1_000)).rejects.toMatchObject({ code: 'no-responder' });
      const responder = bus.respond('ask.*', async (asked) => {
        if (asked.sequence === 2) throw new Error('no such agent');
        if (asked.sequence === 3) await new Promise(() => {});
        return { ...message(asked.subject, asked.sequence, 'responder'), body: `re ${asked.body}` };
      });
      await expect(bus.request(message('ask.a', 1), 1_000)).resolves.toMatchObject({
        source: 'responder',
        body: 're 1',
      });
      const failed = bus.request(message('ask.a', 2), 1_000);
      await expect(failed).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('no such agent') });
      const late = expect(bus.request(message('ask.a', 3), 200)).rejects.toMatchObject({ code: 'timeout' });
      await harness.pass(400);
      await late;
      void responder.close();
      await expect(bus.request(message('ask.a', 4), 1_000)).rejects.toMatchObject({ code: 'no-responder' });
    });

    it('drains: what it has is delivered, what handlers publish on the way too, then it is closed', async () => {
      const end = inbox('b');
      bus.subscribe('a', async (delivery) => {
        await harness.pass(1);
        await bus.publish({ ...delivery.message, subject: 'b' });
        delivery.ack();
      });
      await publish('a', 1, 50);
      let drained = false;
      void bus.drain().then(() => (drained = true));
      await until(() => drained);
      expect(end).toEqual(numbers(1, 50));
      await expect(bus.publish(message('a', 51))).rejects.toMatchObject({ code: 'closed' });
      await expect(bus.request(message('a', 51), 10)).rejects.toMatchObject({ code: 'closed' });
      expect(() => bus.subscribe('a', () => {})).toThrow(expect.objectContaining({ code: 'closed' }));
      await bus.drain();
    });
  });
}
