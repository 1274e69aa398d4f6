import { describe, expect, it } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { MINUTE_US } from '../../base/time.ts';
import { resolveSlicing } from './slicing-config.ts';

const impact = { volatility: 0.9, temporaryImpact: 1e-3, riskAversion: 1e-4 };

describe('how a parent is sliced', () => {
  it('is read with its defaults', () => {
    expect(resolveSlicing({ algorithm: 'twap', horizon: '30m' }, 'execution.slicing')).toEqual({
      algorithm: 'twap',
      horizonUs: 30 * MINUTE_US,
      slices: 10,
      price: 'market',
      minLots: 1,
      maxLots: Infinity,
      jitter: 0,
      sweep: true,
    });
    expect(resolveSlicing({ algorithm: 'vwap', horizon: '3m', profile: [1, 2, 1] }, 'x')).toMatchObject({ slices: 3 });
    expect(resolveSlicing({ algorithm: 'pov', horizon: '3m', participation: 0.1 }, 'x')).toMatchObject({
      sweep: false,
    });
    expect(resolveSlicing({ algorithm: 'implementation-shortfall', horizon: '1h', ...impact }, 'x')).toMatchObject({
      ...impact,
      permanentImpact: 0,
    });
  });

  it.each([
    [{ horizon: '1m' }, 'algorithm'],
    [{ algorithm: 'iceberg', horizon: '1m' }, 'algorithm'],
    [{ algorithm: 'twap' }, 'horizon'],
    [{ algorithm: 'twap', horizon: '31d' }, 'horizon'],
    [{ algorithm: 'twap', horizon: '1m', slices: 0 }, 'slices'],
    [{ algorithm: 'twap', horizon: '1m', slices: 2.5 }, 'slices'],
    [{ algorithm: 'twap', horizon: '1m', participation: 0.1 }, 'participation'],
    [{ algorithm: 'twap', horizon: '1m', price: 'best' }, 'price'],
    [{ algorithm: 'twap', horizon: '1m', minLots: 5, maxLots: 4 }, 'maxLots'],
    [{ algorithm: 'twap', horizon: '1m', jitter: 1.5 }, 'jitter'],
    [{ algorithm: 'twap', horizon: '1m', jitter: Number.NaN }, 'jitter'],
    [{ algorithm: 'twap', horizon: '1m', sweep: 'yes' }, 'sweep'],
    [{ algorithm: 'vwap', horizon: '1m' }, 'profile'],
    [{ algorithm: 'vwap', horizon: '1m', profile: [0, 0] }, 'profile'],
    [{ algorithm: 'vwap', horizon: '1m', profile: [1, -1] }, 'profile'],
    [{ algorithm: 'vwap', horizon: '1m', profile: [1, 2], slices: 3 }, 'slices'],
    [{ algorithm: 'pov', horizon: '1m', participation: 1 }, 'participation'],
    [{ algorithm: 'implementation-shortfall', horizon: '1m', ...impact, volatility: '1' }, 'volatility'],
    [{ algorithm: 'implementation-shortfall', horizon: '30d', ...impact, permanentImpact: 1 }, 'permanentImpact'],
  ])('%j is a fault that names %s', (section, key) => {
    expect(() => resolveSlicing(section, 'execution.slicing')).toThrow(Fault);
    expect(() => resolveSlicing(section, 'execution.slicing')).toThrow(`execution.slicing.${key}: `);
  });
});
