import { describe, expect, it } from 'vitest';
import { type Scenario, stress, stressAll } from './stress.ts';

const book = [
  { instrument: 'SPX', notional: 100_000 },
  { instrument: 'TLT', notional: -40_000 },
  { instrument: 'BTC', notional: 5_000 },
];
const crash: Scenario = { name: 'crash', shocks: { SPX: -0.2, TLT: 0.05 }, otherwise: -0.5 };
const calm: Scenario = { name: 'calm', shocks: {}, otherwise: 0 };
const rally: Scenario = { name: 'rally', shocks: { SPX: 0.1 }, otherwise: 0 };

describe('stress scenarios', () => {
  it('move each position by its own shock, the unnamed by the rest', () => {
    const { profit, byExposure, scenario } = stress(book, crash);
    expect(scenario).toBe('crash');
    expect([...byExposure]).toEqual([-20_000, -2_000, -2_500]);
    expect(profit).toBe(-24_500);
  });

  it('come with the largest loss first', () => {
    expect(stressAll(book, [calm, rally, crash]).map((result) => result.scenario)).toEqual(['crash', 'calm', 'rally']);
    expect(stress([], crash).profit).toBe(0);
  });

  it('an instrument named like a property of every object is not named by a shock', () => {
    expect(stress([{ instrument: 'constructor', notional: 10 }], crash).profit).toBe(-5);
  });
});
