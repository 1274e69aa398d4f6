import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('so many calls a second', () => {
  it('after a burst each waits for its turn', () => {
    const bucket = new TokenBucket({ perSecond: 0.5, burst: 2 }, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 2]);
    expect(bucket.take(1_000_000)).toBe(1);
    expect(bucket.take(2_000_000)).toBe(0);
    expect(bucket.take(2_000_000)).toBe(2);
  });

  it('never more than the burst and the rate allow, over any stretch', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (gaps, perSecond, burst) => {
        const bucket = new TokenBucket({ perSecond, burst }, 0);
        const taken: number[] = [];
        let nowUs = 0;
        for (const gap of gaps) {
          nowUs += gap;
          if (bucket.take(nowUs) === 0) taken.push(nowUs);
        }
        for (let i = 0; i < taken.length; i++)
          for (let j = i; j < taken.length; j++)
            expect(j - i + 1).toBeLessThanOrEqual(burst + ((taken[j] - taken[i]) / 1_000_000) * perSecond + 1e-6);
      }),
    );
  });

  it('whoever waits as long as it was told is let through', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (perSecond, burst) => {
          const bucket = new TokenBucket({ perSecond, burst }, 0);
          for (let i = 0; i < burst; i++) bucket.take(0);
          const seconds = bucket.take(0);
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(bucket.take(seconds * 1_000_000 + 1)).toBe(0);
        },
      ),
    );
  });
});
