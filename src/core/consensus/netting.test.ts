import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyone } from './ballot.ts';
import { Netting } from './netting.ts';

function net(shares: number[], held: number[]): Netting {
  const netting = new Netting(shares.length);
  netting.net(Float64Array.from(shares), Float64Array.from(held), everyone(shares.length));
  return netting;
}

function crosses(netting: Netting): number[][] {
  return Array.from({ length: netting.crossCount }, (_, k) => [
    netting.givers[k],
    netting.receivers[k],
    netting.crossLots[k],
  ]);
}

describe('Netting', () => {
  it('crosses what agents want from each other, and asks the market for the rest', () => {
    // Two buy 60 and 30, one sells 40: 40 cross (27 and 13 by largest shortfall), 50 are bought outside.
    const netting = net([60, 30, 0], [0, 0, 40]);
    expect(netting.lots).toBe(50);
    expect(crosses(netting)).toEqual([
      [2, 0, 27],
      [2, 1, 13],
    ]);
    expect([...netting.asks]).toEqual([33, 17, 0]);
  });

  it('needs no order when all of it crosses', () => {
    const netting = net([10, -10], [-5, 5]);
    expect(netting.lots).toBe(0);
    expect(crosses(netting)).toEqual([[1, 0, 15]]);
    expect([...netting.asks]).toEqual([0, 0]);
  });

  it('conserves lots, and moves nobody further than asked', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const netting = net(
          rows.map(([share]) => share),
          rows.map(([, held]) => held),
        );
        const deltas = rows.map(([share, held]) => share - held);
        const bought = deltas.reduce((sum, delta) => sum + Math.max(0, delta), 0);
        const sold = deltas.reduce((sum, delta) => sum + Math.max(0, -delta), 0);
        expect(netting.lots).toBe(bought - sold);
        const side = Math.sign(netting.lots);
        const moved = deltas.map(() => 0);
        for (const [giver, receiver, lots] of crosses(netting)) {
          expect(lots).toBeGreaterThan(0);
          moved[giver] -= lots;
          moved[receiver] += lots;
        }
        expect(moved).toEqual([...netting.crossed]);
        expect(moved.reduce((sum, lots) => sum + Math.max(0, lots), 0)).toBe(Math.min(bought, sold));
        for (const [i, delta] of deltas.entries()) {
          expect(moved[i] * delta).toBeGreaterThanOrEqual(0);
          expect(moved[i] + netting.asks[i] * side).toBe(delta);
        }
      }),
    );
  });
});
