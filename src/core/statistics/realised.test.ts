import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { bipowerVariation, realisedVariance } from './realised.ts';

const { C } = quant.vol;
const logReturns = C.slice(1).map((close, i) => Math.log(close / C[i]));

describe('realised variation', () => {
  it('equals the reference', () => {
    expectClose(realisedVariance(logReturns), quant.vol.realised_sum_r2);
    expectClose(bipowerVariation(logReturns), quant.vol.bipower);
  });

  it('a lone jump is in the realised variance, not in the bipower', () => {
    expect(realisedVariance([0, 0.1, 0])).toBeCloseTo(0.01, 15);
    expect(bipowerVariation([0, 0.1, 0])).toBe(0);
    expect(realisedVariance([])).toBe(0);
  });
});
