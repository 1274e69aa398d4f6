import { describe, expect, it } from 'vitest';
import { everyone } from './ballot.ts';
import { Performance } from './performance.ts';

const both = Uint8Array.of(1, 1);

function weights(performance: Performance): number[] {
  const out = new Float64Array(2);
  performance.weights(out, both, everyone(2));
  return [...out];
}

function sessions(performance: Performance, ...returns: [number, number][]): void {
  for (const row of returns) {
    performance.add(Float64Array.from(row), 0, both);
    performance.endSession();
  }
}

describe('Performance', () => {
  it('weighs by mean over standard deviation, and nothing below 0', () => {
    const performance = new Performance(2);
    // .01 .03: mean .02, sd .014142 -> 1.4142; .02 .06 -.02: mean .02, sd .04 -> .5
    sessions(performance, [0.01, 0.02], [0.03, 0.06], [0.02, -0.02]);
    const scores = [0.02 / 0.01, 0.02 / 0.04];
    expect(weights(performance)[0]).toBeCloseTo(scores[0] / (scores[0] + scores[1]), 12);
    sessions(performance, [-0.3, 0.02]);
    expect(weights(performance)).toEqual([0, 1]);
  });

  it('weighs equally before two sessions, and when nobody earned anything', () => {
    const performance = new Performance(2);
    expect(weights(performance)).toEqual([0.5, 0.5]);
    sessions(performance, [0.5, 0.1]);
    expect(weights(performance)).toEqual([0.5, 0.5]);
    sessions(performance, [-0.9, -0.4]);
    expect(weights(performance)).toEqual([0.5, 0.5]);
  });

  it('forgets what is older than sixty sessions', () => {
    const performance = new Performance(2);
    sessions(performance, [-50, 0.01]);
    for (let k = 0; k < 30; k++) sessions(performance, [0.01, 0.01], [0.03, 0.03]);
    // The loss of 50 is the 61st session back.
    expect(weights(performance)[0]).toBeCloseTo(0.5, 12);
  });

  it('does not count a session that an agent slept through', () => {
    const performance = new Performance(2);
    sessions(performance, [0.01, 0.01], [0.03, 0.03]);
    performance.add(Float64Array.of(0.02, 99), 0, Uint8Array.of(1, 0));
    performance.endSession();
    const [first, second] = weights(performance);
    expect(first / second).toBeCloseTo(0.02 / 0.01 / (0.02 / Math.sqrt(0.0002)), 12);
  });
});
