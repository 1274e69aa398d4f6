import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOrderId } from '../core/orders/order.ts';
import { idOf } from '../core/base/ids.ts';
import { OrderType, TimeInForce } from '../core/model/order.ts';
import type { Answer, Broker, BrokerListener, BrokerOrder, BrokerReport } from './broker.ts';

/** What a conformance test may do to the venue behind a broker, and to the line between the two. */
export interface BrokerRig {
  readonly broker: Broker;
  /** Orders of earlier tests have lower sequences than this. */
  readonly sequence: number;
  /** The command arrives, its answer never does; the next `count` of them. */
  loseAnswers(count: number): void;
  /** The next report comes twice. */
  repeatReport(): void;
  /** The next two reports come in the wrong order. */
  swapReports(): void;
  /** The next report does not come. */
  loseReport(): void;
  /** The line breaks; the broker finds its way back. */
  cut(): void;
  /** The venue says something that makes no sense. */
  babble(text: string): void;
  /** The venue fills an order, whatever its state. */
  fill(clientOrderId: string, lots: number, priceTicks: number): Promise<void>;
  /** The venue takes a fill back. */
  bust(executionId: string): Promise<void>;
  /** The venue forgets an order, and says nothing. */
  vanish(clientOrderId: string): Promise<void>;
  /** Somebody else trades on our account. */
  move(instrument: number, lots: number, priceTicks: number): Promise<void>;
  close(): Promise<void>;
}

/** Reports and news as they were told, and a way to wait for one. */
class Ear implements BrokerListener {
  readonly reports: BrokerReport[] = [];
  readonly garbage: string[] = [];
  connections = 0;
  disconnections = 0;
  private waits: { readonly is: () => boolean; readonly resolve: () => void }[] = [];

  onReport(report: BrokerReport): void {
    this.reports.push(report);
    this.look();
  }
  onConnected(): void {
    this.connections += 1;
    this.look();
  }
  onDisconnected(): void {
    this.disconnections += 1;
    this.look();
  }
  onMarketConfirmed(): void {
    this.look();
  }
  onGarbage(why: string): void {
    this.garbage.push(why);
    this.look();
  }

  until(is: () => boolean): Promise<void> {
    if (is()) return Promise.resolve();
    return new Promise((resolve) => this.waits.push({ is, resolve }));
  }

  /** The kinds told of this order, waiting until there are so many. */
  async kinds(id: string, count: number): Promise<string[]> {
    const of = (): BrokerReport[] => this.reports.filter((report) => report.clientOrderId === id);
    await this.until(() => of().length >= count);
    return of().map(({ kind }) => kind);
  }

  private look(): void {
    const ready = this.waits.filter(({ is }) => is());
    this.waits = this.waits.filter((wait) => !ready.includes(wait));
    for (const { resolve } of ready) resolve();
  }
}

const GARBAGE: readonly (readonly [name: string, text: string])[] = [
  ['no JSON', '{"kind":'],
  ['null', 'null'],
  ['NaN for a price', '["report",1000000,"filled","o-1.0","v-1",0,1,null,0,"1",NaN,1,"0","0",false,""]'],
  ['a negative size', report({ lots: -5 })],
  ['an unknown kind', report({ kind: 'teleported' })],
  ['a size beyond all bounds', report({ lots: 1e300 })],
  ['half a lot', report({ lots: 0.5 })],
  ['a fee that is no amount', report({ fee: '1e9' })],
  ['a field too many', report({ surprise: true })],
];

function report(wrong: Record<string, unknown>): string {
  const right = {
    number: 1_000_000,
    kind: 'filled',
    clientOrderId: 'o-1.0',
    venueOrderId: 'v-1',
    instrument: 0,
    tsUs: 1,
    reachedUs: null,
    marketSequence: 0,
    executionId: '1',
    priceTicks: 10,
    lots: 1,
    fee: '0',
    slippage: '0',
    maker: false,
    reason: '',
  };
  return JSON.stringify(['report', ...Object.values({ ...right, ...wrong })]);
}

function must<T extends object>(answer: Answer<T>): T {
  if (answer.outcome !== 'known') throw new Error(`unknown: ${answer.why}`);
  return answer.value;
}

/** What every broker must do, live or paper, whatever its venue and its line do to it. */
export function brokerContract(name: string, make: () => Promise<BrokerRig>): void {
  describe(`${name} is a broker`, () => {
    let rig: BrokerRig;
    let broker: Broker;
    let ear: Ear;
    let count = 0;

    beforeEach(async () => {
      rig = await make();
      broker = rig.broker;
      ear = new Ear();
      count = 0;
      await broker.connect(ear, 0);
      ear.reports.length = 0;
    });
    afterEach(() => rig.close());

    /** A limit far below any price: it rests. */
    function resting(lots = 10): BrokerOrder {
      count += 1;
      return {
        clientOrderId: clientOrderId(idOf(rig.sequence, count)),
        tsUs: 1_700_000_000_000_000,
        terms: {
          instrument: 0,
          side: 1,
          lots,
          type: OrderType.limit,
          limitTicks: 10,
          timeInForce: TimeInForce.gtc,
        },
        owners: ['x'],
      };
    }

    async function placed(lots = 10): Promise<string> {
      const order = resting(lots);
      expect(await broker.submit(order)).toEqual({ outcome: 'ack' });
      return order.clientOrderId;
    }

    async function stateOf(id: string): Promise<string> {
      return must(await broker.query(id)).standing?.state ?? 'absent';
    }

    it('acknowledges an order after it has reported it accepted, and lists it', async () => {
      const id = await placed();
      expect(ear.reports.map(({ clientOrderId, kind }) => [clientOrderId, kind])).toEqual([[id, 'accepted']]);
      const open = must(await broker.openOrders());
      expect(open.find(({ clientOrderId }) => clientOrderId === id)).toMatchObject({ lots: 10, filledLots: 0 });
    });

    it('rejects what the venue refuses, and reports it', async () => {
      const order = resting();
      const bad = { ...order, terms: { ...order.terms, limitTicks: undefined } };
      expect(await broker.submit(bad)).toEqual({ outcome: 'reject', reason: 'limit', reported: true });
      expect(await ear.kinds(order.clientOrderId, 1)).toEqual(['rejected']);
    });

    it('makes one order of the same client order id sent twice', async () => {
      const order = resting();
      const before = must(await broker.openOrders()).length;
      expect(await broker.submit(order)).toEqual({ outcome: 'ack' });
      expect(await broker.submit(order)).toEqual({ outcome: 'ack' });
      expect(must(await broker.openOrders()).length - before).toBe(1);
      expect(await ear.kinds(order.clientOrderId, 1)).toEqual(['accepted']);
    });

    it('refuses another order under the same client order id', async () => {
      const order = resting();
      await broker.submit(order);
      const other = { ...order, terms: { ...order.terms, lots: 11 } };
      expect(await broker.submit(other)).toMatchObject({ outcome: 'reject', reported: false });
    });

    it('says unknown, not rejected, when the answer does not come; the order is there, and sending it again adds none', async () => {
      const order = resting();
      const before = must(await broker.openOrders()).length;
      rig.loseAnswers(1);
      expect((await broker.submit(order)).outcome).toBe('unknown');
      expect(await stateOf(order.clientOrderId)).toBe('accepted');
      expect(await broker.submit(order)).toEqual({ outcome: 'ack' });
      expect(must(await broker.openOrders()).length - before).toBe(1);
    });

    it('tells a fill once though the venue tells it twice', async () => {
      const id = await placed();
      rig.repeatReport();
      await rig.fill(id, 4, 10);
      await rig.fill(id, 6, 10);
      expect(await ear.kinds(id, 3)).toEqual(['accepted', 'filled', 'filled']);
      expect(ear.reports.map(({ lots }) => lots)).toEqual([0, 4, 6]);
    });

    it('puts a fill that overtakes its acceptance in its place', async () => {
      const order = resting();
      rig.swapReports();
      const sent = broker.submit(order);
      await rig.fill(order.clientOrderId, 10, 10);
      expect(await sent).toEqual({ outcome: 'ack' });
      expect(await ear.kinds(order.clientOrderId, 2)).toEqual(['accepted', 'filled']);
    });

    it('passes on a fill that comes after the cancel', async () => {
      const id = await placed();
      expect(await broker.cancel(id, 1)).toEqual({ outcome: 'ack' });
      await rig.fill(id, 3, 10);
      expect(await ear.kinds(id, 3)).toEqual(['accepted', 'cancelled', 'filled']);
    });

    it('passes on that a fill was taken back, by the id of the fill', async () => {
      const id = await placed();
      await rig.fill(id, 4, 10);
      await ear.kinds(id, 2);
      const { executionId } = ear.reports.at(-1)!;
      const before = must(await broker.positions())[0]?.lots ?? 0;
      await rig.bust(executionId);
      expect(await ear.kinds(id, 3)).toEqual(['accepted', 'filled', 'busted']);
      expect(ear.reports.at(-1)).toMatchObject({ executionId, lots: 4, priceTicks: 10 });
      expect((must(await broker.positions())[0]?.lots ?? 0) - before).toBe(-4);
    });

    it('notices a report that is missing, and gets it', async () => {
      const id = await placed();
      rig.loseReport();
      await rig.fill(id, 4, 10);
      await rig.fill(id, 6, 10);
      expect(await ear.kinds(id, 3)).toEqual(['accepted', 'filled', 'filled']);
      const numbers = ear.reports.map(({ number }) => number);
      expect(numbers).toEqual(numbers.map((_, k) => numbers[0] + k));
    });

    it('says what it does not know of an order that is missing at the venue: absent, with no end invented', async () => {
      const id = await placed();
      await rig.vanish(id);
      expect(await stateOf(id)).toBe('absent');
      expect(must(await broker.openOrders()).some(({ clientOrderId }) => clientOrderId === id)).toBe(false);
      expect(await ear.kinds(id, 1)).toEqual(['accepted']);
    });

    it('shows a position that somebody else has changed', async () => {
      const before = must(await broker.positions()).find(({ instrument }) => instrument === 1)?.lots ?? 0;
      await rig.move(1, 7, 100);
      expect(must(await broker.positions())).toContainEqual({ instrument: 1, lots: before + 7 });
    });

    it('says unknown of what was under way when the line broke, comes back, and has missed nothing', async () => {
      const id = await placed();
      const order = resting();
      rig.loseAnswers(1);
      const sent = broker.submit(order);
      const broken = ear.until(() => ear.disconnections === 1);
      await rig.fill(id, 10, 10);
      rig.cut();
      await broken;
      expect((await sent).outcome).toBe('unknown');
      await ear.until(() => ear.connections === 2);
      expect(await ear.kinds(id, 2)).toEqual(['accepted', 'filled']);
      await rig.fill(id, 1, 10);
      expect(await ear.kinds(id, 3)).toEqual(['accepted', 'filled', 'filled']);
    });

    it.each(GARBAGE)('drops %s, says so, and goes on', async (_name, text) => {
      rig.babble(text);
      await ear.until(() => ear.garbage.length === 1);
      expect(ear.reports).toEqual([]);
      await placed();
    });

    it('cancels and replaces, and refuses both for an order that is not there', async () => {
      const id = await placed();
      expect(await broker.replace(id, { lots: 12, limitTicks: 9 }, 2)).toEqual({ outcome: 'ack' });
      expect(ear.reports.at(-1)).toMatchObject({ kind: 'replaced', lots: 12, priceTicks: 9 });
      expect(await broker.cancel(id, 3)).toEqual({ outcome: 'ack' });
      expect((await broker.cancel(id, 4)).outcome).toBe('reject');
      expect((await broker.replace(id, { lots: 5 }, 5)).outcome).toBe('reject');
      expect(await ear.kinds(id, 5)).toEqual([
        'accepted',
        'replaced',
        'cancelled',
        'cancel-rejected',
        'replace-rejected',
      ]);
    });

    it('cancels all of a strategy and no other, and all of the account', async () => {
      const mine = await placed();
      const other = { ...resting(), owners: ['y', 'z'] };
      await broker.submit(other);
      const cancelled = must(await broker.cancelAll({ scope: 'strategy', subject: 'z' }));
      expect(cancelled.cancelled).toEqual([other.clientOrderId]);
      expect(await stateOf(mine)).toBe('accepted');
      expect(must(await broker.cancelAll({ scope: 'account' })).cancelled).toContain(mine);
      expect(must(await broker.openOrders())).toEqual([]);
    });

    it('gives the fills after a number, and cash that has paid for them', async () => {
      const id = await placed();
      const cursor = ear.reports.at(-1)!.number;
      const [before] = must(await broker.cash());
      await rig.fill(id, 10, 10);
      const page = must(await broker.fillsSince(cursor));
      expect(page.reports.map(({ clientOrderId, lots }) => [clientOrderId, lots])).toEqual([[id, 10]]);
      const [after] = must(await broker.cash());
      expect(after.amount).toBeLessThan(before.amount);
    });
  });
}
