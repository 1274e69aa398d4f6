import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ranking } from './ranking.ts';

it('takes the largest key first, of equal ones the lowest index', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), (keys) => {
      const ranking = new Ranking(keys.length);
      keys.forEach((key, index) => ranking.add(index, key));
      const order = keys.map(() => ranking.take());
      expect(order).toEqual(keys.map((_, i) => i).sort((a, b) => keys[b] - keys[a] || a - b));
    }),
  );
});
