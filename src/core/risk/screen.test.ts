import { describe, expect, it } from 'vitest';
import { Bench } from './bench.twin.ts';
import { SANE_LOTS } from './screen.ts';

const own = { a: { position: 0.1 }, b: { maxPosition: 5_000 } };

describe('the screen of targets', () => {
  it("shrinks to the agent's own limit, of its equity or in money", () => {
    const { risk } = new Bench({}, { own, agents: ['a', 'b', 'c'] });
    expect(risk.screenTarget(0, 0, 100)).toBeUndefined();
    expect(risk.screenTarget(0, 0, 101)).toEqual({
      refused: true,
      rule: 'agentPosition',
      limit: 10_000,
      value: 10_100,
      maxLots: 100,
      severity: 'warning',
      scope: 'strategy',
    });
    expect(risk.screenTarget(0, 0, -101)).toMatchObject({ maxLots: 100 });
    expect(risk.screenTarget(0, 0, 101, 0, 200_000)).toBeUndefined();
    expect(risk.screenTarget(0, 0, 51, 0, 50_000)).toMatchObject({ limit: 5_000, maxLots: 50 });
    expect(risk.screenTarget(1, 0, 51)).toMatchObject({ limit: 5_000, maxLots: 50 });
    expect(risk.screenTarget(1, 0, 50)).toBeUndefined();
    expect(risk.screenTarget(2, 0, 1_000_000)).toBeUndefined();
  });

  it('in money does not ask for the equity of the agent', () => {
    const { risk } = new Bench({}, { own });
    for (const equity of [0, -1, Number.NaN]) {
      expect(risk.screenTarget(1, 0, 50, 0, equity)).toBeUndefined();
      expect(risk.screenTarget(0, 0, 1, 0, equity)).toMatchObject({ rule: 'agentPosition', maxLots: 0 });
    }
  });

  it('takes the tighter of two limits', () => {
    const { risk } = new Bench(
      {},
      { own: { a: { position: 0.1, maxPosition: 3_000 }, b: { position: 0.02, maxPosition: 3_000 } } },
    );
    expect(risk.screenTarget(0, 0, 99)).toMatchObject({ limit: 3_000, maxLots: 30 });
    expect(risk.screenTarget(1, 0, 99)).toMatchObject({ limit: 2_000, maxLots: 20 });
  });

  it('never cuts below what the agent holds of that sign', () => {
    const { risk } = new Bench({}, { own });
    expect(risk.screenTarget(0, 0, 150, 120)).toMatchObject({ maxLots: 120 });
    expect(risk.screenTarget(0, 0, 120, 120)).toBeUndefined();
    expect(risk.screenTarget(0, 0, 150, -120)).toMatchObject({ maxLots: 100 });
    expect(risk.screenTarget(0, 0, -150, -120)).toMatchObject({ maxLots: 120 });
  });

  it('allows nothing where there is no price, and does not lose a lot to floating point', () => {
    const bench = new Bench({}, { own: { a: { maxPosition: 3 } } });
    bench.account.ticks[0] = 10;
    expect(0.1 * 30).toBeLessThanOrEqual(3);
    expect(bench.risk.screenTarget(0, 0, 31)).toMatchObject({ maxLots: 30 });
    const fifty = new Bench({}, { own: { a: { maxPosition: 7 } } });
    fifty.account.ticks[0] = 14;
    expect(Math.floor(7 / (14 * 0.01))).toBe(49);
    expect(fifty.risk.screenTarget(0, 0, 51)).toMatchObject({ maxLots: 50 });
    bench.account.ticks[0] = Number.NaN;
    expect(bench.risk.screenTarget(0, 0, 1)).toMatchObject({ rule: 'agentPosition', maxLots: 0 });
    expect(bench.risk.screenTarget(0, 0, 0)).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1e18, SANE_LOTS + 1, 0.5])(
    'calls %d lots a mistake',
    (lots) => {
      expect(new Bench().risk.screenTarget(0, 0, lots)).toMatchObject({ rule: 'sanity', limit: SANE_LOTS, maxLots: 0 });
    },
  );

  it('lets the largest sane number through to the account limits', () => {
    expect(new Bench().risk.screenTarget(0, 0, SANE_LOTS)).toBeUndefined();
    expect(new Bench().risk.screenTarget(0, 0, -SANE_LOTS)).toBeUndefined();
  });

  it('keeps killed and paused agents from asking for more', () => {
    const { risk } = new Bench();
    risk.pause(0, true);
    risk.kill('strategy', 'b', 'x', 0);
    expect(risk.screenTarget(0, 0, 5, 3)).toMatchObject({ rule: 'paused', value: 5, maxLots: 3 });
    expect(risk.screenTarget(1, 0, 5, -3)).toMatchObject({ rule: 'kill', scope: 'strategy', maxLots: 0 });
    expect(risk.screenTarget(1, 0, 0, 3)).toBeUndefined();
    expect(risk.screenTarget(1, 0, 2, 3)).toBeUndefined();
  });
});

describe("the screen of an agent's own orders", () => {
  it('counts the position that the order would lead to', () => {
    const { risk } = new Bench({}, { own });
    expect(risk.screenOrder(0, 0, 40, 60)).toBeUndefined();
    expect(risk.screenOrder(0, 0, 41, 60)).toMatchObject({ rule: 'agentPosition', value: 10_100, maxLots: 40 });
    expect(risk.screenOrder(0, 0, -161, 60)).toMatchObject({ maxLots: 160 });
    expect(risk.screenOrder(0, 0, -160, 60)).toBeUndefined();
    expect(risk.screenOrder(0, 0, 1, 150)).toMatchObject({ maxLots: 0 });
    expect(risk.screenOrder(1, 0, 1, 0, 1)).toBeUndefined();
  });

  it('lets every closing order through', () => {
    const { risk } = new Bench({}, { own });
    expect(risk.screenOrder(0, 0, -500, 500)).toBeUndefined();
    risk.kill('strategy', 'a', 'x', 0);
    expect(risk.screenOrder(0, 0, -500, 500)).toBeUndefined();
    expect(risk.screenOrder(0, 0, -501, 500)).toMatchObject({ rule: 'kill', maxLots: 500 });
    expect(risk.screenOrder(0, 0, 1, 500)).toMatchObject({ rule: 'kill', maxLots: 0 });
  });

  it('calls nothing and nonsense a mistake', () => {
    const { risk } = new Bench();
    expect(risk.screenOrder(0, 0, 0, 0)).toMatchObject({ rule: 'sanity' });
    expect(risk.screenOrder(0, 0, Number.NaN, 0)).toMatchObject({ rule: 'sanity' });
    expect(risk.screenOrder(0, 0, 7, 0)).toBeUndefined();
  });
});
