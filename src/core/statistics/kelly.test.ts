import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import { growthBinary, growthGaussian, kellyBinary, kellyGaussian } from './kelly.ts';
import { matrixOf } from './matrix.ts';

describe('Kelly', () => {
  it('of a bet', () => {
    expectClose(kellyBinary(0.55, 1), 0.1);
    expectPrinted(growthBinary(0.1, 0.55, 1), '.0050083668');
    expectClose(kellyBinary(0.6, 2), 0.4);
    expect(kellyBinary(0.4, 1)).toBeLessThan(0);
  });

  it('of normal returns, and twice of it grows not at all', () => {
    const covariance = matrixOf([[0.04]]);
    const fractions = kellyGaussian([0.08], covariance);
    expectClose(fractions?.[0] ?? Number.NaN, 2);
    expectClose(growthGaussian([2], [0.08], covariance), 0.08);
    expect(growthGaussian([4], [0.08], covariance)).toBeCloseTo(0, 15);
    expect(kellyGaussian([0.1], matrixOf([[0]]))).toBeUndefined();
  });

  it('no other fractions grow faster', () => {
    const covariance = matrixOf([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    const best = kellyGaussian([0.05, 0.03], covariance) ?? new Float64Array(2);
    const bps = fc.integer({ min: -20_000, max: 20_000 });
    fc.assert(
      fc.property(bps, bps, (x, y) => {
        const other = growthGaussian([x / 1e4, y / 1e4], [0.05, 0.03], covariance);
        expect(other).toBeLessThanOrEqual(growthGaussian(best, [0.05, 0.03], covariance) + 1e-12);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), (percent) => {
        expect(growthBinary(percent / 100, 0.6, 2)).toBeLessThanOrEqual(growthBinary(0.4, 0.6, 2) + 1e-15);
      }),
    );
  });
});
