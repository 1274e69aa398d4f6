import { describe, expect, it } from 'vitest';
import { OrderOrigin, type OrderTerms, OrderType } from '../model/order.ts';
import type { RiskApproved } from './approved.ts';
import { Bench, order, refusalOf } from './bench.twin.ts';

const LIMIT = { type: OrderType.limit, limitTicks: 10_000 };
const approvedOf = (verdict: unknown) => verdict as RiskApproved<OrderTerms>;

/** A Risk with something in every corner. */
function busy(): Bench {
  const bench = new Bench({ profile: 'moderate', ordersPerMinute: 9, resumeAfter: 5 }, { instruments: 3 });
  const { risk, account } = bench;
  risk.onDayStart(100_000, 0);
  risk.onInstant(0);
  for (let t = 0; t < 70; t++) {
    risk.onSession(Float64Array.of(Math.sin(t) / 50, Math.cos(t) / 50, t === 5 ? Number.NaN : Math.sin(t) / 40), t);
  }
  risk.onBar(0, 5_000);
  risk.onBar(1, Number.NaN);
  risk.onDayStart(100_000, 1);
  risk.onBar(0, 700);
  const parent = approvedOf(bench.send(20));
  risk.child(parent, { orderId: 101, lots: 8 });
  risk.child(parent, { orderId: 102, lots: 4 });
  bench.fill(101, 3);
  const own = approvedOf(bench.intend(10, LIMIT, 5));
  risk.replace(own.orderId, order(15, LIMIT), 6);
  account.lots[2] = -4;
  account.ticks[2] = Number.NaN;
  approvedOf(bench.send(1, { instrument: 2 }));
  account.ticks[2] = 10_000;
  const lost = approvedOf(bench.intend(5, { ...LIMIT, instrument: 1 }, 7));
  risk.onUnknown(lost.orderId, true);
  risk.pause(1, true);
  risk.kill('strategy', 'a', 'odd', 8);
  risk.shrinkDecision(0, 90_000, account.lots[0], 0);
  account.fixedEquity = 90_000;
  risk.onInstant(9);
  return bench;
}

describe('what risk remembers', () => {
  it('is plain JSON, and the same after a restart', () => {
    const bench = busy();
    const text = JSON.stringify(bench.risk.save());
    const restarted = bench.again();
    restarted.load(JSON.parse(text));
    expect(JSON.stringify(restarted.save())).toBe(text);
  });

  it('decides the same afterwards', () => {
    const bench = busy();
    const restarted = bench.again();
    restarted.load(JSON.parse(JSON.stringify(bench.risk.save())));
    for (const risk of [bench.risk, restarted]) {
      expect(risk.haltedBy()).toBe('drawdown');
      expect(risk.isAgentKilled(0)).toBe(true);
      expect(risk.killList()).toHaveLength(1);
      expect(risk.haltList().map(({ rule }) => rule)).toEqual(['kill', 'dailyLoss', 'drawdown']);
      expect([0, 1, 2].map((i) => risk.bucketOf(i))).toEqual([0, 1, 0]);
      expect(risk.lifted(0)).toBe(false);
      risk.releaseHalt('drawdown', 'me', 'x', 10);
      risk.releaseHalt('dailyLoss', 'me', 'x', 10);
      expect(refusalOf(risk.gate(order(1, { ...LIMIT, instrument: 1 }), 900, 1, OrderOrigin.intent, 11))).toMatchObject(
        { rule: 'unknown' },
      );
      expect(refusalOf(risk.gate(order(1, LIMIT), 900, 1, OrderOrigin.intent, 11))).toMatchObject({ rule: 'paused' });
      expect(refusalOf(risk.gate(order(300, LIMIT), 900, -1, OrderOrigin.target, 11))).toMatchObject({
        rule: 'position',
        value: (300 + 3 + 15) * 100 + 17 * 105,
      });
      expect(refusalOf(risk.gate(order(251, LIMIT), 900, -1, OrderOrigin.target, 11))).toMatchObject({
        rule: 'position',
      });
      risk.pause(1, false);
      risk.release('strategy', 'a', 'me', 'x', 11);
      expect(refusalOf(risk.gate(order(10, LIMIT), 901, 0, OrderOrigin.intent, 11))).toMatchObject({
        rule: 'duplicate',
        value: 6,
      });
      const parent = risk.approvedOf(1)!;
      expect(refusalOf(risk.child(parent, { orderId: 103, lots: 9 }))).toMatchObject({ rule: 'parent', maxLots: 8 });
      risk.onDone(102);
      expect(refusalOf(risk.child(parent, { orderId: 103, lots: 12 }))).toBeUndefined();
      risk.onReplaced(2, true);
      expect(risk.approvedOf(2)?.value.lots).toBe(15);
      expect(risk.warnings()).toEqual(['risk.orderVolume was off where the data has no volume (I1)']);
      expect(risk.orderRateWaitUs(11)).toBe(0);
    }
    expect(JSON.stringify(restarted.save())).toBe(JSON.stringify(bench.risk.save()));
  });

  it('holds the count to the end of a drawdown halt, and the rate of orders', () => {
    const bench = new Bench({ drawdown: 0.1, resumeAfter: 2, ordersPerMinute: 1 });
    bench.risk.onInstant(0);
    bench.send(1, {}, 5);
    bench.account.fixedEquity = 80_000;
    bench.risk.onInstant(6);
    bench.risk.onSession(new Float64Array(1), 7);
    const restarted = bench.again();
    restarted.load(JSON.parse(JSON.stringify(bench.risk.save())));
    expect(restarted.orderRateWaitUs(5)).toBe(60_000_000);
    bench.account.lots[0] = 1;
    expect(restarted.onInstant(8)).toMatchObject([{ rule: 'drawdown', action: 'reduce', fraction: 0 }]);
    expect(restarted.onSession(new Float64Array(1), 9)).toMatchObject([{ rule: 'drawdown', action: 'resume' }]);
  });

  it('holds a kill of the account, of an instrument and ruin', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.risk.kill('instrument', 'I1', 'x', 0);
    const once = bench.again();
    once.kill('account', '', 'y', 0);
    once.load(bench.risk.save());
    expect(once.blockedBy(0, -1)).toBeUndefined();
    expect(once.blockedBy(1, -1)).toBe('kill');
    bench.risk.kill('account', '', 'x', 0);
    bench.account.fixedEquity = 0;
    bench.risk.onInstant(1);
    const twice = bench.again();
    twice.load(bench.risk.save());
    expect(twice.isRuined()).toBe(true);
    expect(twice.killList()).toHaveLength(2);
  });

  it('of a fresh Risk is a fresh Risk', () => {
    const bench = new Bench({ profile: 'moderate' });
    const restarted = bench.again();
    restarted.load(JSON.parse(JSON.stringify(bench.risk.save())));
    expect(restarted.save()).toEqual(bench.risk.save());
    expect(restarted.onInstant(0)).toBeUndefined();
    expect(refusalOf(restarted.gate(order(1), 1, -1, OrderOrigin.target, 0))).toBeUndefined();
  });
});
