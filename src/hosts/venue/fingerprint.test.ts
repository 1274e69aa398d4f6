import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fingerprint } from './fingerprint.ts';

const number = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.maxSafeNat());
const pairs = fc.uniqueArray(fc.tuple(number, number), { maxLength: 20, selector: (pair) => pair.join('/') });

function of(all: readonly (readonly [number, number])[]): Fingerprint {
  const print = new Fingerprint();
  for (const [a, b] of all) print.add(a, b);
  return print;
}

it('Sets are the same by their sums when they are the same, in any order, and not otherwise', () => {
  const key = (all: readonly (readonly [number, number])[]) => JSON.stringify(all.map((pair) => pair.join('/')).sort());
  fc.assert(
    fc.property(pairs, pairs, (one, other) => {
      expect(of(one).equals(of(one.toReversed()))).toBe(true);
      expect(of(one).equals(of(other))).toBe(key(one) === key(other));
    }),
  );
});

it('What is removed was never there, and what is saved comes back', () => {
  fc.assert(
    fc.property(pairs, number, number, (all, a, b) => {
      const print = of([...all, [a, b]]);
      print.remove(a, b);
      const back = new Fingerprint();
      back.load(JSON.parse(JSON.stringify(print.save())) as ReturnType<Fingerprint['save']>);
      expect(print.equals(of(all)) && back.equals(of(all))).toBe(true);
    }),
  );
});
