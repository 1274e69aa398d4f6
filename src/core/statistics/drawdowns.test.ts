import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepestDrawdowns, drawdowns, growth, maxDrawdown, maxDrawdownDuration, underwater } from './drawdowns.ts';

describe('drawdowns', () => {
  it('start at a peak, the one before the first return included, and end where it is reached again', () => {
    // equity 0.9, 0.99, 1.089, 0.9801, 0.88209, 0.97, ...
    const found = drawdowns([-0.1, 0.1, 0.1, -0.1, -0.1, 0.1]);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ start: -1, trough: 0, end: 2, recovered: true });
    expect(found[0].depth).toBeCloseTo(-0.1, 15);
    expect(found[1]).toMatchObject({ start: 2, trough: 4, end: 5, recovered: false });
    expect(found[1].depth).toBeCloseTo(-0.19, 15);
  });

  it('come deepest first, of equal ones the earlier', () => {
    const halves = [-0.5, 1, -0.25, 1, -0.5, 1];
    expect(deepestDrawdowns(halves, 2).map((row) => row.start)).toEqual([-1, 3]);
    expect(deepestDrawdowns(halves, 9).map((row) => row.depth)).toEqual([-0.5, -0.5, -0.25]);
  });

  it('last from the peak to the recovery of the deepest one, in periods', () => {
    expect(maxDrawdownDuration([0.1, -0.5, 0.5, 0.5, 0])).toBe(3);
    expect(maxDrawdownDuration([-0.5, 1, -0.1])).toBe(2);
    expect(maxDrawdownDuration([0.1, 0.1])).toBe(0);
    expect(maxDrawdown([0.1, 0.1])).toBe(0);
  });

  it('cover exactly the returns under water, and the deepest is the maximum drawdown', () => {
    const returns = fc.array(
      fc.integer({ min: -40, max: 50 }).map((percent) => percent / 100),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(returns, (rows) => {
        const found = drawdowns(rows);
        const depths = underwater(rows);
        const equity = growth(rows);
        const wet = new Set<number>();
        for (const row of found) {
          for (let i = row.start + 1; i <= row.end; i++) if (i < row.end || !row.recovered) wet.add(i);
          const peak = row.start < 0 ? 1 : equity[row.start];
          expect(row.depth).toBeCloseTo(equity[row.trough] / peak - 1, 12);
        }
        expect([...wet].sort((a, b) => a - b)).toEqual([...depths.keys()].filter((i) => depths[i] < 0));
        expect(Math.min(0, ...found.map((row) => row.depth))).toBe(maxDrawdown(rows));
      }),
    );
  });
});
