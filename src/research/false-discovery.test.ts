import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { sharpeStandardError } from '../core/statistics/honesty.ts';
import { mean } from '../core/statistics/moments.ts';
import { loadRun } from './evaluate.ts';
import {
  evaluatedTrials,
  isDiscovery,
  LEVEL,
  LOOKING_STRATEGY,
  lookingRunFile,
  noise,
  POINTS,
  quickRate,
  quickReturns,
  sampleOf,
  singleRate,
  upperBound,
  WARMUP_BARS,
} from './false-discovery.twin.ts';

const { put } = temporaryFolder();
const BARS = 600;
const COST_BPS = 1;
put('looking.ts', LOOKING_STRATEGY);
put('noise.csv', 'date,open,high,low,close,volume\n2020-01-01,100,101,99,100,1\n2020-01-02,100,101,99,100,1\n');
const { file, baseDir } = readRunFile(put('noise.yaml', lookingRunFile(COST_BPS)));
const run = await loadRun(file, baseDir);
const [{ instrument }] = run.data.data;

describe('on pure noise', () => {
  it('the best of twenty is called a discovery no more often than stated, and without deflation far more often', () => {
    const sets = 250;
    for (const costBps of [0, COST_BPS]) {
      const { deflated, naive } = quickRate(instrument, { sets, bars: BARS, costBps, leak: false });
      expect(deflated).toBeLessThanOrEqual(upperBound(LEVEL, sets));
      expect(naive).toBeGreaterThan(upperBound(LEVEL, sets));
    }
  });

  it('one point chosen beforehand, without costs, is called one as often as stated: the level means what it says', () => {
    const draws = 1_200;
    const rate = singleRate(instrument, { sets: draws, bars: BARS });
    expect(rate).toBeLessThanOrEqual(upperBound(LEVEL, draws));
    expect(rate).toBeGreaterThanOrEqual(2 * LEVEL - upperBound(LEVEL, draws));
  });

  it('one that knows the next bar is found nearly always', () => {
    expect(quickRate(instrument, { sets: 40, bars: BARS, costBps: COST_BPS, leak: true }).deflated).toBeGreaterThan(
      0.95,
    );
  });

  it('the same holds for backtests by the engine, whose ratios are those of the cheap path', async () => {
    let found = 0;
    let leaked = 0;
    const sets = 4;
    for (let seed = 1; seed <= sets; seed++) {
      const trials = await evaluatedTrials(run, seed, BARS, false);
      const series = noise(instrument, BARS, seed);
      const closes = series.close.subarray(0, series.length);
      const quick = POINTS.map((point) => sampleOf(quickReturns(closes, point, COST_BPS, false)));
      const apart = trials.map(({ sharpe }, k) => Math.abs(sharpe - quick[k].sharpe));
      // the engine holds a number of units between changes, the cheap path a share of equity
      expect(Math.max(...apart)).toBeLessThan(sharpeStandardError(0, BARS - WARMUP_BARS));
      expect(mean(apart)).toBeLessThan(0.2 * sharpeStandardError(0, BARS - WARMUP_BARS));
      if (isDiscovery(trials)) found += 1;
      if (isDiscovery(await evaluatedTrials(run, seed, BARS, true))) leaked += 1;
    }
    expect(found / sets).toBeLessThanOrEqual(upperBound(LEVEL, sets));
    expect(leaked).toBe(sets);
  });
});
