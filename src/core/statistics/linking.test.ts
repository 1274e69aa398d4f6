import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { carinoLinks } from './linking.ts';

const ordinary = fc.double({ min: -0.5, max: 0.8, noNaN: true });

describe('links between periods', () => {
  it('are those of the worked example of finfacts.io, "Carino Linking"', () => {
    const returns = [0.025, 0.018, -0.005];
    const benchmark = [0.022, 0.015, -0.008];
    const links = must(carinoLinks(returns, benchmark), 'nothing was lost whole');
    // The page gives the factors of the periods before they are divided by that of the whole time.
    const growth = (1.025 * 1.018 * 0.995 - 1.022 * 1.015 * 0.992) as number;
    const whole = (Math.log(1.025 * 1.018 * 0.995) - Math.log(1.022 * 1.015 * 0.992)) / growth;
    expect(links[0] * whole).toBeCloseTo(0.97704, 6);
    expect(links[1] * whole).toBeCloseTo(0.983769, 5);
    expect(links[2] * whole).toBeCloseTo(1.006543, 6);
    expect(links.reduce((sum, link) => sum + link * 0.003, 0)).toBeCloseTo(growth, 15);
  });

  it('make contributions add up to the compound return', () => {
    fc.assert(
      fc.property(fc.array(ordinary, { minLength: 1, maxLength: 40 }), (returns) => {
        const links = must(carinoLinks(returns), 'nothing was lost whole');
        const linked = returns.reduce((sum, value, t) => sum + value * links[t], 0);
        const whole = returns.reduce((level, value) => level * (1 + value), 1) - 1;
        expect(Math.abs(linked - whole)).toBeLessThan(1e-9 * (1 + Math.abs(whole)));
      }),
    );
  });

  it('make active returns add up, also where the two are the same in a period', () => {
    const pair = fc.tuple(ordinary, ordinary, fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 40 }), (pairs) => {
        const returns = pairs.map(([r]) => r);
        const benchmark = pairs.map(([r, b, same]) => (same ? r : b));
        const links = must(carinoLinks(returns, benchmark), 'nothing was lost whole');
        const linked = returns.reduce((sum, value, t) => sum + (value - benchmark[t]) * links[t], 0);
        const grown = (values: readonly number[]): number => values.reduce((level, value) => level * (1 + value), 1);
        const whole = grown(returns) - grown(benchmark);
        expect(Math.abs(linked - whole)).toBeLessThan(1e-9 * (1 + grown(returns) + grown(benchmark)));
      }),
    );
  });

  it('are none where all was lost', () => {
    expect(carinoLinks([0.1, -1])).toBeUndefined();
    expect(carinoLinks([0.1], [-1])).toBeUndefined();
  });
});
