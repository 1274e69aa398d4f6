import { createHash } from 'node:crypto';
import { DAY_US } from '../core/base/time.ts';
import { mulberry32, normal } from '../core/base/random.ts';
import { kurtosis, skewness } from '../core/statistics/moments.ts';
import { meanOverDeviation } from '../core/statistics/performance.ts';
import type { Trial } from './trials.ts';

const FIRST_US = Date.UTC(2020, 0, 1) * 1000;

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A trial of so many sessions of noise: equal seeds are equal trials. */
export function noiseTrial(seed: number, changes: Partial<Trial> = {}, sessions = 200, mean = 0): Trial {
  const random = mulberry32(seed);
  const returns = Float32Array.from({ length: sessions }, () => mean + 0.01 * normal(random));
  return {
    kind: 'backtest',
    name: `noise-${seed}`,
    started: '2024-01-01T00:00:00.000Z',
    version: '0.0.0',
    configHash: digestOf(`config ${seed}`),
    dataHash: digestOf('data'),
    resultHash: digestOf(`result ${seed} ${sessions} ${mean}`),
    instruments: ['A', 'B'],
    firstUs: FIRST_US,
    lastUs: FIRST_US + (sessions - 1) * DAY_US,
    sessions,
    sharpe: meanOverDeviation(returns),
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
    sessionsPerYear: 252,
    totalReturn: 0.1,
    span: 1,
    periods: returns,
    ...changes,
  };
}
