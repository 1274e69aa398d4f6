import { describe, expect, it } from 'vitest';
import { mulberry32, normal } from '../base/random.ts';
import { SECOND_US } from '../base/time.ts';
import { PriceVariance } from './price-variance.ts';

describe('the variance of a price', () => {
  it('is unknown before ten changes, and then that of the walk', () => {
    const random = mulberry32(4);
    const variance = new PriceVariance(1_000 * SECOND_US);
    let price = 100;
    for (let k = 0; k <= 20_000; k++) {
      if (k === 10) expect(variance.value).toBeNaN();
      variance.update(price, k * SECOND_US);
      // Between two samples nothing is looked at.
      variance.update(price + 50, k * SECOND_US + 999_999);
      price += 3 * normal(random);
    }
    expect(Math.abs(variance.value / 9 - 1)).toBeLessThan(0.15);
  });

  it('is per second, however far apart the changes are, and forgets by half in a half-life', () => {
    const variance = new PriceVariance(10 * SECOND_US);
    let tsUs = 0;
    for (let k = 0; k < 200; k++) variance.update(k % 2 === 0 ? 0 : 4, (tsUs += 4 * SECOND_US));
    expect(variance.value).toBeCloseTo(4, 9);
    for (let k = 0; k < 10; k++) variance.update(4, (tsUs += SECOND_US));
    expect(variance.value).toBeCloseTo(2, 9);
  });
});
