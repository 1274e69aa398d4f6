import { describe, expect, it } from 'vitest';
import { OrderOrigin, OrderType } from '../model/order.ts';
import { Bench } from './bench.twin.ts';

/** The verdict on going from the present position to `decided`, as plain data. */
function decide(bench: Bench, decided: number, instrument = 0) {
  const { allowedLots, rule, limit, value, severity, scope } = bench.risk.shrinkDecision(
    instrument,
    decided,
    bench.account.lots[instrument],
    0,
  );
  return { allowedLots, rule, limit, value, severity, scope };
}

describe('account limits', () => {
  it('shrink a decision to the largest size allowed, and say so', () => {
    const bench = new Bench({ position: 0.3, collar: 0.05 });
    expect(decide(bench, 285)).toMatchObject({ allowedLots: 285, rule: '' });
    expect(decide(bench, 1_000)).toEqual({
      allowedLots: 285,
      rule: 'position',
      limit: 30_000,
      value: 105_000,
      severity: 'warning',
      scope: 'instrument',
    });
    expect(decide(bench, -1_000)).toMatchObject({ allowedLots: -285, rule: 'position' });
  });

  it('allow what the gate then passes, and the gate passes no lot more', () => {
    const bench = new Bench({ position: 0.3, collar: 0.05 });
    const { allowedLots } = decide(bench, 1_000);
    expect(bench.send(allowedLots + 1).refused).toBe(true);
    expect(bench.send(allowedLots).refused).toBe(false);
  });

  it('neither buy on each fall nor sell down as prices rise: the present position stays', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    bench.account.lots[0] = 300;
    bench.account.ticks[0] = 20_000; // 60,000: twice the limit
    expect(decide(bench, 400)).toMatchObject({ allowedLots: 300, rule: 'position' });
    expect(decide(bench, 300)).toMatchObject({ allowedLots: 300, rule: '' });
    bench.account.lots[0] = -300;
    expect(decide(bench, -301)).toMatchObject({ allowedLots: -300, rule: 'position' });
  });

  it('let every reduction through', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = 300;
    expect(decide(bench, 301)).toMatchObject({ allowedLots: 300, rule: 'position', limit: 1 });
    expect(decide(bench, 0)).toMatchObject({ allowedLots: 0, rule: '', limit: Number.NaN, value: Number.NaN });
    expect(decide(bench, 299)).toMatchObject({ allowedLots: 299, rule: '' });
    expect(decide(bench, -5)).toMatchObject({ allowedLots: 0, rule: 'position', value: 500 });
  });

  it('do not count the netted order that the decision replaces, nor exits; an own order counts', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    bench.send(300);
    expect(decide(bench, 300)).toMatchObject({ allowedLots: 300, rule: '' });
    const exits = new Bench({ maxPosition: 30_000 });
    exits.account.lots[0] = -100;
    const stop = { type: OrderType.stop, stopTicks: 10_000 };
    expect(exits.send(100, stop, 0, OrderOrigin.exit, 0).refused).toBe(false);
    expect(decide(exits, 300)).toMatchObject({ allowedLots: 300, rule: '' });
    const other = new Bench({ maxPosition: 30_000 });
    other.intend(100, { type: OrderType.limit, limitTicks: 10_000 });
    expect(decide(other, 300)).toMatchObject({ allowedLots: 200, rule: 'position', value: 40_000 });
  });

  it('count the room of open own orders when it reduces', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = 100;
    bench.intend(-60, { type: OrderType.limit, limitTicks: 10_100 });
    expect(decide(bench, 0)).toMatchObject({ allowedLots: 60, rule: 'position' });
  });
});

describe('reduce-only', () => {
  it('cuts a flip to zero and growth to the present position', () => {
    const bench = new Bench();
    bench.account.lots[0] = 100;
    bench.risk.kill('account', '', 'test', 0);
    expect(decide(bench, -50)).toEqual({
      allowedLots: 0,
      rule: 'kill',
      limit: 0,
      value: 150,
      severity: 'emergency',
      scope: 'account',
    });
    expect(decide(bench, 150)).toMatchObject({ allowedLots: 100, rule: 'kill' });
    expect(decide(bench, 40)).toMatchObject({ allowedLots: 40, rule: '' });
    bench.account.lots[0] = -100;
    expect(decide(bench, 50)).toMatchObject({ allowedLots: 0, rule: 'kill' });
    expect(decide(bench, -101)).toMatchObject({ allowedLots: -100, rule: 'kill' });
  });

  it('lets a position be closed whole: nothing is cut of that', () => {
    const bench = new Bench();
    bench.account.lots[0] = 100;
    bench.risk.kill('account', '', 'test', 0);
    expect(decide(bench, 0)).toMatchObject({ allowedLots: 0, rule: '' });
    expect(bench.risk.lifted(0)).toBe(false);
  });

  it('names the scope of the kill and holds the netted decision of other agents for none of their own', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.risk.kill('instrument', 'I0', 'test', 0);
    bench.risk.kill('strategy', 'a', 'test', 0);
    bench.risk.kill('strategy', 'b', 'test', 0);
    expect(decide(bench, 10)).toMatchObject({ allowedLots: 0, rule: 'kill', scope: 'instrument' });
    expect(decide(bench, 10, 1)).toMatchObject({ allowedLots: 10, rule: '' });
  });

  it('follows from a missing price', () => {
    const bench = new Bench();
    bench.account.lots[0] = 100;
    bench.account.ticks[0] = Number.NaN;
    bench.account.fixedEquity = 100_000;
    expect(decide(bench, 150)).toMatchObject({
      allowedLots: 100,
      rule: 'price',
      scope: 'instrument',
      severity: 'critical',
    });
    expect(decide(bench, 20)).toMatchObject({ allowedLots: 20, rule: '' });
  });
});

describe('a cut decision', () => {
  it('is worth asking about once its rule has lifted, and then only once', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    expect(bench.risk.lifted(0)).toBe(false);
    decide(bench, 400);
    bench.account.lots[0] = 300;
    expect(bench.risk.lifted(0)).toBe(false);
    bench.account.ticks[0] = 7_501; // 400 would weigh 30,004
    expect(bench.risk.lifted(0)).toBe(false);
    bench.account.ticks[0] = 7_500;
    expect(bench.risk.lifted(0)).toBe(true);
    expect(decide(bench, 400)).toMatchObject({ allowedLots: 400, rule: '' });
    expect(bench.risk.lifted(0)).toBe(false);
  });

  it('on the short side lifts likewise, after a restart too', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    decide(bench, -400);
    bench.account.lots[0] = -300;
    const restarted = bench.again();
    restarted.load(JSON.parse(JSON.stringify(bench.risk.save())));
    expect(restarted.lifted(0)).toBe(false);
    bench.account.ticks[0] = 7_500;
    expect(restarted.lifted(0)).toBe(true);
    bench.account.lots[0] = -500; // further than decided: buying back is a reduction
    bench.account.ticks[0] = 20_000;
    expect(restarted.lifted(0)).toBe(true);
  });

  it('is so many new lots after a split', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    decide(bench, 400);
    bench.account.lots[0] = 600; // of the 300 allowed
    bench.account.ticks[0] = 5_000;
    bench.risk.onSplit(0, { numerator: 2, denominator: 1 });
    expect(bench.risk.lifted(0)).toBe(false); // 800 would weigh 40,000
    bench.account.ticks[0] = 3_750;
    expect(bench.risk.lifted(0)).toBe(true); // and now 30,000
  });

  it('waits for the end of a halt', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.risk.kill('account', '', 'test', 0);
    decide(bench, -10);
    expect(bench.risk.lifted(0)).toBe(false);
    bench.risk.release('account', '', 'me', 'over', 0);
    expect(bench.risk.lifted(0)).toBe(true);
    expect(bench.risk.lifted(1)).toBe(false);
  });

  it('stays cut while another rule would cut it too', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    decide(bench, 400);
    bench.account.ticks[0] = 5_000;
    bench.risk.kill('account', '', 'test', 0);
    expect(bench.risk.lifted(0)).toBe(false);
  });

  it('is forgotten when the next decision is not cut', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    decide(bench, 400);
    decide(bench, 100);
    bench.account.ticks[0] = 5_000;
    expect(bench.risk.lifted(0)).toBe(false);
  });
});

describe('warnings', () => {
  it('name what was off, once, with the instruments', () => {
    const bench = new Bench({ profile: 'moderate' }, { instruments: 7 });
    for (let i = 0; i < 7; i++) decide(bench, 1, i);
    decide(bench, 1);
    expect(bench.risk.warnings()).toEqual([
      'risk.orderVolume was off before the first completed day with volume (I0, I1, I2, I3, I4 and 2 more)',
      'risk.valueAtRisk was off until 60 sessions had closed',
      'risk.bucket was off until 60 sessions had closed',
    ]);
  });

  it('are not given for a reduction, nor where nothing is to change', () => {
    const bench = new Bench({ profile: 'moderate' });
    bench.account.lots[0] = 5;
    decide(bench, 5);
    decide(bench, 4);
    bench.send(-4);
    expect(bench.risk.warnings()).toEqual([]);
  });

  it('of too few sessions are not given any more once there are 60', () => {
    const bench = new Bench({ valueAtRisk: 0.5 });
    for (let session = 0; session < 60; session++) bench.risk.onSession(Float64Array.of(0.01), session);
    decide(bench, 1);
    expect(bench.risk.warnings()).toEqual([]);
  });
});
