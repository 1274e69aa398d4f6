import { describe, expect, it } from 'vitest';
import { Fault } from '../base/fault.ts';
import { SECOND_US } from '../base/time.ts';
import { OrderType } from '../model/order.ts';
import { Bench, refusalOf } from './bench.twin.ts';

describe('limits in force', () => {
  it('change on top of what they are, in the words of the run file; what is no limit changes nothing', () => {
    const { risk } = new Bench({ maxPosition: 30_000, collar: 0.05 });
    const bounds = () => [risk.limits.position.amount, risk.limits.collar, risk.limitsVersion];
    risk.setLimits({ maxPosition: 40_000 });
    expect(bounds()).toEqual([40_000, 0.05, 2]);
    expect(() => risk.setLimits({ collar: 0.01, maxPosition: 0.3 })).toThrow(Fault);
    expect(bounds()).toEqual([40_000, 0.05, 2]);
  });

  it('are what the next order is held to', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    expect(refusalOf(bench.send(301))).toMatchObject({ rule: 'position', maxLots: 300 });
    bench.risk.setLimits({ maxPosition: 40_000 });
    expect(refusalOf(bench.send(401))).toMatchObject({ rule: 'position', maxLots: 400 });
    expect(refusalOf(bench.send(400))).toBeUndefined();
  });

  it('count what was sent before they changed', () => {
    const bench = new Bench({ ordersPerMinute: 3 });
    bench.send(1);
    bench.send(1);
    bench.risk.setLimits({ ordersPerMinute: 2 });
    expect(refusalOf(bench.send(1, {}, SECOND_US))).toMatchObject({ rule: 'orderRate', limit: 2, value: 3 });
    expect(bench.risk.orderRateWaitUs(SECOND_US)).toBe(59 * SECOND_US);
    bench.risk.setLimits({ ordersPerMinute: 'none', duplicateWithin: '1s' });
    expect(refusalOf(bench.intend(1, {}, 2 * SECOND_US))).toBeUndefined();
    expect(refusalOf(bench.intend(1, {}, 2 * SECOND_US + 1))).toMatchObject({ rule: 'duplicate' });
  });

  it('of a loss move its floor, which is counted from where it was', () => {
    const bench = new Bench({ dailyLoss: 0.1, drawdown: 0.2 });
    bench.risk.onInstant(0);
    bench.risk.onDayStart(100_000, 0);
    bench.account.fixedEquity = 97_000;
    expect(bench.risk.onInstant(1)).toBeUndefined();
    bench.risk.setLimits({ dailyLoss: 0.02 });
    expect(bench.risk.onInstant(2)).toMatchObject([{ rule: 'dailyLoss', action: 'halt', limit: 2_000, value: 3_000 }]);
    bench.account.lots[0] = 10;
    bench.risk.setLimits({ drawdown: 0.02 });
    expect(bench.risk.onInstant(3)).toMatchObject([
      { rule: 'drawdown', action: 'halt', limit: 2_000, value: 3_000 },
      { rule: 'drawdown', action: 'reduce', fraction: 0, limit: 3_000 },
    ]);
  });

  it('of a loss that change before there is anything to lose trip nothing', () => {
    const bench = new Bench();
    bench.risk.setLimits({ dailyLoss: 0.02, drawdown: 0.05 });
    expect(bench.risk.onInstant(0)).toBeUndefined();
    bench.account.fixedEquity = 98_000;
    expect(bench.risk.onInstant(1)).toMatchObject([{ rule: 'dailyLoss', limit: 2_000 }]);
  });

  it('take the value at risk at their own confidence', () => {
    const make = (confidence: number): Bench => {
      const bench = new Bench({ valueAtRisk: 0.5, confidence });
      bench.account.lots[0] = 100;
      for (let t = 0; t < 80; t++) bench.risk.onSession(Float64Array.of(Math.sin(t * t) / 50), t);
      return bench;
    };
    const [low, high] = [make(0.9), make(0.99)];
    expect(low.risk.valueAtRisk()).toBeLessThan(high.risk.valueAtRisk());
    low.risk.setLimits({ confidence: 0.99 });
    expect(low.risk.valueAtRisk()).toBe(high.risk.valueAtRisk());
  });

  it('are in force after a restart, and in no other engine', () => {
    const bench = new Bench({ maxPosition: 30_000, ordersPerMinute: 5 });
    bench.risk.setLimits({ maxPosition: 10_000, ordersPerMinute: 1 });
    bench.send(1);
    const restarted = bench.again();
    restarted.load(JSON.parse(JSON.stringify(bench.risk.save())));
    expect([restarted.limits, restarted.limitsVersion]).toEqual([bench.risk.limits, 2]);
    expect(restarted.orderRateWaitUs(0)).toBe(60 * SECOND_US);
    expect(bench.again().limits.position.amount).toBe(30_000);
  });
});

describe('orders in flight', () => {
  it('that would add risk are listed by instrument, each once', () => {
    const bench = new Bench({}, { instruments: 4 });
    bench.account.lots[2] = 10;
    for (const [lots, instrument] of [
      [1, 3],
      [2, 0],
      [1, 3],
      [-10, 2],
    ]) {
      bench.send(lots, { instrument });
    }
    expect(bench.risk.raisingInstruments()).toEqual([3, 0]);
  });

  it('leave what is left of a position to be reduced, and only exits leave all of it', () => {
    const bench = new Bench({ collar: 0.05 });
    bench.account.lots[0] = 10;
    expect([bench.risk.reduces(0, -10), bench.risk.reduces(0, -11), bench.risk.reduces(0, 1)]).toEqual([
      true,
      false,
      false,
    ]);
    bench.intend(-4, { type: OrderType.limit, limitTicks: 10_100 });
    expect([bench.risk.reduces(0, -6), bench.risk.reduces(0, -7)]).toEqual([true, false]);
    expect([bench.risk.collarTicks(0, -1, 6), bench.risk.collarTicks(0, -1, 7)]).toEqual([undefined, 9_500]);
    expect(bench.risk.collarTicks(0, 1, 1)).toBe(10_500);
  });
});

describe('a split', () => {
  it('makes so many more lots of what is traded in a day, of which an order may be a part', () => {
    const bench = new Bench({ orderVolume: 0.1 });
    bench.risk.onBar(0, 1_000);
    bench.risk.onDayStart(100_000, 0);
    expect(refusalOf(bench.send(101))).toMatchObject({ rule: 'orderVolume', maxLots: 100 });
    bench.risk.onSplit(0, { numerator: 3, denominator: 2 });
    expect(refusalOf(bench.send(151))).toMatchObject({ rule: 'orderVolume', maxLots: 150 });
  });
});
