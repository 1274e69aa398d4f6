import { describe, expect, it } from 'vitest';
import { DAY_US } from '../core/base/time.ts';
import { variance } from '../core/statistics/moments.ts';
import { searchOf } from './search.ts';
import type { StoredTrial } from './trial-record.ts';
import { digestOf, noiseTrial } from './trial.twin.ts';
import type { Trial } from './trials.ts';

const stored = (trial: Trial): StoredTrial => ({ ...trial, instruments: trial.instruments.join(', ') });
const search = (own: Trial, trials: readonly Trial[], older = 0, damaged = 0) =>
  searchOf(own, { trials: trials.map(stored), older, damaged });

describe('the search behind a result', () => {
  it('is every different trial once, the result itself included', () => {
    const all = [noiseTrial(1), noiseTrial(2), noiseTrial(3)];
    const found = search(all[1], [...all, ...all]);
    expect(found).toMatchObject({ count: 3, note: null, alike: 3 });
    expect(found.variance).toBeCloseTo(variance(all.map(({ sharpe }) => sharpe ?? 0)), 15);
    expect(found.series[0]).toEqual(all[1].periods);
    expect(search(all[0], []).count).toBe(1);
  });

  it('takes the same result for the same trial, whatever it is called, and another for another, though its file is the same', () => {
    const own = noiseTrial(1);
    expect(search(own, [{ ...own, name: 'again', configHash: digestOf('another') }]).count).toBe(1);
    expect(search(own, [{ ...own, resultHash: digestOf('the strategy was edited') }]).count).toBe(2);
    expect(search(own, [{ ...own, dataHash: digestOf('a row was mended') }]).count).toBe(2);
  });

  it('leaves out what was judged by other sessions only', () => {
    const own = noiseTrial(1);
    const later = { ...noiseTrial(2), firstUs: own.lastUs + DAY_US, lastUs: own.lastUs + 9 * DAY_US };
    const touching = { ...noiseTrial(3), firstUs: own.lastUs, lastUs: own.lastUs + 9 * DAY_US };
    expect(search(own, [later])).toMatchObject({ count: 1, alike: 1 });
    expect(search(own, [later, touching])).toMatchObject({ count: 2, alike: 1 });
  });

  it('counts trials without a Sharpe ratio, which have no part in its variance', () => {
    const found = search(noiseTrial(1), [noiseTrial(2, { sharpe: null })]);
    expect(found.count).toBe(2);
    expect(found.variance).toBeNaN();
  });

  it('counts what it could not read as different trials, and says so', () => {
    expect(search(noiseTrial(1), [noiseTrial(2)], 500, 1)).toMatchObject({
      count: 503,
      note: '1 record is damaged and counts as a trial; 500 older records were not read and count as different trials',
    });
  });

  it('compares a part of very many, spread evenly, the result first', () => {
    const own = noiseTrial(0, {}, 20);
    const found = search(
      own,
      Array.from({ length: 1_000 }, (_, seed) => noiseTrial(seed + 1, {}, 20)),
    );
    expect([found.count, found.alike, found.series.length]).toEqual([1_001, 1_001, 200]);
    expect(found.series[0]).toEqual(own.periods);
  });
});
