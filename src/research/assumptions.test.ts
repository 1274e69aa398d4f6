import { describe, expect, it } from 'vitest';
import type { RunExecution } from '../config/run-file.ts';
import { lateBy, withCosts } from './assumptions.ts';

const execution = (changes: Partial<RunExecution>): RunExecution => ({
  fill: 'next-open',
  slippage: { model: 'bps', bps: 2 },
  fees: { model: 'bps', bps: 5 },
  participation: 0.1,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
  ...changes,
});

describe('costs times a factor', () => {
  it.each([
    [{ fees: { model: 'bps', bps: 5, makerBps: -1 } }, { fees: { model: 'bps', bps: 10, makerBps: -1 } }],
    [
      { fees: { model: 'per-share', perShare: 0.01, minimum: 1 } },
      { fees: { model: 'per-share', perShare: 0.02, minimum: 2 } },
    ],
    [{ fees: { model: 'per-share', perShare: 0.01 } }, { fees: { model: 'per-share', perShare: 0.02 } }],
    [
      {
        fees: {
          model: 'tiered',
          tiers: [
            { from: 0, bps: 3 },
            { from: 9, bps: -1 },
          ],
        },
      },
      {
        fees: {
          model: 'tiered',
          tiers: [
            { from: 0, bps: 6 },
            { from: 9, bps: -1 },
          ],
        },
      },
    ],
    [{ fees: { model: 'none' } }, { fees: { model: 'none' } }],
    [{ slippage: { model: 'half-spread', spreadBps: 4 } }, { slippage: { model: 'half-spread', spreadBps: 8 } }],
    [
      { slippage: { model: 'square-root', coefficient: 1, window: 20 } },
      { slippage: { model: 'square-root', coefficient: 2, window: 20 } },
    ],
    [{ slippage: { model: 'none' } }, { slippage: { model: 'none' } }],
  ] as [Partial<RunExecution>, Partial<RunExecution>][])('twice %j', (given, twice) => {
    expect(withCosts(execution(given), 2)).toMatchObject(twice);
    expect(withCosts(execution(given), 0)).toMatchObject({ fees: { model: 'none' }, slippage: { model: 'none' } });
  });
});

describe('how late an order is that arrives a tenth into the next bar', () => {
  const bars = (...times: [number, number][]) => ({
    openUs: Float64Array.from(times, ([open]) => open),
    tsUs: Float64Array.from(times, ([, close]) => close),
    length: times.length,
  });

  it('is the shortest wait for it and a tenth of the shortest full bar', () => {
    const days = bars([0, 50], [150, 200], [900, 990]);
    const hours = bars([0, 30], [10_000, 10_030]);
    expect(lateBy([days])).toBe(100 + 9);
    expect(lateBy([days, hours])).toBe(100 + 3);
    expect(lateBy([bars([0, 100], [100, 200])])).toBe(10);
    expect(lateBy([bars()])).toBe(0);
  });
});
