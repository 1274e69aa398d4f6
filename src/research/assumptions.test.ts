import { describe, expect, it } from 'vitest';
import type { RunExecution } from '../config/run-file.ts';
import { lateBy, optimistic, pessimistic, withCosts } from './assumptions.ts';

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

describe('what costs and fills leave alone', () => {
  it('holding costs go with the rest, rates of funding and what was not asked for do not', () => {
    const held = withCosts(execution({ borrowBps: 30, fundingColumn: 'rate' }), 2);
    expect(held).toMatchObject({ borrowBps: 60, fundingColumn: 'rate' });
    expect('marginInterestBps' in held).toBe(false);
    expect(withCosts(execution({ marginInterestBps: 500 }), 0).marginInterestBps).toBe(0);
  });

  it('kind fills are at once, unkind ones twice as late', () => {
    const orderLatency = { model: 'feed', factor: 1.5, offsetUs: 10, unknownUs: 99 } as const;
    const given = execution({ latencyUs: 7, responseLatency: { model: 'constant', us: 20 }, orderLatency });
    expect(optimistic(given)).toMatchObject({ latencyUs: 0, orderLatency: { model: 'constant', us: 0 } });
    expect(pessimistic(given, 100)).toMatchObject({
      latencyUs: 107,
      orderLatency: { model: 'feed', factor: 3, offsetUs: 20, unknownUs: 99 },
      responseLatency: { model: 'constant', us: 40 },
      queue: { model: 'risk-averse' },
    });
    expect(pessimistic(execution({}), 0).orderLatency).toEqual({ model: 'constant', us: 200_000 });
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
