import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { Bench, refusalOf } from './bench.twin.ts';

describe('the kill switch', () => {
  it('of the account leaves only reducing orders', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.account.lots[0] = 10;
    expect(bench.risk.kill('account', '', 'fire', 5)).toBe(true);
    expect(bench.risk.kill('account', '', 'fire', 6)).toBe(false);
    expect(refusalOf(bench.send(1))).toMatchObject({
      rule: 'kill',
      severity: 'emergency',
      scope: 'account',
      maxLots: 0,
    });
    expect(refusalOf(bench.intend(1, { instrument: 1 }))).toMatchObject({ rule: 'kill' });
    expect(refusalOf(bench.send(-11))).toMatchObject({ rule: 'kill', value: 11, maxLots: 10 });
    expect(refusalOf(bench.send(-10))).toBeUndefined();
    expect(bench.risk.killList()).toEqual([{ scope: 'account', id: '', reason: 'fire', atUs: 5 }]);
    expect(bench.risk.release('account', '', 'me', 'out', 8)).toBe(true);
    expect(bench.risk.release('account', '', 'me', 'out', 8)).toBe(false);
    expect(refusalOf(bench.send(1))).toBeUndefined();
    expect(bench.risk.haltList()).toEqual([
      { rule: 'kill', fromUs: 5, toUs: 8, id: '', reason: 'fire', released: 'me: out' },
    ]);
  });

  it('of a strategy holds its own orders and no others', () => {
    const bench = new Bench();
    bench.risk.kill('strategy', 'b', 'odd', 0);
    expect(refusalOf(bench.intend(1, {}, 0, 1))).toMatchObject({ rule: 'kill', scope: 'strategy' });
    expect(refusalOf(bench.intend(1, {}, 0, 0))).toBeUndefined();
    expect(refusalOf(bench.send(1))).toBeUndefined();
    expect(bench.risk.isAgentKilled(1)).toBe(true);
    expect(bench.risk.isAgentKilled(0)).toBe(false);
    bench.risk.release('strategy', 'b', 'me', 'fine', 0);
    expect(refusalOf(bench.intend(1, {}, 0, 1))).toBeUndefined();
  });

  it('of the first strategy holds it too', () => {
    const bench = new Bench();
    bench.risk.kill('strategy', 'a', 'odd', 0);
    expect(refusalOf(bench.intend(1, {}, 0, 0))).toMatchObject({ rule: 'kill', scope: 'strategy' });
    expect(refusalOf(bench.intend(1, {}, 0, 1))).toBeUndefined();
  });

  it('of one of two instruments is released by itself', () => {
    const bench = new Bench({}, { instruments: 2 });
    expect(bench.risk.kill('instrument', 'I0', 'x', 0)).toBe(true);
    expect(bench.risk.kill('instrument', 'I1', 'y', 1)).toBe(true);
    bench.risk.release('instrument', 'I0', 'me', 'fine', 2);
    expect(bench.risk.killList()).toEqual([{ scope: 'instrument', id: 'I1', reason: 'y', atUs: 1 }]);
    expect([0, 1].map((instrument) => bench.risk.blockedBy(instrument, -1))).toEqual([undefined, 'kill']);
  });

  it('of an instrument holds that one', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.risk.kill('instrument', 'I1', 'stale', 3);
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'kill', scope: 'instrument' });
    expect(refusalOf(bench.send(1))).toBeUndefined();
    expect(bench.risk.haltList()).toMatchObject([{ rule: 'kill', id: 'instrument I1', toUs: null }]);
    bench.risk.release('instrument', 'I1', 'me', 'fresh', 4);
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toBeUndefined();
    expect(bench.risk.haltList()).toMatchObject([{ toUs: 4 }]);
  });

  it('keeps scopes apart: releasing one leaves the others', () => {
    const bench = new Bench({}, { instruments: 2, agents: ['I1', 'b'] });
    bench.risk.kill('instrument', 'I1', 'x', 0);
    bench.risk.kill('strategy', 'I1', 'y', 0);
    bench.risk.kill('account', '', 'z', 0);
    bench.risk.release('account', '', 'me', 'x', 0);
    bench.risk.release('instrument', 'I1', 'me', 'x', 0);
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toBeUndefined();
    expect(bench.risk.isAgentKilled(0)).toBe(true);
    expect(bench.risk.killList()).toEqual([{ scope: 'strategy', id: 'I1', reason: 'y', atUs: 0 }]);
  });

  it('knows its agents and instruments', () => {
    expect(() => new Bench().risk.kill('strategy', 'nobody', 'x', 0)).toThrow(Defect);
    expect(() => new Bench().risk.kill('instrument', 'nothing', 'x', 0)).toThrow('no instrument is called nothing');
  });

  it('lists the orders that would add risk, to be cancelled', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.account.lots[0] = 10;
    bench.send(5); // 1: adds
    bench.send(-4); // 2: reduces
    bench.send(-7, { instrument: 1 }); // 3: adds
    bench.intend(-90, { reduceOnly: true }); // 4: cut at zero by the venue
    bench.account.lots[1] = 7;
    expect(bench.risk.raisingOrders()).toEqual([1]);
    bench.account.lots[1] = 6;
    expect(bench.risk.raisingOrders()).toEqual([1, 3]);
  });
});

describe('a paused agent', () => {
  it('sends nothing new of its own but what reduces', () => {
    const bench = new Bench();
    bench.risk.pause(0, true);
    expect(refusalOf(bench.intend(1))).toMatchObject({ rule: 'paused', scope: 'strategy', severity: 'warning' });
    expect(refusalOf(bench.intend(1, {}, 0, 1))).toBeUndefined();
    expect(refusalOf(bench.send(1))).toBeUndefined();
    bench.risk.pause(0, false);
    expect(refusalOf(bench.intend(1))).toBeUndefined();
  });
});
