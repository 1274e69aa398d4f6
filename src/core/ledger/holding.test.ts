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

  it.each([1, -1] as const)('keeps what it cost when it splits into whole lots (sign %d)', (sign) => {
    const holding = new Holding(method);
    holding.trade(sign * 4, 100n);
    holding.split(sign * 6, 3, 2, 0n);
    expect(holding).toMatchObject({ lots: sign * 6, cost: BigInt(sign) * 400n, realised: 0n });
    holding.trade(-sign * 6, 70n);
    expect(holding).toMatchObject({ lots: 0, cost: 0n, realised: BigInt(sign) * 20n });
  });

  it('that is flat stays so when the instrument splits', () => {
    const holding = new Holding(method);
    holding.split(0, 2, 1, 0n);
    holding.trade(1, 100n);
    expect(holding).toMatchObject({ lots: 1, cost: 100n, realised: 0n });
  });

  it('sells the fraction of a lot that a split takes: 1 of 3 old lots, which had cost 100, for 60', () => {
    const long = new Holding(method);
    long.trade(3, 100n);
    long.split(1, 1, 2, 60n);
    expect(long).toMatchObject({ lots: 1, cost: 200n, realised: -40n });
    const short = new Holding(method);
    short.trade(-3, 100n);
    short.split(-1, 1, 2, -60n);
    expect(short).toMatchObject({ lots: -1, cost: -200n, realised: 40n });
  });

  it('buys the fraction of a lot that a split gives: half a new lot for 30', () => {
    const long = new Holding(method);
    long.trade(1, 100n);
    long.split(2, 3, 2, -30n);
    expect(long).toMatchObject({ lots: 2, cost: 130n, realised: 0n });
    const short = new Holding(method);
    short.trade(-1, 100n);
    short.split(-2, 3, 2, 30n);
    expect(short).toMatchObject({ lots: -2, cost: -130n, realised: 0n });
  });

  it.each([1, -1] as const)('realises no more than the exact share of 33 1/3 after a split (sign %d)', (sign) => {
    const holding = new Holding(method);
    holding.trade(sign, 100n);
    holding.split(sign * 3, 3, 1, 0n);
    holding.trade(-sign, sign > 0 ? 34n : 33n);
    expect(holding.realised).toBe(0n);
    holding.trade(-sign * 2, 33n);
    expect(holding).toMatchObject({ lots: 0, cost: 0n, realised: sign > 0 ? 0n : 1n });
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

  it('does so beyond what a float can count', () => {
    const holding = new Holding('average');
    holding.trade(1, 10n ** 18n);
    holding.trade(2, 10n ** 18n + 1n);
    holding.trade(-1, 10n ** 18n + 1n);
    expect(holding).toMatchObject({ cost: 2n * 10n ** 18n + 1n, realised: 0n });
    holding.trade(-2, 10n ** 18n + 1n);
    expect(holding).toMatchObject({ lots: 0, cost: 0n, realised: 1n });
  });

  it('takes a fraction that a split sells at the mean as well', () => {
    const holding = new Holding('average');
    holding.trade(1, 100n);
    holding.trade(2, 130n);
    holding.split(1, 1, 2, 60n);
    expect(holding).toMatchObject({ lots: 1, cost: 240n, realised: -60n });
  });

  it('has no list of lots to save', () => {
    const holding = new Holding('average');
    holding.trade(2, 100n);
    expect(holding.save()).toEqual({ lots: 2, cost: '200', realised: '0', open: [] });
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

  it('takes a fraction that a split sells from the oldest, and puts one that it buys last', () => {
    const sells = new Holding('fifo');
    sells.trade(1, 100n);
    sells.trade(2, 130n);
    sells.split(1, 1, 2, 60n);
    expect(sells).toMatchObject({ lots: 1, cost: 260n, realised: -40n });
    const buys = new Holding('fifo');
    buys.trade(1, 100n);
    buys.split(2, 3, 2, -30n);
    // two thirds of the old lot, rounded up, and then the last third with what was bought
    expect(buys.save().open).toEqual([
      [1, '67'],
      [1, '63'],
    ]);
  });
});
