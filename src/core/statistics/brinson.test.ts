import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brinsonFachler, type Segment } from './brinson.ts';

function segment(weight: number, made: number, benchmarkWeight: number, benchmarkReturn: number): Segment {
  return { weight, contribution: weight * made, benchmarkWeight, benchmarkReturn };
}

describe('Brinson and Fachler', () => {
  it('of three markets: the example of Bacon, Practical Portfolio Performance (2008), chapter 5', () => {
    const [uk, japan, us] = [
      segment(0.4, 0.2, 0.4, 0.1),
      segment(0.3, -0.05, 0.2, -0.04),
      segment(0.3, 0.06, 0.4, 0.08),
    ].map((each) => brinsonFachler(each, 0.064));
    expect([uk.allocation, japan.allocation, us.allocation]).toEqual([
      0,
      expect.closeTo(-0.0104, 12),
      expect.closeTo(-0.0016, 12),
    ]);
    expect([uk.selection, japan.selection, us.selection]).toEqual(
      [0.04, -0.002, -0.008].map((v) => expect.closeTo(v, 12)),
    );
    expect([uk.interaction, japan.interaction, us.interaction]).toEqual(
      [0, -0.001, 0.002].map((v) => expect.closeTo(v, 12)),
    );
  });

  it('of Japan in the CFA curriculum: 51 % against 60.5 %, 11.48 % against 9.25 % in all, is −0.21 % of allocation', () => {
    const { allocation, selection, interaction } = brinsonFachler(segment(0.51, 0.124, 0.605, 0.1148), 0.0925);
    expect(allocation).toBeCloseTo(-0.0021, 4);
    // The thread that quotes it gives 0.26 % in all.
    expect(allocation + selection + interaction).toBeCloseTo(0.0026, 4);
  });

  it('adds up to the active return, long and short, held or not', () => {
    const part = fc.record({
      weight: fc.oneof(
        fc.constant(0),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: -1, max: -0.01, noNaN: true }),
      ),
      contribution: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      share: fc.double({ min: 0.1, max: 1, noNaN: true }),
      benchmarkReturn: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      isMixed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const all = parts.reduce((sum, { share }) => sum + share, 0);
        const groups = parts.map((each) => ({ ...each, benchmarkWeight: each.share / all }));
        const total = groups.reduce((sum, each) => sum + each.benchmarkWeight * each.benchmarkReturn, 0);
        const held = groups.reduce((sum, { weight }) => sum + weight, 0);
        const cash = { weight: 1 - held, contribution: 0, benchmarkWeight: 0, benchmarkReturn: 0 };
        const made = groups.reduce((sum, { contribution }) => sum + contribution, 0);
        const effects = [...groups, cash].reduce((sum, each) => {
          const { allocation, selection, interaction } = brinsonFachler(each, total);
          return sum + allocation + selection + interaction;
        }, 0);
        expect(effects).toBeCloseTo(made - total, 9);
      }),
    );
  });

  it('has selection in one piece where longs and shorts stand against each other', () => {
    const mixed = { weight: 0.001, contribution: 0.02, benchmarkWeight: 0.5, benchmarkReturn: 0.01, isMixed: true };
    expect(brinsonFachler(mixed, 0.01)).toEqual({
      allocation: expect.closeTo(0, 12),
      selection: 0.02 - 0.00001,
      interaction: 0,
    });
  });
});
