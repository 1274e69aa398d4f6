import { describe, expect, it } from 'vitest';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { hash32, mulberry32, namedRandom, normal, whole } from './random.ts';

describe('random', () => {
  it('gives the reference numbers of mulberry32', () => {
    const random = mulberry32(42);
    for (const expected of quant.prng.mulberry32_seed42_first5) expect(random()).toBe(expected);
  });

  it('makes a stream of a seed and a name', () => {
    const [a, again, other, seeded] = [
      namedRandom(42, 'env/3'),
      namedRandom(42, 'env/3'),
      namedRandom(42, 'env/4'),
      namedRandom(43, 'env/3'),
    ];
    const first = a();
    expect(again()).toBe(first);
    expect(other()).not.toBe(first);
    expect(seeded()).not.toBe(first);
  });

  it('draws normals with mean 0 and deviation 1', () => {
    const random = mulberry32(7);
    const draws = Array.from({ length: 20_000 }, () => normal(random));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });

  it('draws whole numbers below a bound, all of them', () => {
    const random = mulberry32(1);
    const seen = new Set(Array.from({ length: 200 }, () => whole(random, 6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('hashes names apart', () => {
    expect(new Set(Array.from({ length: 1000 }, (_, i) => hash32(`agent/${i}`))).size).toBe(1000);
  });
});
