import { describe, expect, it } from 'vitest';
import { ConditionName } from '../model/condition.ts';
import { Bench, refusalOf } from './bench.twin.ts';

describe('a condition of the world', () => {
  it.each([
    ['feed-stale', 'feedStale'],
    ['clock-jumped', 'clockJumped'],
    ['venue-disconnected', 'venueDisconnected'],
    ['books-differ', 'booksDiffer'],
    ['audit-stalled', 'auditStalled'],
    ['limits-missing', 'limitsMissing'],
  ] as const)('%s keeps new risk out as %s, and lets what reduces pass', (name, rule) => {
    const bench = new Bench();
    bench.account.lots[0] = 10;
    expect(bench.risk.setCondition(name, -1, true)).toBe(true);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule, scope: 'account', severity: 'critical', maxLots: 0 });
    expect(refusalOf(bench.intend(1))).toMatchObject({ rule });
    expect(refusalOf(bench.send(-10))).toBeUndefined();
    expect(bench.risk.setCondition(name, -1, false)).toBe(true);
    expect(refusalOf(bench.send(1))).toBeUndefined();
  });

  it('of an instrument holds that one, and says so', () => {
    const bench = new Bench({}, { instruments: 3 });
    bench.risk.setCondition('feed-stale', 1, true);
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'feedStale', scope: 'instrument' });
    expect([0, 2].map((instrument) => bench.risk.blockedBy(instrument, -1))).toEqual([undefined, undefined]);
    bench.risk.setCondition('feed-stale', -1, true);
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'feedStale', scope: 'account' });
    bench.risk.setCondition('feed-stale', -1, false);
    expect([0, 1, 2].map((instrument) => bench.risk.blockedBy(instrument, -1))).toEqual([
      undefined,
      'feedStale',
      undefined,
    ]);
  });

  it('begins once and ends once', () => {
    const { risk } = new Bench({}, { instruments: 2 });
    expect(risk.setCondition('books-differ', 0, false)).toBe(false);
    expect(risk.setCondition('books-differ', 0, true)).toBe(true);
    expect(risk.setCondition('books-differ', 0, true)).toBe(false);
    expect(risk.setCondition('books-differ', 1, true)).toBe(true);
    expect([risk.hasCondition('books-differ', 0), risk.hasCondition('books-differ', -1)]).toEqual([true, false]);
    expect(risk.setCondition('books-differ', 0, false)).toBe(true);
    expect([risk.hasCondition('books-differ', 0), risk.hasCondition('feed-stale', 1)]).toEqual([false, false]);
    expect(risk.conditionList()).toEqual([['books-differ', 1]]);
    risk.setCondition('books-differ', 1, false);
    expect(risk.conditionList()).toEqual([]);
  });

  it('of several is named in the same order, whichever came first', () => {
    const { risk } = new Bench();
    const names = Object.values(ConditionName);
    for (const name of names.toReversed()) risk.setCondition(name, -1, true);
    const told = names.map((name) => {
      const rule = risk.blockedBy(0, -1);
      risk.setCondition(name, -1, false);
      return rule;
    });
    expect(told).toEqual([
      'feedStale',
      'clockJumped',
      'venueDisconnected',
      'booksDiffer',
      'auditStalled',
      'limitsMissing',
    ]);
    expect(risk.blockedBy(0, -1)).toBeUndefined();
  });

  it('stands behind a kill and a halt, and before a price that is not known', () => {
    const bench = new Bench({ dailyLoss: 0.1 });
    bench.risk.onDayStart(100_000, 0);
    bench.risk.setCondition('venue-disconnected', 0, true);
    bench.account.ticks[0] = Number.NaN;
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'venueDisconnected', scope: 'instrument' });
    bench.account.fixedEquity = 80_000;
    bench.risk.onInstant(1);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'dailyLoss', scope: 'account' });
    bench.risk.kill('instrument', 'I0', 'test', 2);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'kill', scope: 'instrument' });
  });

  it('goes on after a restart', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.risk.setCondition('audit-stalled', -1, true);
    bench.risk.setCondition('feed-stale', 1, true);
    const again = bench.again();
    again.load(JSON.parse(JSON.stringify(bench.risk.save())));
    expect([0, 1].map((instrument) => again.blockedBy(instrument, -1))).toEqual(['auditStalled', 'feedStale']);
    expect(again.setCondition('feed-stale', 1, false)).toBe(true);
    expect(again.blockedBy(1, -1)).toBe('auditStalled');
  });
});

describe('new risk', () => {
  it('is kept out where a lot is worth nothing, or nobody knows what', () => {
    const bench = new Bench();
    bench.account.fixedEquity = 100_000;
    for (const rate of [0, Number.NaN]) {
      bench.account.rate[0] = rate;
      expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'price', scope: 'instrument' });
    }
  });
});
