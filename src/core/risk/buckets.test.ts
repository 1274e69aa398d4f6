import { describe, expect, it } from 'vitest';
import { namedRandom, normal } from '../base/random.ts';
import { correlationClusters } from '../statistics/clusters.ts';
import { correlationOf, ewmaCovariance } from '../statistics/covariance.ts';
import { Bench, refusalOf } from './bench.twin.ts';
import { Buckets } from './buckets.ts';
import { SESSIONS_KEPT, SessionReturns } from './session-returns.ts';

/** Rows of three instruments: 0 and 2 move together, 1 on its own. */
function rows(count: number, seed = 1): Float64Array[] {
  const random = namedRandom(seed, 'buckets');
  return Array.from({ length: count }, () => {
    const common = normal(random);
    return Float64Array.of(0.01 * common, 0.01 * normal(random), 0.01 * (common + 0.2 * normal(random)));
  });
}

function feed(sessions: readonly Float64Array[]): {
  buckets: Buckets;
  returns: SessionReturns;
  names: () => number[];
} {
  const returns = new SessionReturns(3);
  const buckets = new Buckets(returns);
  for (const row of sessions) {
    returns.push(row);
    buckets.onSession(row);
  }
  return { buckets, returns, names: () => [0, 1, 2].map((i) => buckets.bucketOf(i)) };
}

describe('buckets', () => {
  it('are off until 60 returns, then named by their smallest member', () => {
    expect(feed(rows(59)).names()).toEqual([-1, -1, -1]);
    expect(feed(rows(60)).names()).toEqual([0, 1, 0]);
  });

  it('carry the covariance that a recalculation over all sessions gives', () => {
    const sessions = rows(80);
    const columns = [0, 1, 2].map((i) => sessions.map((row) => row[i]));
    const covariance = ewmaCovariance(columns, 0.97);
    const { buckets, names } = feed(sessions);
    expect(buckets.save().covariance).toHaveLength(9);
    buckets.save().covariance.forEach((value, k) => expect(value).toBeCloseTo(covariance.values[k], 15));
    expect(names()).toEqual([...correlationClusters(correlationOf(covariance), 0.5)]);
  });

  it('leave out an instrument with too few returns of its own', () => {
    const sessions = rows(60);
    sessions[30][0] = Number.NaN;
    expect(feed(sessions).names()).toEqual([-1, 1, 2]);
  });

  it('go on after a restart as if they had never stopped, with what was seen once before it', () => {
    const sessions = rows(100);
    const straight = feed(sessions.slice(0, 60));
    const returns = new SessionReturns(3);
    for (const row of sessions.slice(0, 60)) returns.push(row);
    const { buckets } = feed(sessions.slice(0, 60));
    const apart = Float64Array.of(5, 0, -5);
    const step = (one: Buckets, into: SessionReturns, row: Float64Array): number[] => {
      into.push(row);
      one.onSession(row);
      return [0, 1, 2].map((i) => one.bucketOf(i));
    };
    expect(step(buckets, returns, apart)).toEqual([0, 1, 0]);
    expect(step(straight.buckets, straight.returns, apart)).toEqual([0, 1, 0]);
    const again = new Buckets(returns);
    again.load(JSON.parse(JSON.stringify(buckets.save())));
    for (const row of [apart, ...sessions.slice(60)]) {
      expect(step(again, returns, row)).toEqual(step(straight.buckets, straight.returns, row));
      expect(again.save()).toEqual(straight.buckets.save());
    }
  });

  it('change only when a new partition is seen twice in a row', () => {
    const returns = new SessionReturns(2);
    const buckets = new Buckets(returns);
    const names = () => [buckets.bucketOf(0), buckets.bucketOf(1)];
    const session = (a: number, b: number) => {
      returns.push([a, b]);
      buckets.onSession([a, b]);
    };
    for (let i = 0; i < 60; i++) session(i % 2 === 0 ? 0.01 : -0.01, i % 4 < 2 ? 0.01 : -0.01);
    expect(names()).toEqual([0, 1]);
    session(0.2, 0.2); // one day in common: correlated now
    expect(names()).toEqual([0, 1]);
    session(0.2, 0.2);
    expect(names()).toEqual([0, 0]);
    session(2, -2); // opposites, once
    expect(names()).toEqual([0, 0]);
    session(9, 9); // back together: the count of opposites starts again
    session(90, -90);
    expect(names()).toEqual([0, 0]);
    session(90, -90);
    expect(names()).toEqual([0, 1]);
  });
});

describe('the bucket limit', () => {
  it('sums the worst cases of what moves together', () => {
    const bench = new Bench({ bucket: 0.5 }, { instruments: 3 });
    bench.account.trade(0, 200, 10_000);
    expect(refusalOf(bench.send(1_000, { instrument: 2 }))).toBeUndefined();
    bench.risk.onDone(1);
    rows(60).forEach((row, k) => bench.risk.onSession(row, k));
    expect([0, 1, 2].map((i) => bench.risk.bucketOf(i))).toEqual([0, 1, 0]);
    expect(refusalOf(bench.send(301, { instrument: 2 }))).toMatchObject({
      rule: 'bucket',
      scope: 'bucket',
      limit: 50_000,
      value: 50_100,
      maxLots: 300,
    });
    expect(refusalOf(bench.send(-301, { instrument: 2 }))).toMatchObject({ rule: 'bucket', maxLots: 300 });
    expect(refusalOf(bench.send(500, { instrument: 1 }))).toBeUndefined();
    expect(refusalOf(bench.send(300, { instrument: 2 }))).toBeUndefined();
    expect(refusalOf(bench.send(1, { instrument: 0 }))).toMatchObject({ rule: 'bucket', value: 50_100 });
    expect(bench.risk.warnings()).toEqual(['risk.bucket was off until 60 sessions had closed']);
  });

  it('counts a flat member as nothing, though its rate be unknown, and a held one as unknown', () => {
    const bench = new Bench({ maxBucket: 50_000 }, { instruments: 3 });
    rows(60).forEach((row, k) => bench.risk.onSession(row, k));
    bench.account.rate[0] = Number.NaN;
    expect(refusalOf(bench.send(500, { instrument: 2 }))).toBeUndefined();
    bench.account.lots[0] = 1;
    bench.account.fixedEquity = 100_000;
    expect(refusalOf(bench.send(-1, { instrument: 2 }))).toMatchObject({ rule: 'bucket' });
  });

  it('of an instrument in no bucket is off', () => {
    const bench = new Bench({ maxBucket: 1 }, { instruments: 3 });
    rows(60).forEach((row, k) => bench.risk.onSession(Float64Array.of(row[0], Number.NaN, row[2]), k));
    expect(refusalOf(bench.send(100, { instrument: 1 }))).toBeUndefined();
    expect(refusalOf(bench.send(100, { instrument: 0 }))).toMatchObject({ rule: 'bucket' });
  });
});

describe('the window of returns', () => {
  it('keeps the last 250 sessions, oldest first, and counts what is there', () => {
    const returns = new SessionReturns(1);
    for (let i = 0; i < SESSIONS_KEPT + 10; i++) returns.push([i % 5 === 0 ? Number.NaN : i]);
    expect(returns.count).toBe(SESSIONS_KEPT);
    const into = new Float64Array(SESSIONS_KEPT);
    returns.addTo(into, 0, 2);
    expect([...into.subarray(0, 6)]).toEqual([0, 22, 24, 26, 28, 0]);
    expect(into[SESSIONS_KEPT - 1]).toBe(2 * (SESSIONS_KEPT + 9));
    expect(returns.enough(0)).toBe(true);
    for (let i = 0; i < SESSIONS_KEPT - 59; i++) returns.push([Number.NaN]);
    // 59 sessions of the old ones are left, a fifth of them missing
    expect(returns.enough(0)).toBe(false);
  });

  it('goes on after a restart, in the middle of a round', () => {
    const returns = new SessionReturns(2);
    const session = (into: SessionReturns, i: number) => into.push([i, i % 3 === 0 ? Number.NaN : -i]);
    for (let i = 0; i < SESSIONS_KEPT + 30; i++) session(returns, i);
    const again = new SessionReturns(2);
    again.load(JSON.parse(JSON.stringify(returns.save())));
    for (const one of [returns, again]) session(one, 1_000);
    const windowOf = (one: SessionReturns, instrument: number): number[] => {
      const into = new Float64Array(SESSIONS_KEPT);
      one.addTo(into, instrument, 1);
      return [...into];
    };
    expect(windowOf(again, 0).slice(0, 2)).toEqual([31, 32]);
    for (const instrument of [0, 1]) {
      expect(windowOf(again, instrument)).toEqual(windowOf(returns, instrument));
      expect(again.enough(instrument)).toBe(true);
    }
  });

  it('wants sixty', () => {
    const returns = new SessionReturns(1);
    for (let i = 0; i < 59; i++) returns.push([0]);
    expect(returns.enough(0)).toBe(false);
    returns.push([0]);
    expect(returns.enough(0)).toBe(true);
  });
});
