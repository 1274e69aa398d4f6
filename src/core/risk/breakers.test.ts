import { describe, expect, it } from 'vitest';
import { OrderOrigin } from '../model/order.ts';
import { Bench, refusalOf } from './bench.twin.ts';

/** The equity of the next instant, and what the breakers made of it: `rule action fraction`. */
function at(bench: Bench, equity: number, nowUs = 0): string[] {
  bench.account.fixedEquity = equity;
  return told(bench.risk.onInstant(nowUs));
}

function told(changes: ReturnType<Bench['risk']['onInstant']>): string[] {
  return (changes ?? []).map(({ rule, action, fraction }) =>
    action === 'reduce' ? `${rule} ${action} ${fraction}` : `${rule} ${action}`,
  );
}

describe('the daily loss', () => {
  it('halts new risk at the limit, not before, until the next day', () => {
    const bench = new Bench({ dailyLoss: 0.03 });
    expect(bench.risk.onDayStart(100_000, 0)).toBeUndefined();
    expect(at(bench, 97_000.01, 1)).toEqual([]);
    expect(refusalOf(bench.send(1))).toBeUndefined();
    bench.account.fixedEquity = 97_000;
    expect(bench.risk.onInstant(2)).toEqual([
      { rule: 'dailyLoss', action: 'halt', fraction: Number.NaN, limit: 3_000, value: 3_000 },
    ]);
    expect(refusalOf(bench.send(1))).toMatchObject({
      rule: 'dailyLoss',
      severity: 'critical',
      scope: 'account',
      maxLots: 0,
    });
    expect(at(bench, 99_000, 3)).toEqual([]); // a latch: recovering does not release it
    expect(bench.risk.haltedBy()).toBe('dailyLoss');
    bench.account.lots[0] = 5;
    expect(refusalOf(bench.send(-5))).toBeUndefined();
    expect(told(bench.risk.onDayStart(99_000, 9))).toEqual(['dailyLoss resume']);
    expect(bench.risk.haltedBy()).toBeUndefined();
    expect(bench.risk.haltList()).toEqual([
      { rule: 'dailyLoss', fromUs: 2, toUs: 9, id: '', reason: '', released: 'new day' },
    ]);
  });

  it('counts from the new day on', () => {
    const bench = new Bench({ maxDailyLoss: 5_000 });
    bench.risk.onDayStart(100_000, 0);
    bench.risk.onDayStart(96_000, 1);
    expect(at(bench, 91_001)).toEqual([]);
    expect(at(bench, 91_000)).toEqual(['dailyLoss halt']);
    expect(at(bench, 80_000)).toEqual([]);
  });

  it('starts with the first equity seen when no day has begun', () => {
    const bench = new Bench({ dailyLoss: 0.01 });
    at(bench, 50_000);
    expect(at(bench, 49_500)).toEqual(['dailyLoss halt']);
  });

  it('when released counts from there, so that it does not trip again at once', () => {
    const bench = new Bench({ dailyLoss: 0.1 });
    bench.risk.onDayStart(100_000, 0);
    expect(bench.risk.releaseHalt('dailyLoss', 'me', 'checked', 4)).toBe(false);
    at(bench, 90_000, 3);
    expect(bench.risk.releaseHalt('dailyLoss', 'me', 'checked', 4)).toBe(true);
    expect(bench.risk.haltList()[0]).toMatchObject({ toUs: 4, released: 'me: checked' });
    expect(at(bench, 81_001)).toEqual(['dailyLoss resume']);
    expect(at(bench, 81_000)).toEqual(['dailyLoss halt']);
  });
});

describe('the drawdown', () => {
  it('halts at its limit and closes everything at one and a half times', () => {
    const bench = new Bench({ drawdown: 0.1 });
    at(bench, 100_000);
    at(bench, 120_000);
    expect(at(bench, 108_001)).toEqual([]);
    bench.account.fixedEquity = 108_000;
    expect(bench.risk.onInstant(5)).toEqual([
      { rule: 'drawdown', action: 'halt', fraction: Number.NaN, limit: 12_000, value: 12_000 },
    ]);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'drawdown' });
    expect(at(bench, 102_001)).toEqual([]);
    bench.account.fixedEquity = 102_000;
    expect(bench.risk.onInstant(6)).toEqual([
      { rule: 'drawdown', action: 'reduce', fraction: 0, limit: 18_000, value: 18_000 },
    ]);
  });

  it('does both at once when the fall is that deep', () => {
    const bench = new Bench({ drawdown: 0.1 });
    at(bench, 100_000);
    expect(at(bench, 80_000)).toEqual(['drawdown halt', 'drawdown reduce 0']);
  });

  it('asks again to close while something is held and no order of a breaker is in flight', () => {
    const bench = new Bench({ drawdown: 0.1 });
    bench.account.lots[0] = 10;
    at(bench, 100_000);
    at(bench, 80_000);
    const close = bench.send(-10, {}, 0, OrderOrigin.breaker);
    expect(close.refused).toBe(false);
    expect(at(bench, 80_000)).toEqual([]);
    bench.risk.onDone(1);
    expect(at(bench, 80_000)).toEqual(['drawdown reduce 0']);
    bench.account.lots[0] = 0;
    expect(at(bench, 80_000)).toEqual([]);
  });

  it('goes on closing though prices recover, and says by how much it is beyond', () => {
    const bench = new Bench({ drawdown: 0.1 });
    bench.account.lots[0] = 10;
    at(bench, 100_000);
    at(bench, 80_000);
    bench.account.fixedEquity = 95_000;
    expect(bench.risk.onInstant(1)).toEqual([
      { rule: 'drawdown', action: 'reduce', fraction: 0, limit: 15_000, value: 5_000 },
    ]);
  });

  it('is not ended by the release of another rule', () => {
    const bench = new Bench({ drawdown: 0.1 });
    at(bench, 100_000);
    at(bench, 90_000);
    for (const rule of ['dailyLoss', 'valueAtRisk', 'gross'] as const) {
      expect(bench.risk.releaseHalt(rule, 'me', 'wrong one', 1)).toBe(false);
    }
    expect(bench.risk.haltedBy()).toBe('drawdown');
  });

  it('does not count the session at whose close it began', () => {
    const bench = new Bench({ drawdown: 0.1, resumeAfter: 1 });
    at(bench, 100_000);
    at(bench, 90_000, 5);
    expect(told(bench.risk.onSession(new Float64Array(1), 5))).toEqual([]);
    expect(told(bench.risk.onSession(new Float64Array(1), 6))).toEqual(['drawdown resume']);
  });

  it('measures an amount from the high-water mark', () => {
    const bench = new Bench({ maxDrawdown: 500 });
    at(bench, 1_000);
    at(bench, 900);
    expect(at(bench, 501)).toEqual([]);
    expect(at(bench, 500)).toEqual(['drawdown halt']);
  });

  it('lasts until a person releases it, and then has a new high-water mark', () => {
    const bench = new Bench({ drawdown: 0.1, resumeAfter: 'never' });
    at(bench, 100_000);
    at(bench, 80_000);
    for (let session = 0; session < 100; session++) bench.risk.onSession(new Float64Array(1), session);
    bench.risk.onDayStart(80_000, 1);
    expect(bench.risk.haltedBy()).toBe('drawdown');
    expect(bench.risk.releaseHalt('drawdown', 'me', 'seen', 7)).toBe(true);
    expect(bench.risk.haltedBy()).toBeUndefined();
    bench.account.lots[0] = 1;
    expect(at(bench, 72_001)).toEqual(['drawdown resume']); // 80,000 is the mark; nothing is being closed any more
    expect(at(bench, 72_000)).toEqual(['drawdown halt']);
  });

  it('in a backtest ends after so many sessions', () => {
    const bench = new Bench({ drawdown: 0.1, resumeAfter: 3 });
    const session = (nowUs: number) => told(bench.risk.onSession(new Float64Array(1), nowUs));
    at(bench, 100_000);
    expect(session(1)).toEqual([]);
    at(bench, 90_000, 2);
    expect(session(3)).toEqual([]);
    expect(session(4)).toEqual([]);
    expect(session(5)).toEqual(['drawdown resume']);
    expect(bench.risk.haltList()).toEqual([
      { rule: 'drawdown', fromUs: 2, toUs: 5, id: '', reason: '', released: 'after 3 sessions' },
    ]);
    expect(at(bench, 81_001)).toEqual([]);
    expect(at(bench, 81_000)).toEqual(['drawdown halt']);
    expect(session(7)).toEqual([]);
    expect(session(8)).toEqual([]);
    expect(session(9)).toEqual(['drawdown resume']);
  });

  it('is none of the profile unlimited', () => {
    const bench = new Bench();
    at(bench, 100_000);
    expect(at(bench, 0.01)).toEqual([]);
  });
});

const grown = () => {
  const bench = new Bench({ gross: 1 }, { instruments: 2 });
  bench.account.lots[0] = 600;
  bench.account.lots[1] = -500;
  return bench;
};

describe('gross exposure above its limit', () => {
  it('is brought back when it is 10 % above, not before', () => {
    const bench = grown();
    expect(at(bench, 100_000, 1)).toEqual([]); // 110,000 of 100,000
    bench.account.lots[1] = -501;
    bench.account.fixedEquity = 100_000;
    expect(bench.risk.onInstant(2)).toEqual([
      { rule: 'gross', action: 'reduce', fraction: 100_000 / 110_100, limit: 100_000, value: 110_100 },
    ]);
    expect(bench.risk.haltedBy()).toBeUndefined();
  });

  it('is asked for again only when nothing is on its way, and the list shows how long it took', () => {
    const bench = grown();
    bench.account.ticks[0] = 12_000;
    expect(at(bench, 100_000, 1)).toHaveLength(1);
    expect(at(bench, 100_000, 2)).toHaveLength(1);
    bench.send(-50, {}, 0, OrderOrigin.breaker);
    expect(at(bench, 100_000, 3)).toEqual([]);
    bench.account.ticks[0] = 8_000;
    expect(at(bench, 100_000, 4)).toEqual([]);
    expect(bench.risk.haltList()).toMatchObject([{ rule: 'gross', fromUs: 1, toUs: null }]);
    bench.risk.onDone(1);
    expect(at(bench, 100_000, 5)).toEqual([]);
    expect(bench.risk.haltList()).toEqual([
      { rule: 'gross', fromUs: 1, toUs: 5, id: '', reason: '', released: 'reduced' },
    ]);
  });

  it('has a row in the list each time', () => {
    const bench = new Bench({ gross: 1 });
    for (const [nowUs, lots] of [1_200, 500, 1_200, 500].entries()) {
      bench.account.lots[0] = lots;
      at(bench, 100_000, nowUs);
    }
    expect(bench.risk.haltList().map(({ fromUs, toUs }) => [fromUs, toUs])).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('is left alone while everything is being closed', () => {
    const bench = new Bench({ gross: 1, drawdown: 0.1 });
    at(bench, 100_000);
    bench.account.lots[0] = 10_000;
    expect(at(bench, 50_000)).toEqual(['drawdown halt', 'drawdown reduce 0']);
  });
});

describe('ruin', () => {
  it('closes everything for good', () => {
    const bench = new Bench({ dailyLoss: 0.5 });
    at(bench, 100);
    expect(at(bench, 0.01)).toEqual(['dailyLoss halt']);
    bench.account.lots[0] = 7;
    expect(at(bench, 0, 3)).toEqual(['ruin halt', 'ruin reduce 0']);
    expect(bench.risk.isRuined()).toBe(true);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'ruin', severity: 'emergency' });
    expect(refusalOf(bench.send(-7))).toBeUndefined();
    expect(at(bench, 500)).toEqual(['ruin reduce 0']);
    expect(at(bench, 50)).toEqual(['ruin reduce 0']);
    bench.risk.kill('account', '', 'x', 0);
    expect(bench.risk.blockedBy(0, -1)).toBe('ruin');
    expect(bench.risk.releaseHalt('ruin', 'me', 'please', 9)).toBe(false);
    expect(bench.risk.haltedBy()).toBe('ruin');
  });

  it('outlives the release of a drawdown', () => {
    const bench = new Bench({ drawdown: 0.1 });
    bench.account.lots[0] = 7;
    at(bench, 100);
    expect(at(bench, 80)).toEqual(['drawdown halt', 'drawdown reduce 0']);
    expect(at(bench, -5)).toEqual(['ruin halt', 'ruin reduce 0']);
    bench.risk.releaseHalt('drawdown', 'me', 'no use', 9);
    expect(at(bench, -5)).toEqual(['drawdown resume', 'ruin reduce 0']);
  });
});

describe('an equity that is not known', () => {
  it('trips nothing, and nothing is forgotten', () => {
    const bench = new Bench({ drawdown: 0.1, dailyLoss: 0.1 });
    at(bench, 100_000);
    expect(at(bench, Number.NaN)).toEqual([]);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'price' });
    expect(at(bench, 90_000)).toEqual(['dailyLoss halt', 'drawdown halt']);
    bench.account.fixedEquity = Number.NaN;
    bench.risk.releaseHalt('drawdown', 'me', 'x', 0);
    bench.risk.releaseHalt('dailyLoss', 'me', 'x', 0);
    expect(at(bench, 70_000)).toEqual(['drawdown resume', 'dailyLoss resume']);
    expect(at(bench, 63_000)).toEqual(['dailyLoss halt', 'drawdown halt']);
  });
});

describe('value at risk above its limit', () => {
  it('halts from one session close to the next that is within', () => {
    const bench = new Bench({ valueAtRisk: 0.04, confidence: 0.95 });
    bench.account.fixedEquity = 100_000;
    bench.account.lots[0] = 1_000; // 100,000
    let nowUs = 0;
    const session = (value: number) => told(bench.risk.onSession(Float64Array.of(value), ++nowUs));
    // one loss in ten: at 95 % the value at risk is that loss
    for (let i = 1; i < 60; i++) expect(session(i % 10 === 0 ? -0.05 : 0.01)).toEqual([]);
    expect(bench.risk.valueAtRisk()).toBeNaN();
    expect(session(-0.05)).toEqual(['valueAtRisk halt']);
    expect(bench.risk.valueAtRisk()).toBeCloseTo(5_000, 6);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'valueAtRisk', severity: 'critical' });
    expect(refusalOf(bench.send(-1_000))).toBeUndefined();
    bench.account.lots[0] = 800; // 4,000: at the limit
    expect(session(0.01)).toEqual(['valueAtRisk resume']);
    expect(bench.risk.haltList()).toMatchObject([{ rule: 'valueAtRisk', toUs: nowUs, released: 'within its limit' }]);
    bench.account.lots[0] = 801;
    expect(session(0.01)).toEqual(['valueAtRisk halt']);
    expect(session(0.01)).toEqual([]);
    bench.account.fixedEquity = Number.NaN;
    bench.account.ticks[0] = Number.NaN;
    expect(session(0.01)).toEqual([]); // it cannot be said: the halt stays
    bench.account.fixedEquity = 100_000;
    expect(bench.risk.haltedBy()).toBe('valueAtRisk');
    expect(bench.risk.releaseHalt('drawdown', 'me', 'wrong one', 99)).toBe(false);
    expect(bench.risk.haltedBy()).toBe('valueAtRisk');
    expect(bench.risk.releaseHalt('valueAtRisk', 'me', 'x', 99)).toBe(true);
    expect(bench.risk.haltedBy()).toBeUndefined();
  });

  it('names the positions that it did not count', () => {
    const bench = new Bench({ valueAtRisk: 0.01 }, { instruments: 2 });
    bench.account.lots[1] = 10;
    for (let i = 0; i < 60; i++) bench.risk.onSession(Float64Array.of(0.01, Number.NaN), i);
    expect(bench.risk.valueAtRisk()).toBe(0);
    expect(bench.risk.warnings()).toEqual(['risk.valueAtRisk did not count positions with fewer than 60 returns (I1)']);
  });

  it('is not worked out without a limit', () => {
    expect(new Bench().risk.valueAtRisk()).toBeNaN();
  });
});

describe('the gravest rule', () => {
  it('is named first: ruin, kill, drawdown, daily loss, value at risk', () => {
    const bench = new Bench({ drawdown: 0.1, dailyLoss: 0.1 });
    at(bench, 100_000);
    at(bench, 90_000);
    expect(bench.risk.blockedBy(0, 0)).toBe('drawdown');
    bench.risk.kill('account', '', 'x', 0);
    expect(bench.risk.blockedBy(0, 0)).toBe('kill');
    bench.risk.release('account', '', 'me', 'x', 0);
    bench.risk.releaseHalt('drawdown', 'me', 'x', 0);
    expect(bench.risk.blockedBy(0, 0)).toBe('dailyLoss');
  });
});

describe('the breakers', () => {
  it('say how much of each limit is used, from the references that they keep', () => {
    const bench = new Bench({ gross: 2, dailyLoss: 0.1, drawdown: 0.2 });
    at(bench, 120_000);
    bench.risk.onDayStart(110_000, 0);
    bench.account.lots[0] = 500;
    bench.account.fixedEquity = 105_000;
    expect(bench.risk.use()).toEqual([
      { rule: 'gross', limit: 210_000, used: 50_000 },
      { rule: 'dailyLoss', limit: 11_000, used: 5_000 },
      { rule: 'drawdown', limit: 24_000, used: 15_000 },
    ]);
    bench.account.fixedEquity = 130_000;
    expect(bench.risk.use().map(({ used }) => used)).toEqual([50_000, 0, 0]);
  });

  it('are quiet between the highest floor and the high-water mark, and nowhere else', () => {
    const bench = new Bench({ dailyLoss: 0.03, drawdown: 0.1 });
    const quietAt = (equity: number): boolean => {
      bench.account.fixedEquity = equity;
      return bench.risk.quiet;
    };
    expect(quietAt(100_000)).toBe(false); // they have not looked yet
    at(bench, 100_000);
    expect([100_000.01, 100_000, 99_000, 97_001, 97_000, 90_000, Number.NaN].map(quietAt)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    at(bench, 96_000); // the day's halt has come: the next is the drawdown's
    expect([96_000, 90_001, 90_000].map(quietAt)).toEqual([true, true, false]);
    at(bench, 90_000);
    expect([90_000, 85_001, 85_000].map(quietAt)).toEqual([true, true, false]);
    at(bench, 85_000); // closing: asked again at every instant
    expect(quietAt(99_000)).toBe(false);
  });

  it('are quiet while gross exposure is within its tolerance at the present equity', () => {
    const bench = new Bench({ gross: 1, dailyLoss: 0.5 });
    at(bench, 100_000);
    const quietWith = (lots: number): boolean => {
      bench.account.lots[0] = lots;
      bench.account.fixedEquity = 90_000;
      return bench.risk.quiet;
    };
    expect([500, 900, 989, 991, 2_000].map(quietWith)).toEqual([true, true, true, false, false]);
  });

  it('start with the first equity after a restart that came before it', () => {
    const before = new Bench({ dailyLoss: 0.1, drawdown: 0.2 });
    const bench = new Bench({ dailyLoss: 0.1, drawdown: 0.2 });
    bench.risk.load(JSON.parse(JSON.stringify(before.risk.save())));
    expect(at(bench, 50_000)).toEqual([]);
    expect(at(bench, 45_000)).toEqual(['dailyLoss halt']);
    expect(at(bench, 40_000)).toEqual(['drawdown halt']);
  });
});
