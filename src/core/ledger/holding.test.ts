import { describe, expect, it } from 'vitest';
import { CostMethod, Holding } from './holding.ts';

describe.each(Object.values(CostMethod))('a holding under %s cost', (method) => {
  it('realises nothing while it grows', () => {
    const holding = new Holding(method);
    holding.trade(10, 100n);
    holding.trade(10, 110n);
    expect(holding).toMatchObject({ lots: 20, cost: 2_100n, realised: 0n });
  });

  it('realises a short when it is bought back', () => {
    const holding = new Holding(method);
    holding.trade(-10, 100n);
    expect(holding.cost).toBe(-1_000n);
    holding.trade(4, 90n);
    expect(holding).toMatchObject({ lots: -6, cost: -600n, realised: 40n });
    holding.trade(6, 105n);
    expect(holding).toMatchObject({ lots: 0, cost: 0n, realised: 10n });
  });

  it('closes and opens the rest when a trade goes through zero', () => {
    const holding = new Holding(method);
    holding.trade(10, 100n);
    holding.trade(-15, 120n);
    expect(holding).toMatchObject({ lots: -5, cost: -600n, realised: 200n });
    holding.trade(7, 110n);
    expect(holding).toMatchObject({ lots: 2, cost: 220n, realised: 250n });
  });

  it('does not hold more than 2^53 lots', () => {
    const holding = new Holding(method);
    holding.trade(Number.MAX_SAFE_INTEGER, 1n);
    expect(() => holding.trade(1, 1n)).toThrow('2^53');
    expect(holding.lots).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('comes back from a saved state', () => {
    const holding = new Holding(method);
    holding.trade(3, 100n);
    holding.trade(4, 103n);
    holding.trade(-1, 99n);
    const copy = new Holding(method);
    copy.load(JSON.parse(JSON.stringify(holding.save())));
    expect(copy).toEqual(holding);
  });
});

describe('average cost', () => {
  it('realises against the mean of all open lots', () => {
    const holding = new Holding('average');
    holding.trade(10, 100n);
    holding.trade(10, 110n);
    holding.trade(-5, 120n);
    expect(holding).toMatchObject({ lots: 15, cost: 1_575n, realised: 75n });
  });

  it('keeps the fraction of a unit with the lots that remain', () => {
    const holding = new Holding('average');
    holding.trade(1, 100n);
    holding.trade(2, 101n);
    holding.trade(-1, 101n);
    expect(holding).toMatchObject({ cost: 201n, realised: 0n });
    holding.trade(-2, 101n);
    expect(holding).toMatchObject({ lots: 0, cost: 0n, realised: 1n });
  });

  it('rounds a short against the trader too', () => {
    const holding = new Holding('average');
    holding.trade(-1, 100n);
    holding.trade(-2, 101n);
    holding.trade(1, 100n);
    expect(holding).toMatchObject({ cost: -202n, realised: 0n });
  });
});

describe('first in, first out', () => {
  it('realises against the oldest lots', () => {
    const holding = new Holding('fifo');
    holding.trade(10, 100n);
    holding.trade(10, 110n);
    holding.trade(-12, 120n);
    expect(holding).toMatchObject({ lots: 8, cost: 880n, realised: 220n });
  });

  it('closes the oldest sale of a short first', () => {
    const holding = new Holding('fifo');
    holding.trade(-2, 100n);
    holding.trade(-2, 110n);
    holding.trade(3, 105n);
    expect(holding).toMatchObject({ lots: -1, cost: -110n, realised: -5n });
  });
});
